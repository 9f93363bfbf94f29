"""Compiles predicates to SQL: each becomes a pair of expressions, 'surely yes' and 'surely no'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from .dialect import Covers, DaysLater, MonthsLater
from .predicates import (
    MISSING,
    And,
    AtLeast,
    Before,
    During,
    Foreign,
    Happened,
    Has,
    Imported,
    InFull,
    Is,
    Not,
    Open,
    Or,
    Predicate,
    Refuted,
    Some,
    Sure,
    Within,
    WithinDays,
    WithinOuter,
)
from .source import as_known

Bool = ColumnElement[bool]


@dataclass(frozen=True)
class Answer:
    """Where a predicate is surely yes and where surely no; unknown is neither, and never NULL."""

    yes: Bool
    no: Bool


def compile_predicate(
    predicate: Predicate,
    units: FromClause,
    known_until: datetime | None = None,
    outer: FromClause | None = None,
) -> Answer:
    """The two SQL expressions of ``predicate`` over the columns of ``units``.

    ``known_until``: as known at that instant other units of the case are read (None: now).
    ``outer``: the unit that asks, inside ``Some``.
    """

    def inner(part: Predicate) -> Answer:
        return compile_predicate(part, units, known_until, outer)

    match predicate:
        case And(parts=parts):
            answers = [inner(p) for p in parts]
            return Answer(_every(a.yes for a in answers), _any(a.no for a in answers))
        case Or(parts=parts):
            answers = [inner(p) for p in parts]
            return Answer(_any(a.yes for a in answers), _every(a.no for a in answers))
        case AtLeast(parts=parts, least=least):
            return _at_least([inner(p) for p in parts], least)
        case Not(part=part):
            answer = inner(part)
            return Answer(answer.no, answer.yes)
        case Sure() | Refuted() | Open():
            return _two_valued(predicate, inner(predicate.part))
        case Some():
            return _some(predicate, units, known_until)
    return _of_facts(predicate, units.c, None if outer is None else outer.c)


def _of_facts(predicate: Predicate, column: Any, outer: Any) -> Answer:  # noqa: C901  one case each
    match predicate:
        case Happened(fact=fact, by=by, dateless=dateless):
            return _happened(column, fact, by, dateless)
        case During(fact=fact, first=first, last=last):
            return _during(column, fact, first, last)
        case Within(start=start, end=end, months=months):
            return _within(column, column, start, end, lambda day: MonthsLater(day, months))
        case WithinDays(start=start, end=end, days=days):
            return _within(column, column, start, end, lambda day: DaysLater(day, days))
        case WithinOuter(start=start, end=end, months=months):
            return _within(outer, column, start, end, lambda day: MonthsLater(day, months))
        case Before(earlier=earlier, later=later):
            return _before(column, earlier, later)
        case Is(fact=fact, values=values):
            known = and_(column[fact].is_not(None), column[fact].not_in(MISSING))
            inside = column[fact].in_(values)
            return Answer(_sure(inside, column[fact]), and_(known, not_(inside)))
        case Has():
            return _has(predicate, column)
        case Foreign():
            members = column.citizenship
            own = members.like("%|" + column.jurisdiction + "|%")
            known = _sure(_known(members), members)
            return Answer(and_(known, not_(own)), and_(known, own))
        case InFull(paid=paid, owed=owed):
            full = _sure(Covers(column[paid], column[owed]), column[owed])
            return Answer(full, not_(full))
        case Imported():
            imported = column.origin == "imported"
            return Answer(imported, not_(imported))
    raise TypeError(f"not a predicate: {predicate!r}")


def _every(parts: Any) -> Bool:
    return and_(true(), *parts)


def _any(parts: Any) -> Bool:
    return or_(false(), *parts)


def _sure(expression: Bool, column: ColumnElement[Any]) -> Bool:
    """An expression that is false, never NULL, where the column is empty."""
    return and_(column.is_not(None), expression)


def _two_valued(predicate: Sure | Refuted | Open, answer: Answer) -> Answer:
    wanted = {
        Sure: answer.yes,
        Refuted: answer.no,
        Open: and_(not_(answer.yes), not_(answer.no)),
    }[type(predicate)]
    return Answer(wanted, not_(wanted))


def _at_least(answers: list[Answer], least: int) -> Answer:
    surely: Any = literal(0)
    possibly: Any = literal(0)
    for answer in answers:
        surely = surely + case((answer.yes, 1), else_=0)
        possibly = possibly + case((answer.no, 0), else_=1)
    return Answer(surely >= least, possibly < least)


def _some(asked: Some, units: FromClause, known_until: datetime | None) -> Answer:
    other = as_known(asked.unit, known_until).alias()
    part = compile_predicate(asked.part, other, known_until, units)
    same = other.c.case_id == units.c.case_id
    if asked.same_subject:
        same = and_(same, other.c.subject_id == units.c.subject_id)
    if asked.least == 1:
        found = exists().where(same, part.yes).correlate(units)
        possible = exists().where(same, not_(part.no)).correlate(units)
        return Answer(found, not_(possible))
    count = select(func.count()).select_from(other).where(same).correlate(units)
    surely = count.where(part.yes).scalar_subquery()
    possibly = count.where(not_(part.no)).scalar_subquery()
    return Answer(surely >= asked.least, possibly < asked.least)


def _known(members: Any) -> Bool:
    """Whether a set holds anything that is not a missing value."""
    left = members
    for missing in MISSING:
        left = func.replace(left, f"|{missing}|", "|")
    known: Bool = left.not_in(("", "|"))
    return known


def _has(asked: Has, column: Any) -> Answer:
    members = column[asked.fact]
    known = _sure(_known(members), members)
    inside = _any(members.like(f"%|{value}|%") for value in asked.values)
    absent = and_(members.is_(None), column.origin != "imported")
    if not asked.absent_is_no:
        absent = false()
    if not asked.values:
        return Answer(known, absent)
    return Answer(and_(known, inside), or_(absent, and_(known, not_(inside))))


def _absent_is_no(column: Any, fact: str) -> Bool:
    return and_(column[f"{fact}_precision"].is_(None), column.origin != "imported")


def _happened(column: Any, fact: str, by: Any, dateless: bool) -> Answer:
    first, last, precision = (column[f"{fact}_{part}"] for part in ("from", "to", "precision"))
    without = and_(precision.is_not(None), precision == "unknown") if dateless else false()
    return Answer(
        or_(without, _sure(last <= by, last)),
        or_(_absent_is_no(column, fact), _sure(first > by, first)),
    )


def _during(column: Any, fact: str, first_day: Any, last_day: Any) -> Answer:
    first, last = column[f"{fact}_from"], column[f"{fact}_to"]
    inside = and_(first.is_not(None), last.is_not(None), first >= first_day, last <= last_day)
    outside = and_(first.is_not(None), last.is_not(None), or_(first > last_day, last < first_day))
    return Answer(inside, or_(outside, _absent_is_no(column, fact)))


def _within(
    starts: Any, ends: Any, start: str, end: str, later: Callable[[Any], ColumnElement[Any]]
) -> Answer:
    start_first, start_last = starts[f"{start}_from"], starts[f"{start}_to"]
    end_first, end_last = ends[f"{end}_from"], ends[f"{end}_to"]
    dated = and_(start_first.is_not(None), end_first.is_not(None))
    surely = and_(dated, end_last <= later(start_first))
    never = and_(dated, end_first > later(start_last))
    return Answer(surely, or_(never, _absent_is_no(ends, end)))


def _before(column: Any, earlier: str, later: str) -> Answer:
    happened = and_(column[f"{earlier}_precision"].is_not(None))
    happened = and_(happened, column[f"{earlier}_precision"] != "open")
    first_from, first_to = column[f"{earlier}_from"], column[f"{earlier}_to"]
    second_from, second_to = column[f"{later}_from"], column[f"{later}_to"]
    dated = and_(first_from.is_not(None), second_from.is_not(None))
    return Answer(
        or_(and_(happened, _absent_is_no(column, later)), and_(dated, first_to <= second_from)),
        or_(_absent_is_no(column, earlier), and_(dated, first_from > second_to)),
    )
