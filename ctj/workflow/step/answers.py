"""What was answered, in words: for 'check your answers', approvals and the activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ctj.language import say, say_many

from ..calendar_words import weekday_name
from ..dates import DatedValue, PartialDate
from ..definitions import Field
from .context import FormContext
from .kinds import KINDS
from .row_names import name_of
from .rows import ROW, columns, row_word

ROW_TYPES = frozenset({"row", "doc"})


@dataclass(frozen=True)
class Answer:
    """One answer. ``rows`` holds the answers of each row where the question asks for rows.

    ``hidden`` is 'sealed' or 'identity' where the value is kept apart and was not opened.
    """

    field_id: str
    label: str
    words: str
    type: str
    rows: tuple[tuple[str, tuple[Answer, ...]], ...] = ()
    hidden: str = ""


def answers(
    fields: Sequence[Field], typed: Mapping[str, Any], context: FormContext
) -> tuple[Answer, ...]:
    """The answers given, in the order of the form; what was left empty is left out."""
    return tuple(
        _answer(field, typed[field.id], context)
        for field in fields
        if typed.get(field.id) not in (None, [])
    )


def _answer(field: Field, value: Any, context: FormContext) -> Answer:
    if isinstance(value, Mapping) and ("sealed" in value or "vault" in value):
        return Answer(
            field.id,
            field.label,
            "",
            field.type,
            hidden="sealed" if "sealed" in value else "identity",
        )
    if field.type in ROW_TYPES:
        rows = tuple(_row(field, item, context) for item in value)
        return Answer(field.id, field.label, "", field.type, rows)
    if field.type == "date":
        return Answer(field.id, field.label, read_back(value, context.now, context.zone), "date")
    return Answer(field.id, field.label, KINDS[field.type].words(field, value, context), field.type)


def _row(
    field: Field, item: Mapping[str, Any], context: FormContext
) -> tuple[str, tuple[Answer, ...]]:
    """What the row is called, and its answers, with the state that was chosen first."""
    named = item.get(ROW)
    title = (
        name_of(named, context)
        if named is not None
        else say("new %(row_word)s", row_word=row_word(field, context))
    )
    found = list(answers(columns(field, context), item, context))
    state = item.get(field.status_from) if field.status_from else None
    if state is not None:
        register = context.library.registers.get(field.register or "")
        words = register.statuses.get(state, state) if register else state
        found.insert(0, Answer(str(field.status_from), say("What becomes of it"), words, "status"))
    return title, tuple(found)


def read_back(typed: Any, now: datetime, zone: str) -> str:
    """A date as it was understood: 'Tuesday 25 November 2025: today', with what was converted."""
    value = DatedValue.from_json(typed)
    said = _with_distance(value.value, now.astimezone(ZoneInfo(zone)).date())
    if value.typed:
        said += say(" (written as %(typed)s, Buddhist Era)", typed=value.typed)
    others = "; ".join(other.in_words() for other, _ in value.alternatives)
    return say("%(said)s (other sources: %(others)s)", said=said, others=others) if others else said


def _with_distance(value: PartialDate, today: date) -> str:
    if value.precision not in ("day", "minute") or value.first_day is None:
        return value.in_words()
    weekday = weekday_name(value.first_day)
    return f"{weekday} {value.in_words()}: {distance(value.first_day, today)}"


def distance(day: date, today: date) -> str:
    """'today', 'tomorrow', '12 days ago', 'in 3 months', '20 years ago'."""
    days = (day - today).days
    near = {0: say("today"), 1: say("tomorrow"), -1: say("yesterday")}
    if days in near:
        return near[days]
    words = _largest_unit(abs(days))
    return say("in %(words)s", words=words) if days > 0 else say("%(words)s ago", words=words)


def _largest_unit(days: int) -> str:
    if days < 60:
        return say_many("%(num)d day", "%(num)d days", days)
    if days < 730:
        return say_many("%(num)d month", "%(num)d months", days // 30)
    return say_many("%(num)d year", "%(num)d years", int(days // 365.25))
