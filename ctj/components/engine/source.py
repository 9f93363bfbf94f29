"""The fact rows that a figure may read: as known on a day, current or from history."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, FromClause, Table, select, union_all

from ctj.model.facts import TABLES


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which the local day ends."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))


def as_known(unit: str, known_until: datetime | None) -> FromClause:
    """Rows of one unit as they stood at ``known_until`` (exclusive); None: as they stand."""
    current, history = TABLES[unit]
    if known_until is None:
        return current
    columns = [column.name for column in current.columns if column.name != "provenance"]
    return union_all(
        select(*_named(current, columns)).where(current.c.known_from < known_until),
        select(*_named(history, columns)).where(
            history.c.known_from < known_until, history.c.known_to >= known_until
        ),
    ).subquery(f"{current.name}_as_known")


def _named(table: Table, names: list[str]) -> list[Column[Any]]:
    return [table.c[name] for name in names]
