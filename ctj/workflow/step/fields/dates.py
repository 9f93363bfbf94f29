"""Dates with their precision, their source, and what other sources say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ctj.language import say

from ...common_fields import OCCURRED, PAST
from ...date_parts import DateRefused
from ...dates import DatedValue, PartialDate, parse, refuse_future
from ...definitions import Field
from ..context import FormContext
from ..errors import Refused
from .codes import taken
from .texts import one_text

SOURCES = "date_source"
MOST_ALTERNATIVES = 5
_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<time>\d\d:\d\d))?)?)?", re.ASCII
)
_PARTS = frozenset({"day", "month", "year", "time", "calendar", "unknown", "to"})
_KEYS = _PARTS | {"value", "source", "alternatives"}
#: Names of the calendar in the code list, and as the dates know them.
_CALENDARS = {
    "": "gregorian",
    "gregorian": "gregorian",
    "buddhist": "buddhist",
    "buddhist_era": "buddhist",
}


def read(field: Field, given: Any, context: FormContext) -> Any:
    """The date as stored: its text form, or a mapping with source and other values.

    Takes a text (``2005-11``), or a mapping with day, month, year, time, calendar, unknown, to; or
    with value; and source and alternatives beside either. Raises Refused, naming the part.
    """
    if not isinstance(given, Mapping):
        value, typed = _written(one_text(given))
        _check(field, value, context)
        return DatedValue(value, typed=typed).to_json()
    value, typed = _one(given)
    _check(field, value, context)
    return DatedValue(
        value, _source(given, context), tuple(_alternatives(given, context)), typed
    ).to_json()


def empty(given: Mapping[str, Any]) -> bool:
    """Whether no part of the date was filled in (the calendar alone says nothing)."""
    return not any(_filled(part) for name, part in given.items() if name != "calendar")


def parts(given: Any) -> dict[str, Any]:
    """The parts that a page shows: day, month, year, time, calendar, unknown, to, source, others.

    What cannot be read stays as it was typed, under 'written'.
    """
    if isinstance(given, Mapping):
        base = {**_split(given["value"]), **given} if "value" in given else dict(given)
        others = base.get("alternatives")
        if isinstance(others, list | tuple):
            base["alternatives"] = [parts(one) for one in others]
        return base
    return _split(given)


def as_text(given: Any) -> str:
    """The text form of what was given, '' where there is none. Raises Refused."""
    if not _filled(given):
        return ""
    value, _ = _one(given) if isinstance(given, Mapping) else _written(one_text(given))
    return value.text


def _split(given: Any) -> dict[str, Any]:
    written = str(given or "").strip()
    if written in ("", "unknown"):
        return {"unknown": "yes"} if written else {}
    start, _, end = written.partition("..")
    found = _SHAPE.fullmatch(start)
    if found is None:
        return {"written": written}
    split: dict[str, Any] = {name: one or "" for name, one in found.groupdict().items()}
    if end:
        split["to"] = _split(end)
    return split


def text(_field: Field, typed: Any, _context: FormContext) -> Any:
    """What to put into the field again: years of the Buddhist Era as they were typed."""
    value = DatedValue.from_json(typed)
    written = value.typed or value.value.text
    if value.source is None and not value.alternatives:
        return written
    again: dict[str, Any] = {"value": written}
    if value.source is not None:
        again["source"] = value.source
    if value.alternatives:
        again["alternatives"] = [
            {"value": other.text} | ({"source": source} if source else {})
            for other, source in value.alternatives
        ]
    return again


def words(_field: Field, typed: Any, _context: FormContext) -> str:
    """'29 November 2005', with what was converted and what others say."""
    value = DatedValue.from_json(typed)
    said = value.value.in_words()
    if value.typed:
        said += say(" (written as %(typed)s, Buddhist Era)", typed=value.typed)
    others = "; ".join(other.in_words() for other, _ in value.alternatives)
    return say("%(said)s (other sources: %(others)s)", said=said, others=others) if others else said


def _one(given: Mapping[str, Any]) -> tuple[PartialDate, str]:
    unknown = [name for name in given if name not in _KEYS]
    if unknown:
        raise Refused(
            say(
                "A date has no part '%(unknown)s'. Use %(listed)s.",
                unknown=unknown[0],
                listed=", ".join(sorted(_KEYS)),
            )
        )
    if "value" in given:
        return _written(one_text(given["value"]))
    return _from_parts(given)


def _written(text: str) -> tuple[PartialDate, str]:
    """The date, and what was typed where a year was converted."""
    try:
        value = parse(text)
    except DateRefused as wrong:
        raise Refused(wrong.sentence, wrong.part) from None
    return value, text if value.converted else ""


def _from_parts(given: Mapping[str, Any]) -> tuple[PartialDate, str]:
    parts = {name: _part(given, name) for name in ("day", "month", "year", "time")}
    calendar = _calendar(given)
    end = given.get("to")
    try:
        range_to = None
        typed_to = ""
        if isinstance(end, Mapping) and not empty(end):
            range_to, typed_to = _from_parts({"calendar": given.get("calendar", ""), **end})
        value = PartialDate.from_parts(
            parts["day"],
            parts["month"],
            parts["year"],
            parts["time"],
            calendar=calendar,
            unknown=_filled(given.get("unknown")),
            range_to=range_to,
        )
    except DateRefused as wrong:
        raise Refused(wrong.sentence, wrong.part) from None
    return value, _typed(parts, typed_to, value) if value.converted else ""


def _typed(parts: Mapping[str, str], typed_to: str, value: PartialDate) -> str:
    """The parts in the text form, with the years as they were typed."""
    start = parts["year"]
    for name in ("month", "day"):
        start += f"-{int(parts[name]):02}" if parts[name] else ""
    start += f"T{value.clock_time:%H:%M}" if value.clock_time else ""
    end = value.text.partition("..")[2]
    return f"{start}..{typed_to or end}" if end else start


def _part(given: Mapping[str, Any], name: str) -> str:
    try:
        return one_text(given.get(name) or "")
    except Refused as wrong:
        raise Refused(wrong.sentence, name) from None


def _calendar(given: Mapping[str, Any]) -> str:
    named = _part(given, "calendar")
    if named not in _CALENDARS:
        raise Refused(
            say(
                "The calendar '%(named)s' is not known here. Use gregorian or buddhist.",
                named=named[:40],
            ),
            "calendar",
        )
    return _CALENDARS[named]


def _source(given: Mapping[str, Any], context: FormContext) -> str | None:
    named = _part(given, "source")
    if not named:
        return None
    try:
        return taken(named, (SOURCES,), context)
    except Refused as wrong:
        raise Refused(wrong.sentence, "source") from None


def _alternatives(
    given: Mapping[str, Any], context: FormContext
) -> list[tuple[PartialDate, str | None]]:
    others = given.get("alternatives") or []
    if not isinstance(others, list | tuple):
        raise Refused(say("Other values of a date are a list."), "alternatives")
    filled = [o for o in others if (not empty(o) if isinstance(o, Mapping) else _filled(o))]
    if len(filled) > MOST_ALTERNATIVES:
        raise Refused(
            say(
                "At most %(most_alternatives)s other values are kept.",
                most_alternatives=MOST_ALTERNATIVES,
            ),
            "alternatives",
        )
    found = []
    for place, other in enumerate(filled):
        try:
            if isinstance(other, Mapping):
                found.append((_one(other)[0], _source(other, context)))
            else:
                found.append((_written(one_text(other))[0], None))
        except Refused as wrong:
            tail = f".{wrong.part}" if wrong.part else ""
            raise Refused(wrong.sentence, f"alternatives.{place}{tail}") from None
    return found


def _check(field: Field, value: PartialDate, context: FormContext) -> None:
    """What has happened cannot lie ahead; other dates of a form may."""
    if field.id != OCCURRED and field.kind != PAST:
        return
    try:
        refuse_future(value, context.now, context.zone)
    except DateRefused as wrong:
        raise Refused(wrong.sentence, wrong.part) from None


def _filled(part: Any) -> bool:
    if isinstance(part, Mapping):
        return not empty(part)
    if isinstance(part, list | tuple):
        return any(_filled(one) for one in part)
    return bool(str(part).strip()) if part is not None else False
