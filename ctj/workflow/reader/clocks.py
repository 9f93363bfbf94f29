"""`clocks.yaml`: time limits, what starts and stops them, and who is warned."""

from __future__ import annotations

from typing import Any, Literal, cast

from ..definitions import ClockDefinition, OtherLength
from ..yaml_text import Mapping, Node, Scalar, Sequence
from .nodes import FileReader

_KEYS = (
    "clock", "label", "kind", "rule", "length", "counts_from", "before", "starts", "stops",
    "pauses", "resumes", "extends", "cancels", "one_per", "owner", "warn", "warn_then", "on_breach",
    "effect", "instead", "serves", "note", "status", "source", "of", "not_before",
)  # fmt: skip
_LISTS = ("starts", "stops", "pauses", "resumes", "extends", "cancels", "warn", "warn_then")
UNITS = ("hours", "days", "working_days", "months", "years")


def read_clocks(reader: FileReader, node: Node) -> dict[str, ClockDefinition]:
    """All clocks by name."""
    listed = node.get("clocks", node) if isinstance(node, Mapping) else node
    entries = listed if isinstance(listed, Sequence) else []
    found = [clock for one in entries if (clock := _clock(reader, one))]
    return reader.keyed(found, lambda clock: clock.id, "clock")


def _clock(reader: FileReader, node: Any) -> ClockDefinition | None:
    entry = reader.mapping(node, "A clock")
    name = entry and reader.text(entry, "clock", required="A clock")
    if entry is None or not name:
        return None
    reader.known(entry, _KEYS, f"The clock '{name}'")
    length, unit, length_from, at_most = _length(reader, entry, name)
    belongs = reader.choice(entry, "of", ("track", "person"), "track")
    instead = reader.entries(entry, "instead")
    kind = reader.choice(entry, "kind", ("legal", "policy"), "policy")
    return ClockDefinition(
        id=name,
        label=reader.text(entry, "label", required=f"The clock '{name}'") or name,
        kind=cast(Literal["legal", "policy"], kind),
        rules=reader.texts(entry, "rule"),
        length=length,
        unit=unit,
        length_from=length_from,
        at_most=at_most,
        instead=tuple(o for one in instead if (o := _other_length(reader, one, name))),
        counts_from=reader.text(entry, "counts_from") or "event",
        before=reader.flag(entry, "before"),
        of=cast(Literal["track", "person"], belongs),
        owners=reader.texts(entry, "owner"),
        status=reader.choice(entry, "status", ("verified", "unverified"), "unverified"),
        on_breach=reader.text(entry, "on_breach") or "",
        serves=reader.text(entry, "serves") or "",
        note=reader.text(entry, "note") or "",
        **reader.values(entry, texts=("one_per", "effect", "not_before"), lists=_LISTS),
    )


def _other_length(reader: FileReader, node: Any, name: str) -> OtherLength | None:
    entry = reader.mapping(node, f"'instead' of '{name}'")
    if entry is None:
        return None
    reader.known(entry, ("when", "length"), f"'instead' of '{name}'")
    length, unit, _, _ = _length(reader, entry, name)
    return OtherLength(reader.when(entry), length, unit)


def _length(
    reader: FileReader, entry: Mapping, name: str
) -> tuple[int | None, str | None, str | None, int | None]:
    """`{value, unit}`, `none`, or `{from_form: field, else: {value, unit}, at_most: n}`.

    Gives length, unit, the form field, and the most that the field may give (in that unit).
    """
    node = entry.get("length")
    if node is None or (isinstance(node, Scalar) and (node.is_null or node == "none")):
        return None, None, None, None
    written = reader.mapping(node, f"'length' of '{name}'")
    if written is None:
        return None, None, None, None
    reader.known(
        written, ("value", "unit", "from_form", "else", "at_most"), f"'length' of '{name}'"
    )
    from_form = reader.text(written, "from_form")
    fixed = written.get("else", "") if from_form else written
    if not isinstance(fixed, Mapping):
        return None, None, from_form, None
    value = reader.number(fixed, "value")
    if value is not None and value < 1:
        reader.refuse(fixed, f"The length of '{name}' is {value}.", "Write a number above zero.")
    unit = reader.choice(fixed, "unit", UNITS, "days")
    at_most = reader.number(written, "at_most")
    return value, unit if value is not None else None, from_form, at_most
