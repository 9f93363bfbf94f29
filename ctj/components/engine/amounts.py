"""Reads numbers, money and nights behind a figure, and reckons them in Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from ctj.model.cases import Case

from .durations import percentile
from .predicates import Predicate
from .source import as_known
from .sql import compile_predicate


@dataclass(frozen=True)
class Numbers:
    """``median`` to one decimal (mean of the middle two), ``percentile_90`` an observed value;
    ``unknown`` units have no number."""

    n: int
    median: Decimal | None
    percentile_90: int | None
    unknown: int


@dataclass(frozen=True)
class Money:
    """Sums per currency of one fact, over so many units that have any."""

    fact: str
    sums: Mapping[str, Decimal]
    units: int


@dataclass(frozen=True)
class Nights:
    """Nights in shelter by consent: answered yes, any other known answer, not known; and the
    persons of whom the consent is known."""

    free: int
    other: int
    unknown: int
    persons: int


def numbers_of(values: Sequence[int | None]) -> Numbers:
    """Median and percentile by indicators.md 1.3, point 5."""
    known = sorted(value for value in values if value is not None)
    unknown = len(values) - len(known)
    if not known:
        return Numbers(0, None, None, unknown)
    half = len(known) // 2
    pair = (known[half], known[half]) if len(known) % 2 else (known[half - 1], known[half])
    ninth = percentile(known, Fraction(9, 10))
    return Numbers(len(known), Decimal(sum(pair)) / 2, ninth, unknown)


def read_numbers(
    connection: Connection,
    units: FromClause,
    value: ColumnElement[int],
    conditions: Sequence[ColumnElement[bool]],
) -> Numbers:
    """One value per unit."""
    query = select(value).select_from(units.join(Case, Case.id == units.c.case_id))
    return numbers_of(list(connection.scalars(query.where(*conditions))))


def counted_units(
    unit: str, predicate: Predicate, units: FromClause, known_until: datetime | None
) -> ColumnElement[int]:
    """How many units of another kind in the case surely satisfy the predicate."""
    other = as_known(unit, known_until).alias()
    return (
        select(func.count())
        .select_from(other)
        .where(
            other.c.case_id == units.c.case_id,
            compile_predicate(predicate, other, known_until, units).yes,
        )
        .correlate(units)
        .scalar_subquery()
    )


def read_money(
    connection: Connection,
    units: FromClause,
    fact: str,
    conditions: Sequence[ColumnElement[bool]],
) -> Money:
    """Exact sums per currency."""
    column = units.c[fact]
    query = select(column).select_from(units.join(Case, Case.id == units.c.case_id))
    sums: dict[str, Decimal] = {}
    found = 0
    for told in connection.scalars(query.where(column.is_not(None), *conditions)):
        found += 1
        for currency, amount in told.items():
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
    return Money(fact, sums, found)


def read_nights(
    connection: Connection,
    stays: FromClause,
    conditions: Sequence[ColumnElement[bool]],
    observed_to: date,
) -> Nights:
    """Nights of rows ``shelter_stays``, to the way out or the observed-to day.

    A stay has one row per consent period; a period lasts until the next of the same stay. A stay
    whose days are coarse has no nights that can be counted.
    """
    c = stays.c
    query = (
        select(c.subject_id, c.in_from, c.in_precision, c.out_from, c.out_precision)
        .add_columns(c.consent_from_from, c.consent_answer)
        .select_from(stays.join(Case, Case.id == c.case_id))
        .where(*conditions)
    )
    nights: Counter[str] = Counter()
    persons = set()
    for subject, answer, count in _periods(connection.execute(query).all(), observed_to):
        nights[answer] += count
        if answer != "unknown" and count:
            persons.add(subject)
    return Nights(nights["yes"], nights["other"], nights["unknown"], len(persons))


def _periods(rows: Sequence[Any], observed_to: date) -> Iterator[tuple[str, str, int]]:
    stays: dict[tuple[str, date], list[Any]] = {}
    for row in rows:
        if row[1] is not None and row[2] in ("day", "minute") and row[1] <= observed_to:
            stays.setdefault((row[0], row[1]), []).append(row)
    for (subject, began), periods in stays.items():
        periods.sort(key=lambda row: row[5] or began)
        ends = [max(row[5] or began, began) for row in periods[1:]]
        out = periods[0][3] if periods[0][4] in ("day", "minute") else None
        leave = min(out or observed_to, observed_to)
        for row, until in zip(periods, [*ends, leave], strict=True):
            first = max(row[5] or began, began)
            yield subject, _answer(row[6]), max((min(until, leave) - first).days, 0)


def _answer(code: str | None) -> str:
    if code in (None, "unknown", "not_asked", "refused", "not_able_now"):
        return "unknown"
    return "yes" if code == "yes" else "other"
