"""Counts cells in one pass over one fact table, and opens a cell into its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
) -> dict[str | None, dict[str, int]]:
    """Size of every cell, per value of ``by`` (one key None where nothing is broken down)."""
    counted: dict[str | None, dict[str, int]] = {}
    names = list(cells)
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        chunk = names[start : start + COLUMNS_AT_ONCE]
        rows: Any = connection.execute(_counts(units, cells, chunk, conditions, by))
        for row in rows:
            values = dict(zip(chunk, (int(size or 0) for size in row[1:]), strict=True))
            counted.setdefault(row[0], {}).update(values)
    if not counted and by is None:
        counted[None] = dict.fromkeys(names, 0)
    return counted


def _counts(
    units: FromClause,
    cells: Mapping[str, Predicate],
    names: list[str],
    conditions: list[ColumnElement[bool]],
    by: ColumnElement[str] | None,
) -> Select[*tuple[Any, ...]]:
    sums = [
        func.sum(case((compile_predicate(cells[name], units).yes, 1), else_=0)) for name in names
    ]
    key = literal(None) if by is None else by
    query = select(key, *sums).select_from(units.join(Case, Case.id == units.c.case_id))
    query = query.where(*conditions)
    return query if by is None else query.group_by(by)


def units_of(
    connection: Connection,
    units: FromClause,
    predicate: Predicate,
    conditions: list[ColumnElement[bool]],
    *,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> list[UnitReference]:
    """The units of one cell, by reference and pseudonym; ``after`` is the last one shown."""
    query = (
        select(Case.reference, SubjectRow.label, Case.id, SubjectRow.id)
        .select_from(
            units.join(Case, Case.id == units.c.case_id).join(
                SubjectRow, SubjectRow.id == units.c.subject_id
            )
        )
        .where(compile_predicate(predicate, units).yes, *conditions)
        .order_by(Case.reference, SubjectRow.label)
        .limit(limit)
    )
    if after is not None:
        reference, label = after
        later = (Case.reference > reference) | (
            (Case.reference == reference) & (SubjectRow.label > label)
        )
        query = query.where(later)
    return [UnitReference(*row) for row in connection.execute(query)]
