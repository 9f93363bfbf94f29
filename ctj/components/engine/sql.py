"""Compiles predicates to SQL: each becomes a pair of expressions, 'surely yes' and 'surely no'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, and_, false, not_, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from .predicates import (
    MISSING,
    And,
    During,
    Happened,
    Imported,
    Is,
    Not,
    Open,
    Or,
    Predicate,
    Refuted,
    Sure,
    Within,
)

Bool = ColumnElement[bool]


class MonthsLater(FunctionElement[Any]):
    """A date so many calendar months later, or the last day of that month."""

    name = "months_later"
    type = Date()
    inherit_cache = True


@compiles(MonthsLater, "postgresql")
def _postgresql(element: MonthsLater, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({day}) + make_interval(months => ({months})::int))::date"


@compiles(MonthsLater, "sqlite")
def _sqlite(element: MonthsLater, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    shifted = f"date({day}, '+' || ({months}) || ' months')"
    last = f"date({day}, 'start of month', '+' || (({months}) + 1) || ' months', '-1 day')"
    return f"min({shifted}, {last})"


@dataclass(frozen=True)
class Answer:
    """Where a predicate is surely yes and where surely no; unknown is neither."""

    yes: Bool
    no: Bool


def compile_predicate(predicate: Predicate, units: FromClause) -> Answer:
    """The two SQL expressions of ``predicate`` over the columns of ``units``."""
    column = units.c
    match predicate:
        case Happened(fact=fact, by=by):
            return _happened(column, fact, by)
        case During(fact=fact, first=first, last=last):
            return _during(column, fact, first, last)
        case Within(start=start, end=end, months=months):
            return _within(column, start, end, months)
        case Is(fact=fact, values=values):
            known = and_(column[fact].is_not(None), column[fact].not_in(MISSING))
            inside = column[fact].in_(values)
            return Answer(_sure(inside, column[fact]), and_(known, not_(inside)))
        case Imported():
            imported = column.origin == "imported"
            return Answer(imported, not_(imported))
        case And(parts=parts):
            answers = [compile_predicate(p, units) for p in parts]
            return Answer(
                and_(true(), *(a.yes for a in answers)), or_(false(), *(a.no for a in answers))
            )
        case Or(parts=parts):
            answers = [compile_predicate(p, units) for p in parts]
            return Answer(
                or_(false(), *(a.yes for a in answers)), and_(true(), *(a.no for a in answers))
            )
        case Not(part=part):
            answer = compile_predicate(part, units)
            return Answer(answer.no, answer.yes)
        case Sure() | Refuted() | Open():
            return _two_valued(predicate, units)
    raise TypeError(f"not a predicate: {predicate!r}")


def _sure(expression: Bool, column: ColumnElement[Any]) -> Bool:
    """An expression that is false, never NULL, where the column is empty."""
    return and_(column.is_not(None), expression)


def _two_valued(predicate: Sure | Refuted | Open, units: FromClause) -> Answer:
    answer = compile_predicate(predicate.part, units)
    wanted = {
        Sure: answer.yes,
        Refuted: answer.no,
        Open: and_(not_(answer.yes), not_(answer.no)),
    }[type(predicate)]
    return Answer(wanted, not_(wanted))


def _absent_is_no(column: Any, fact: str) -> Bool:
    return and_(column[f"{fact}_precision"].is_(None), column.origin != "imported")


def _happened(column: Any, fact: str, by: Any) -> Answer:
    first, last, precision = (column[f"{fact}_{part}"] for part in ("from", "to", "precision"))
    dateless = and_(precision.is_not(None), precision == "unknown")
    return Answer(
        or_(dateless, _sure(last <= by, last)),
        or_(_absent_is_no(column, fact), _sure(first > by, first)),
    )


def _during(column: Any, fact: str, first_day: Any, last_day: Any) -> Answer:
    first, last = column[f"{fact}_from"], column[f"{fact}_to"]
    inside = and_(first.is_not(None), last.is_not(None), first >= first_day, last <= last_day)
    outside = and_(first.is_not(None), last.is_not(None), or_(first > last_day, last < first_day))
    return Answer(inside, or_(outside, _absent_is_no(column, fact)))


def _within(column: Any, start: str, end: str, months: int) -> Answer:
    start_first, start_last = column[f"{start}_from"], column[f"{start}_to"]
    end_first, end_last = column[f"{end}_from"], column[f"{end}_to"]
    dated = and_(start_first.is_not(None), end_first.is_not(None))
    surely = and_(dated, end_last <= MonthsLater(start_first, months))
    never = and_(dated, end_first > MonthsLater(start_last, months))
    return Answer(surely, or_(never, _absent_is_no(column, end)))
