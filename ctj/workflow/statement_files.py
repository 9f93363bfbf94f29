"""Reads the statutes, offences and clocks of an overlay file; what does not fit is a finding."""

from __future__ import annotations

from typing import Any

from .date_parts import DateRefused
from .dates import PartialDate, parse
from .reader.nodes import FileReader, value_of
from .statements import RANKS, Extension, Fine, LegalClock, Offence, Penalty, Statute
from .yaml_text import Mapping, Scalar

UNITS = ("hours", "days", "working_days", "months", "years")
CLOCK_KINDS = ("limit", "term", "window", "limitation", "check")
BASES = ("V", "T", "S", "U")
_MARK = ("status", "basis", "copy", "source", "note")
_STATEMENT = (
    "id", "valid_from", "valid_to", "temporal", "lenient", "statute", "article", "reviewed",
    *_MARK,
)  # fmt: skip
_STATUTE = (
    "number", "title", "title_local", "kind", "made_on", "in_force_on", "amends", "repealed_by",
    "forms_covered", "child_means_required",
)  # fmt: skip
_OFFENCE = (
    "type", "charge_family", "counts_as_tip", "short", "victim", "child_under", "means_required",
    "penalty", "modifies", "circumstances", "lawful_reductions", "legal_person", "extraterritorial",
)  # fmt: skip
_PENALTY = (
    "rank", "min_months", "max_months", "fixed", "alternative", "fine", "corporal", "min_basis",
)  # fmt: skip
_CLOCK = (
    "rule", "kind", "holder", "protects", "length", "unit", "starts", "stops", "pauses",
    "starts_from", "first_day", "counts_from", "roll", "before", "extensions", "cap", "applies_if",
    "warn", "on_breach", "effect", "no_rule",
)  # fmt: skip


def date_of(reader: FileReader, node: Mapping, key: str) -> PartialDate | None:
    """The date under `key`, None where it is absent; a finding where it is no date."""
    text = reader.text(node, key)
    if text is None:
        return None
    try:
        return parse(text)
    except DateRefused as refused:
        reader.refuse(node.line_of(key), f"'{key}': {refused.sentence}", "Correct the date.")
        return None


def mark(reader: FileReader, node: Mapping, what: str, *, inherits: bool = False) -> dict[str, Any]:
    """`status`, `basis`, `copy`, `source`, `note` of an entry; verified must rest on V."""
    status = reader.choice(node, "status", ("verified", "unverified"), "unverified")
    basis = reader.choice(node, "basis", BASES, "")
    if status == "verified" and basis != "V" and not inherits:
        reader.refuse(
            node.line_of("status"),
            f"{what} is 'verified', but its basis is '{basis or 'missing'}'.",
            "Only text that was read (V) is verified: write unverified, or read it.",
        )
    texts = {key: str(reader.text(node, key) or "") for key in ("copy", "source", "note")}
    return {"status": status, "basis": basis, **texts}


def read_statute(reader: FileReader, node: Any, overlay: str) -> Statute | None:
    """One statute."""
    entry = reader.mapping(node, "A statute")
    fields = entry and _statement(reader, entry, "statute", overlay, _STATUTE)
    if entry is None or not fields:
        return None
    texts: dict[str, Any] = {
        key: str(reader.text(entry, key) or "")
        for key in ("number", "title", "title_local", "kind", "repealed_by")
    }
    return Statute(
        **fields,
        **texts,
        made_on=date_of(reader, entry, "made_on"),
        in_force_on=_in_force(reader, entry),
        amends=reader.texts(entry, "amends"),
        forms_covered=reader.texts(entry, "forms_covered"),
        child_means_required=_maybe(reader, entry, "child_means_required"),
    )


def read_offence(reader: FileReader, node: Any, overlay: str) -> Offence | None:
    """One offence with its penalty range."""
    entry = reader.mapping(node, "An offence")
    fields = entry and _statement(reader, entry, "offence", overlay, _OFFENCE)
    if entry is None or not fields:
        return None
    _needs(reader, entry, f"The offence '{fields['id']}'", ("article", "status", "valid_from"))
    return Offence(
        **fields,
        type=str(reader.text(entry, "type", required=f"The offence '{fields['id']}'") or ""),
        charge_family=str(reader.text(entry, "charge_family") or ""),
        counts_as_tip=reader.flag(entry, "counts_as_tip"),
        short=reader.text(entry, "short", required=f"The offence '{fields['id']}'") or "",
        victim=reader.choice(entry, "victim", ("any", "adult", "child"), "any"),
        child_under=reader.number(entry, "child_under"),
        means_required=_maybe(reader, entry, "means_required"),
        penalty=_penalty(reader, entry, f"The offence '{fields['id']}'"),
        modifies=_plain(reader, entry, "modifies"),
        circumstances=tuple(value_of(one) for one in reader.entries(entry, "circumstances")),
        lawful_reductions=reader.texts(entry, "lawful_reductions"),
        legal_person=_plain(reader, entry, "legal_person"),
        extraterritorial=reader.texts(entry, "extraterritorial"),
    )


def read_clock(reader: FileReader, node: Any, overlay: str, *, policy: bool) -> LegalClock | None:
    """One time limit; `policy` for the neutral overlay, which states no law."""
    entry = reader.mapping(node, "A clock")
    fields = entry and _statement(reader, entry, "clock", overlay, _CLOCK)
    if entry is None or not fields:
        return None
    what = f"The clock '{fields['id']}'"
    if not policy:
        _needs(reader, entry, what, ("article", "status", "valid_from"))
    unit = reader.choice(entry, "unit", UNITS, "days")
    return LegalClock(
        **fields,
        rule=reader.text(entry, "rule") or "",
        kind=reader.choice(entry, "kind", CLOCK_KINDS, "limit"),
        holder=reader.text(entry, "holder") or "",
        protects=reader.choice(entry, "protects", ("accused", "victim", "public"), ""),
        length=_length(reader, entry, what),
        unit=unit,
        starts=reader.texts(entry, "starts"),
        stops=reader.texts(entry, "stops"),
        pauses=reader.texts(entry, "pauses"),
        starts_from=reader.choice(entry, "starts_from", _STARTS_FROM, "event"),
        counts_from=_counts_from(reader, entry, unit),
        roll=reader.choice(entry, "roll", ("next_working_day", "none"), "none"),
        before=reader.flag(entry, "before"),
        extensions=_extensions(reader, entry, what),
        cap=_cap(reader, entry, what),
        applies_if=_applies_if(reader, entry),
        warn=reader.texts(entry, "warn"),
        on_breach=reader.text(entry, "on_breach") or "",
        effect=reader.choice(entry, "effect", _EFFECTS, "none_stated"),
        no_rule=reader.flag(entry, "no_rule"),
        is_policy=policy,
    )


_STARTS_FROM = ("event", "service", "knowledge", "majority", "release")
_EFFECTS = ("must_release", "order_lapses", "right_lost", "none_stated")


def _statement(
    reader: FileReader, entry: Mapping, kind: str, overlay: str, own: tuple[str, ...]
) -> dict[str, Any] | None:
    name = reader.text(entry, "id", required=f"A {kind}")
    if not name:
        return None
    what = f"The {kind} '{name}'"
    reader.known(entry, (*_STATEMENT, *own), what)
    reviewed = entry.get("reviewed")
    return {
        "id": str(name),
        "overlay": overlay,
        "article": str(reader.text(entry, "article") or ""),
        "statute": str(reader.text(entry, "statute") or ""),
        "valid_from": date_of(reader, entry, "valid_from"),
        "valid_to": date_of(reader, entry, "valid_to"),
        "temporal": reader.choice(entry, "temporal", ("act", "start", "any"), _TEMPORAL[kind]),
        "lenient": reader.flag(entry, "lenient"),
        "reviewed": value_of(reviewed) if isinstance(reviewed, Mapping) else {},
        "file": reader.file,
        "line": entry.line,
        **mark(reader, entry, what),
    }


_TEMPORAL = {"statute": "any", "offence": "act", "clock": "start"}


def _needs(reader: FileReader, entry: Mapping, what: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        value = entry.get(key)
        if value is None or (isinstance(value, Scalar) and value.is_null):
            reader.refuse(entry.line, f"{what} has no '{key}'.", _MENDS[key])


_MENDS = {
    "article": "Write the article as lawyers there cite it.",
    "status": "Write status: verified (only with basis V) or unverified.",
    "valid_from": "Write the first day of this version, or unknown with a note.",
}


def _penalty(reader: FileReader, entry: Mapping, what: str) -> Penalty:
    node = entry.get("penalty")
    written = reader.mapping(node, f"'penalty' of {what}") if node is not None else None
    if written is None:
        if "modifies" not in entry:
            reader.refuse(entry, f"{what} has no 'penalty'.", "Write its range, or a note why not.")
        return Penalty()
    reader.known(written, (*_PENALTY, *_MARK), f"'penalty' of {what}")
    own = written if "status" in written else entry
    return Penalty(
        **mark(reader, own, f"'penalty' of {what}", inherits=own is entry),
        rank=reader.choice(written, "rank", RANKS, ""),
        min_months=reader.number(written, "min_months"),
        max_months=reader.number(written, "max_months"),
        fixed=reader.flag(written, "fixed"),
        alternative=_plain(reader, written, "alternative"),
        fine=_fine(reader, written),
        corporal=_plain(reader, written, "corporal"),
        minimum_basis=reader.choice(written, "min_basis", ("statute", "none"), "statute"),
    )


def _fine(reader: FileReader, penalty: Mapping) -> Fine | None:
    node = penalty.get("fine")
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return None
    fine = reader.mapping(node, "'fine'")
    if fine is None:
        return None
    reader.known(fine, ("min", "max", "currency", "category", "per", "and_or", "note"), "'fine'")
    return Fine(
        minimum=reader.text(fine, "min"),
        maximum=reader.text(fine, "max"),
        currency=reader.text(fine, "currency") or "",
        category=reader.text(fine, "category") or "",
        per=reader.choice(fine, "per", ("offence", "victim"), "offence"),
        and_or=reader.choice(fine, "and_or", ("and", "or", "and_or"), ""),
        note=reader.text(fine, "note") or "",
    )


def _length(reader: FileReader, entry: Mapping, what: str) -> int | None:
    if reader.text(entry, "length") in (None, "none"):
        return None
    length = reader.number(entry, "length")
    if length is not None and length < 1:
        reader.refuse(
            entry.line_of("length"), f"{what} has the length {length}.", "Write 1 or more."
        )
        return None
    return length


def _counts_from(reader: FileReader, entry: Mapping, unit: str) -> str:
    """`counts_from` as written; else what `first_day` means for the unit (jurisdictions.md 0.5)."""
    first_day = reader.choice(entry, "first_day", ("excluded", "included"), "excluded")
    included = "instant" if unit == "hours" else "start_of_day"
    default = included if first_day == "included" else "end_of_day"
    return reader.choice(entry, "counts_from", ("end_of_day", "start_of_day", "instant"), default)


def _extensions(reader: FileReader, entry: Mapping, what: str) -> tuple[Extension, ...]:
    found = []
    for node in reader.entries(entry, "extensions"):
        one = reader.mapping(node, f"An extension of {what}")
        if one is None:
            continue
        reader.known(one, ("length", "unit", "times", "by", "condition"), f"An extension of {what}")
        found.append(
            Extension(
                length=_length(reader, one, f"An extension of {what}"),
                unit=reader.choice(one, "unit", UNITS, "days"),
                times=reader.number(one, "times"),
                by=reader.text(one, "by") or "",
                condition=reader.text(one, "condition") or "",
            )
        )
    return tuple(found)


def _cap(reader: FileReader, entry: Mapping, what: str) -> tuple[int, str] | None:
    node = entry.get("cap")
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return None
    cap = reader.mapping(node, f"'cap' of {what}")
    if cap is None:
        return None
    reader.known(cap, ("length", "unit"), f"'cap' of {what}")
    length = _length(reader, cap, f"'cap' of {what}")
    return None if length is None else (length, reader.choice(cap, "unit", UNITS, "days"))


def _applies_if(reader: FileReader, entry: Mapping) -> dict[str, tuple[str, ...]]:
    node = entry.get("applies_if")
    written = reader.mapping(node, "'applies_if'") if node is not None else None
    if written is None:
        return {}
    return {str(key): tuple(map(str, reader.texts(written, key))) for key in written}


def _in_force(reader: FileReader, entry: Mapping) -> tuple[tuple[str, PartialDate], ...]:
    node = entry.get("in_force_on")
    if not isinstance(node, Mapping):
        whole = date_of(reader, entry, "in_force_on")
        return () if whole is None else (("", whole),)
    dated = ((part, date_of(reader, node, part)) for part in node)
    return tuple((str(part), day) for part, day in dated if day is not None)


def _maybe(reader: FileReader, entry: Mapping, key: str) -> bool | None:
    return None if key not in entry else reader.flag(entry, key)


def _plain(reader: FileReader, entry: Mapping, key: str) -> Any:
    node = entry.get(key)
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return {}
    written = reader.mapping(node, f"'{key}'")
    return {} if written is None else value_of(written)
