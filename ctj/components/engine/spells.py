"""Reads the waits behind a duration figure: grouped dates from the database, reckoned in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, select

from ctj.model.cases import Case

from .durations import End, Spell
from .predicates import Predicate
from .sql import compile_predicate


@dataclass(frozen=True)
class Question:
    """From ``start`` to ``end``; other doors are ``doors`` of ``door_code``, dated by ``door``."""

    start: str
    end: str
    door: str
    door_code: str
    doors: tuple[str, ...]


@dataclass(frozen=True)
class Waits:
    """Spells that can be counted, and how many cannot, by reason."""

    spells: tuple[Spell, ...]
    left_out: dict[str, int]


def read_waits(
    connection: Connection,
    units: FromClause,
    question: Question,
    cohort: Predicate,
    conditions: Sequence[ColumnElement[bool]],
    observed_to: date,
) -> Waits:
    """One grouped query; then each group's days by indicators.md 1.3 and 1.4."""
    spells: list[Spell] = []
    left_out = {"coarse": 0, "negative": 0}
    for row in connection.execute(_query(units, question, cohort, conditions)):
        for spell in _spell(row, observed_to, left_out):
            spells.append(spell)
    return Waits(tuple(spells), left_out)


def _query(
    units: FromClause,
    question: Question,
    cohort: Predicate,
    conditions: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    c = units.c
    by_door = case((c[question.door_code].in_(question.doors), 1), else_=0)
    keys = [
        *(c[f"{question.start}_{part}"] for part in ("from", "to", "precision")),
        *(c[f"{question.end}_{part}"] for part in ("from", "to", "precision")),
        *(c[f"{question.door}_{part}"] for part in ("from", "to", "precision")),
        by_door,
    ]
    return (
        select(*keys, func.count())
        .select_from(units.join(Case, Case.id == c.case_id))
        .where(and_(compile_predicate(cohort, units).yes, *conditions))
        .group_by(*keys)
    )


def _place(
    first: date | None, last: date | None, precision: str | None
) -> tuple[date | None, bool]:
    """The day that stands for a date in a duration, and whether it is approximate (mid-month)."""
    if first is None or last is None:
        return None, False
    if precision in ("minute", "day"):
        return first, False
    if (first.year, first.month) == (last.year, last.month):
        return first.replace(day=15), True
    return None, False


def _spell(row: Any, observed_to: date, left_out: dict[str, int]) -> Iterator[Spell]:
    start, rough_start = _place(*row[0:3])
    count = row[10]
    if start is None:
        left_out["coarse"] += count
        return
    ended = _ended(row, observed_to)
    if ended is None:
        yield from _checked(
            Spell(start, (observed_to - start).days, "open", count, rough_start), left_out
        )
        return
    end, (day, rough_end) = ended
    if day is None:
        left_out["coarse"] += count
        return
    spell = Spell(start, (day - start).days, end, count, rough_start or rough_end)
    yield from _checked(spell, left_out)


def _ended(row: Any, observed_to: date) -> tuple[End, tuple[date | None, bool]] | None:
    """How the wait ended by the observed-to day; None where it is still open then."""
    if row[5] is not None:
        placed = _place(*row[3:6])
        if placed[0] is None or placed[0] <= observed_to:
            return "decided", placed
    elif row[8] is not None and row[9]:
        placed = _place(*row[6:9])
        if placed[0] is None or placed[0] <= observed_to:
            return "left", placed
    return None


def _checked(spell: Spell, left_out: dict[str, int]) -> Iterator[Spell]:
    if spell.days < 0:
        left_out["negative"] += spell.count
    else:
        yield spell
