"""The shape of one question: a field of a form or a column of a register."""

from __future__ import annotations

from typing import Any

from ..definitions import Field
from ..yaml_text import Mapping, Scalar
from .nodes import FileReader, value_of

#: Types of process.md section 0. `codes` is written `code` with `many: true`; both are read.
TYPES = (
    "text", "ref", "note", "date", "yn", "code", "codes", "money", "num", "place", "subj", "user",
    "org", "row", "rowref", "doc", "case", "request", "event",
)  # fmt: skip
_ONE_TEXT = (
    "group", "kind", "register", "sets_status", "status_from", "help", "fill", "seen_by",
)  # fmt: skip
_FLAGS = ("required", "identifying", "passed_on", "per_subject")
MODES = ("add", "change", "add_or_change")
KEYS = (
    "id", "label", "type", "required", "identifying", "group", "list", "kind", "register", "many",
    "mode", "sets_status", "status_from", "statuses", "fields", "help", "when", "min", "max",
    "sets", "fills", "pick", "fill", "passed_on", "per_subject",
    "seen_by",
)  # fmt: skip


def read_fields(reader: FileReader, nodes: list[Any], what: str) -> tuple[Field, ...]:
    """The fields in the order of the file; ids are unique in one form."""
    found = [field for node in nodes if (field := read_field(reader, node, what)) is not None]
    return tuple(reader.keyed(found, lambda field: field.id, "field").values())


def read_field(reader: FileReader, node: Any, what: str) -> Field | None:
    """One field; a text alone names a column of a register (in `fields` of a row)."""
    if isinstance(node, Scalar):
        return Field(id=node, label=node, type="named")
    mapping = reader.mapping(node, f"A field of {what}")
    if mapping is None:
        return None
    reader.known(mapping, KEYS, f"A field of {what}")
    field_id = reader.text(mapping, "id", required=f"A field of {what}")
    label = reader.text(mapping, "label", required=f"The field '{field_id}' of {what}")
    if field_id is None or label is None:
        return None
    written = reader.choice(mapping, "type", TYPES, "text")
    if "type" not in mapping:
        reason = f"The field '{field_id}' has no type."
        reader.refuse(mapping, reason, f"Add one of: {', '.join(TYPES)}.")
    columns = read_fields(reader, reader.entries(mapping, "fields"), f"'{field_id}' of {what}")
    return Field(
        id=field_id,
        label=label,
        type="code" if written == "codes" else written,
        many=reader.flag(mapping, "many") or written == "codes",
        lists=reader.texts(mapping, "list"),
        fields=columns,
        minimum=reader.number(mapping, "min"),
        maximum=reader.number(mapping, "max"),
        mode=reader.choice(mapping, "mode", MODES, "add"),
        when=reader.when(mapping),
        sets=_plain(mapping, "sets"),
        fills=_plain(mapping, "fills"),
        **reader.values(mapping, texts=_ONE_TEXT, lists=("statuses", "pick"), flags=_FLAGS),
    )


def _plain(mapping: Mapping, key: str) -> dict[str, Any]:
    """What is said under `key`, as plain data; empty where nothing is said."""
    node = mapping.get(key)
    return value_of(node) if isinstance(node, Mapping) else {}
