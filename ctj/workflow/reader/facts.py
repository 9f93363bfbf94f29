"""`facts.yaml`: the facts that transitions set and indicators read (indicators.md 2.0.1, 2.0.2)."""

from __future__ import annotations

from typing import Any

from ..definitions import FactDefinition, RowFacts
from ..yaml_text import Mapping, Node, Scalar
from .nodes import FileReader

TYPES = (
    "date", "yn", "code", "set", "money", "number", "count", "org", "place", "id", "row", "subj",
)  # fmt: skip
RULES = ("first", "last", "set", "sum", "count", "yes", "rows")


def read_facts(
    reader: FileReader, node: Node
) -> tuple[dict[tuple[str, str], FactDefinition], dict[str, RowFacts]]:
    """Facts by (unit, name), and the row facts by register."""
    mapping = reader.mapping(node, "facts.yaml")
    if mapping is None:
        return {}, {}
    reader.known(mapping, ("units", "rows", "source"), "facts.yaml")
    units = reader.mapping(mapping.get("units"), "'units'") or Mapping()
    facts: dict[tuple[str, str], FactDefinition] = {}
    for unit in units:
        for fact in _facts(reader, units, unit, str(unit)).values():
            facts[(str(unit), fact.fact)] = fact
    return facts, _rows(reader, mapping)


def _facts(reader: FileReader, node: Mapping, key: str, unit: str) -> dict[str, FactDefinition]:
    found = [f for one in reader.entries(node, key) if (f := _fact(reader, one, unit))]
    return reader.keyed(found, lambda fact: fact.fact, "fact")


def _fact(reader: FileReader, node: Any, unit: str) -> FactDefinition | None:
    entry = reader.mapping(node, f"A fact of '{unit}'")
    if entry is None:
        return None
    name = reader.text(entry, "fact") or reader.text(entry, "id", required=f"A fact of '{unit}'")
    if name is None:
        return None
    reader.known(
        entry, ("fact", "id", "type", "list", "rule", "label", "meaning"), f"The fact '{name}'"
    )
    kind, lists = _type(reader, entry, name)
    return FactDefinition(
        unit=unit,
        fact=name,
        type=kind,
        rule=reader.choice(entry, "rule", RULES, "last"),
        label=reader.text(entry, "label") or name.replace("_", " ").capitalize(),
        meaning=reader.text(entry, "meaning") or "",
        list=lists[0] if lists else None,
        lists=lists,
    )


def _type(reader: FileReader, entry: Mapping, name: str) -> tuple[str, tuple[str, ...]]:
    """`type: code` with `list: x`, or `type: {type: code, list: x}`."""
    node = entry.get("type")
    inner = node if isinstance(node, Mapping) else entry
    if not isinstance(node, Mapping | Scalar):
        reader.refuse(entry, f"The fact '{name}' has no type.", f"Add one of: {', '.join(TYPES)}.")
    return reader.choice(inner, "type", TYPES, "code"), reader.texts(inner, "list")


def _rows(reader: FileReader, mapping: Mapping) -> dict[str, RowFacts]:
    node = mapping.get("rows")
    if node is None:
        return {}
    rows = reader.mapping(node, "'rows'") or Mapping()
    found: dict[str, RowFacts] = {}
    for register in rows:
        entry = reader.mapping(rows[register], f"The row facts '{register}'")
        if entry is None:
            continue
        reader.known(entry, ("of", "fields", "register", "label"), f"The row facts '{register}'")
        found[register] = RowFacts(
            register=reader.text(entry, "register") or register,
            of=reader.texts(entry, "of"),
            fields=_facts(reader, entry, "fields", f"rows of {register}"),
        )
    return found
