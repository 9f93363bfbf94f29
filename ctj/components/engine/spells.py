"""Reads the waits behind a duration figure: grouped dates from the database, reckoned in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, select

from ctj.model.cases import Case

from ..kinds import Ending, Spells
from .durations import End, Spell
from .predicates import Predicate
from .sql import compile_predicate

_PARTS = ("from", "to", "precision")


@dataclass(frozen=True)
class Waits:
    """Spells that can be counted, and how many cannot, by reason."""

    spells: tuple[Spell, ...]
    left_out: dict[str, int]


@dataclass(frozen=True)
class _Dated:
    """A date fact of a row: its bounds, and the day that stands for it in a duration."""

    first: date | None
    last: date | None
    precision: str | None

    @property
    def happened(self) -> bool:
        return self.precision is not None

    def place(self) -> tuple[date | None, bool]:
        """The day, and whether it is approximate: mid-month. None where it is coarser."""
        if self.first is None or self.last is None:
            return None, False
        if self.precision in ("minute", "day"):
            return self.first, False
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return self.first.replace(day=15), True
        return None, False


def read_waits(
    connection: Connection,
    units: FromClause,
    asked: Spells,
    cohort: Predicate,
    conditions: Sequence[ColumnElement[bool]],
    observed_to: date,
    known_until: datetime | None = None,
) -> Waits:
    """One grouped query; then each group's days by indicators.md 1.3 and 1.4."""
    spells: list[Spell] = []
    left_out = {"coarse": 0, "negative": 0, "imported": 0}
    chosen = compile_predicate(cohort, units, known_until).yes
    for row in connection.execute(_query(units, asked, [chosen, *conditions])):
        spells.extend(_spell(list(row), asked, observed_to, left_out))
    return Waits(tuple(spells), left_out)


def _query(
    units: FromClause, asked: Spells, conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    c = units.c
    keys: list[Any] = [c[f"{asked.cohort}_{part}"] for part in _PARTS]
    for ending in (*asked.ends, *asked.doors):
        keys += [c[f"{ending.fact}_{part}"] for part in _PARTS]
        keys.append(_applies(ending, c))
    keys.append(c.origin)
    numbered = [key.label(f"k{number}") for number, key in enumerate(keys)]
    return (
        select(*numbered, func.count())
        .select_from(units.join(Case, Case.id == c.case_id))
        .where(and_(*conditions))
        .group_by(*numbered)
    )


def _applies(ending: Ending, column: Any) -> ColumnElement[int]:
    if ending.code is None:
        return case((column.origin.is_not(None), 1), else_=0)
    return case((column[ending.code].in_(ending.codes), 1), else_=0)


def _spell(
    row: list[Any], asked: Spells, observed_to: date, left_out: dict[str, int]
) -> Iterator[Spell]:
    start, count = _Dated(*row[0:3]), row[-1]
    day, rough = start.place()
    if day is None:
        left_out["coarse"] += count
        return
    split = 3 + 4 * len(asked.ends)
    kind: End = "decided"
    found = _first(row[3:split], observed_to)
    if found is None:
        kind, found = "left", _first(row[split:-2], observed_to)
    if found is None and row[-2] == "imported":
        left_out["imported"] += count
        return
    if found is None:
        spell = Spell(day, (observed_to - day).days, "open", count, rough)
    else:
        ended, rough_end = found.place()
        if ended is None:
            left_out["coarse"] += count
            return
        bounds = _bounds(start, found) if rough or rough_end else None
        spell = Spell(day, (ended - day).days, kind, count, rough or rough_end, bounds)
    if spell.days < 0:
        left_out["negative"] += count
    else:
        yield spell


def _first(fields: list[Any], observed_to: date) -> _Dated | None:
    """The first ending that happened by the observed-to day; one without a day if no other is."""
    found: list[_Dated] = []
    for place in range(0, len(fields), 4):
        ending = _Dated(*fields[place : place + 3])
        day = ending.place()[0]
        if fields[place + 3] and ending.happened and (day is None or day <= observed_to):
            found.append(ending)
    return min(found, key=lambda one: one.place()[0] or date.max, default=None)


def _bounds(start: _Dated, end: _Dated) -> tuple[int, int]:
    assert start.first and start.last and end.first and end.last
    return (end.first - start.last).days, (end.last - start.first).days
