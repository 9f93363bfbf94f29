"""Code lists, one file each (codelists.md 0.2)."""

from __future__ import annotations

from typing import Any

from ..definitions import Code, CodeList
from ..yaml_text import Mapping, Node, Scalar
from .nodes import FileReader, value_of

_KEYS = ("list", "title", "version", "many", "main_field", "codes", "source", "note")
_CODE_KEYS = (
    "code", "label", "meaning", "parent", "sums", "maps", "status", "valid_from", "valid_to",
    "replaced_by",
)  # fmt: skip


def read_codes(reader: FileReader, node: Node) -> CodeList | None:
    """One code list."""
    mapping = reader.mapping(node, "A code list")
    name = mapping and reader.text(mapping, "list", required="A code list")
    if mapping is None or not name:
        return None
    reader.known(mapping, _KEYS, f"The code list '{name}'")
    found = [c for one in reader.entries(mapping, "codes") if (c := _code(reader, one, name))]
    return CodeList(
        id=name,
        title=reader.text(mapping, "title", required=f"The code list '{name}'") or name,
        codes=reader.keyed(found, lambda code: code.code, "code"),
        many=reader.flag(mapping, "many"),
        main_field=reader.text(mapping, "main_field"),
        version=reader.number(mapping, "version") or 1,
    )


def _code(reader: FileReader, node: Any, name: str) -> Code | None:
    entry = reader.mapping(node, f"A code of '{name}'")
    code = entry and _written(reader, entry, name)
    if entry is None or not code:
        return None
    reader.known(entry, _CODE_KEYS, f"The code '{code}' of '{name}'")
    return Code(
        code=code,
        label=reader.text(entry, "label", required=f"The code '{code}' of '{name}'") or code,
        meaning=reader.text(entry, "meaning") or "",
        parent=reader.text(entry, "parent"),
        sums=_texts(reader, entry, "sums"),
        status=reader.choice(entry, "status", ("verified", "unverified"), "unverified"),
        maps=value_of(entry["maps"]) if isinstance(entry.get("maps"), Mapping) else {},
        valid_from=reader.text(entry, "valid_from"),
        valid_to=reader.text(entry, "valid_to"),
        replaced_by=reader.text(entry, "replaced_by"),
    )


def _written(reader: FileReader, entry: Mapping, name: str) -> str | None:
    """The code as written: the texts `null` and `no` are codes like any other here."""
    value = entry.get("code")
    if isinstance(value, Scalar) and value:
        return value
    return reader.text(entry, "code", required=f"A code of '{name}'")


def _texts(reader: FileReader, entry: Mapping, key: str) -> dict[str, str]:
    node = entry.get(key)
    if not isinstance(node, Mapping):
        return {}
    return {k: v for k in node if (v := reader.text(node, k)) is not None}
