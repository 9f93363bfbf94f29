"""Register files: the lists beside the tracks, each declared once."""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from typing import Any

from ..definitions import CodeList, RegisterDefinition
from ..yaml_text import Mapping, Node, Sequence
from .fields import read_fields
from .nodes import FileReader

_KEYS = (
    "register", "label", "row_label", "of", "fields", "statuses", "status_list", "moves", "initial",
    "open_statuses", "source", "note", "append_only", "one_of", "seen_by",
)  # fmt: skip
OWNERS = ("case", "accused", "victim", "witness", "request", "any")


def read_register(
    reader: FileReader, node: Node, codes: AbcMapping[str, CodeList]
) -> RegisterDefinition | None:
    """One register; its statuses stand in the file or are the codes of the list it names."""
    mapping = reader.mapping(node, "A register file")
    name = mapping and reader.text(mapping, "register", required="A register file")
    if mapping is None or not name:
        return None
    what = f"The register '{name}'"
    reader.known(mapping, _KEYS, what)
    return RegisterDefinition(
        id=name,
        label=reader.text(mapping, "label", required=what) or name,
        row_label=reader.text(mapping, "row_label", required=what) or name,
        of=reader.texts(mapping, "of"),
        fields=read_fields(reader, reader.entries(mapping, "fields"), f"the register '{name}'"),
        statuses=_statuses(reader, mapping, codes),
        counts_as=_counts_as(reader, mapping),
        moves=_moves(reader, mapping),
        initial=reader.text(mapping, "initial"),
        open_statuses=reader.texts(mapping, "open_statuses"),
        source=reader.text(mapping, "source") or "",
        append_only=reader.flag(mapping, "append_only"),
        one_of=reader.texts(mapping, "one_of"),
        seen_by=reader.text(mapping, "seen_by"),
    )


def _statuses(
    reader: FileReader, mapping: Mapping, codes: AbcMapping[str, CodeList]
) -> dict[str, str]:
    named = reader.text(mapping, "status_list")
    if named is not None:
        if named in codes:
            return {code.code: code.label for code in codes[named].codes.values()}
        reason = f"There is no code list '{named}'."
        reader.refuse(named, reason, "Add its file to codes/, or mend the name.")
        return {}
    found: dict[str, str] = {}
    for one in reader.entries(mapping, "statuses"):
        entry = reader.mapping(one, "A status")
        status = entry and reader.text(entry, "id", required="A status")
        if entry is None or not status:
            continue
        if status in found:
            reader.refuse(status, f"The status '{status}' stands here twice.", "Rename one.")
        found[status] = reader.text(entry, "label") or status.replace("_", " ").capitalize()
    return found


def _counts_as(reader: FileReader, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """What a status counts as for guards and functions: an amended charge counts as filed."""
    entries = [one for one in reader.entries(mapping, "statuses") if isinstance(one, Mapping)]
    said = {str(reader.text(one, "id")): reader.texts(one, "counts_as") for one in entries}
    return {status: words for status, words in said.items() if words}


def _moves(reader: FileReader, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    node: Any = mapping.get("moves")
    if isinstance(node, Mapping):
        return {key: reader.texts(node, key) for key in node}
    for one in node if isinstance(node, Sequence) else []:
        entry = reader.mapping(one, "A move")
        if entry is None:
            continue
        for start in reader.texts(entry, "from"):
            found[start] = tuple(dict.fromkeys((*found.get(start, ()), *reader.texts(entry, "to"))))
    return found
