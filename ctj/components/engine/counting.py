"""Counts cells in one pass over one fact table, and opens a cell into its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, case, func, literal, select

from ctj.model.cases import Case, SubjectRow

from .predicates import Predicate
from .sql import compile_predicate

#: SQLite and PostgreSQL both take this many result columns with room to spare.
COLUMNS_AT_ONCE = 400


@dataclass(frozen=True)
class UnitReference:
    """A unit behind a figure, by pseudonym."""

    case_reference: str
    subject_label: str
    case_id: str
    subject_id: str


def count_cells(
    connection: Connection,
    units: FromClause,
    cells: Mapping[str, Predicate],
    conditions: list[ColumnElement[bool]],
    by: ColumnElement[str] | None = None,
    known_until: datetime | None = None,
) -> dict[str | None, dict[str, int]]:
    """Size of every cell, per value of ``by`` (one key None where nothing is broken down).

    ``known_until``: as known when other units of the case are read.
    """
    sums = {
        name: func.sum(case((compile_predicate(asked, units, known_until).yes, 1), else_=0))
        for name, asked in cells.items()
    }
    counted: dict[str | None, dict[str, int]] = {}
    names = list(cells)
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        chunk = names[start : start + COLUMNS_AT_ONCE]
        query = _counts(units, [sums[name] for name in chunk], conditions, by)
        rows: Any = connection.execute(query)
        for row in rows:
            values = dict(zip(chunk, (int(size or 0) for size in row[1:]), strict=True))
            counted.setdefault(row[0], {}).update(values)
    if not counted and by is None:
        counted[None] = dict.fromkeys(names, 0)
    return counted


def _counts(
    units: FromClause,
    sums: list[ColumnElement[int]],
    conditions: list[ColumnElement[bool]],
    by: ColumnElement[str] | None,
) -> Select[*tuple[Any, ...]]:
    key = literal(None) if by is None else by
    query = select(key, *sums).select_from(units.join(Case, Case.id == units.c.case_id))
    query = query.where(*conditions)
    return query if by is None else query.group_by(by)


def persons_in(
    connection: Connection,
    units: FromClause,
    predicate: Predicate,
    conditions: list[ColumnElement[bool]],
    known_until: datetime | None = None,
) -> int:
    """How many persons stand behind rows that are finer than a person (indicators.md 1.6)."""
    query = (
        select(func.count(func.distinct(units.c.subject_id)))
        .select_from(units.join(Case, Case.id == units.c.case_id))
        .where(compile_predicate(predicate, units, known_until).yes, *conditions)
    )
    return connection.scalar(query) or 0


def units_of(
    connection: Connection,
    units: FromClause,
    predicate: Predicate,
    conditions: list[ColumnElement[bool]],
    *,
    known_until: datetime | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> list[UnitReference]:
    """The cases or persons of one cell, by reference and pseudonym (empty for a case itself).

    ``after`` is the last one shown.
    """
    label = func.coalesce(SubjectRow.label, "")
    query = (
        select(Case.reference, label, Case.id, units.c.subject_id)
        .select_from(
            units.join(Case, Case.id == units.c.case_id).outerjoin(
                SubjectRow, SubjectRow.id == units.c.subject_id
            )
        )
        .where(compile_predicate(predicate, units, known_until).yes, *conditions)
        .distinct()
        .order_by(Case.reference, label)
        .limit(limit)
    )
    if after is not None:
        reference, shown = after
        later = (Case.reference > reference) | ((Case.reference == reference) & (label > shown))
        query = query.where(later)
    return [UnitReference(*row) for row in connection.execute(query)]
