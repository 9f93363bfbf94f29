"""Writing facts with their history: a change closes the row, which then stands in the twin table.

``known_from`` is when the change was recorded. A row written twice at one instant (a whole case
loaded in one transaction) has no interval between and leaves no history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ctj.model.base import UtcDateTime
from ctj.model.facts import TABLES
from ctj.queries.table_rows import FactKey

FactRows = Mapping[FactKey, Mapping[str, Any]]


def write_facts(
    connection: Connection, case_id: str, before: FactRows, after: FactRows, now: datetime
) -> None:
    """Bring the tables from ``before`` to ``after``; what is equal is not touched."""
    changed = [key for key, columns in after.items() if before.get(key) != columns]
    gone = [key for key in before if key not in after]
    for table, keys in _by_table([key for key in changed if key in before] + gone).items():
        places = [{**_place(case_id, key), "at_now": now} for key in keys]
        connection.execute(_to_history(table), places)
    for table, keys in _by_table(gone).items():
        connection.execute(_removal(table), [_place(case_id, key) for key in keys])
    for table, keys in _by_table(changed).items():
        rows = [{**_columns(case_id, key), **after[key], "known_from": now} for key in keys]
        connection.execute(_upsert(table, connection.dialect.name), rows)


def _by_table(keys: Iterable[FactKey]) -> dict[str, list[FactKey]]:
    found: dict[str, list[FactKey]] = defaultdict(list)
    for key in keys:
        found[key[0]].append(key)
    return found


def _columns(case_id: str, key: FactKey) -> dict[str, Any]:
    named = {"case_id": case_id, "subject_id": key[1]}
    return {**named, "row_id": key[2]} if key[2] else named


def _place(case_id: str, key: FactKey) -> dict[str, Any]:
    return {f"at_{name}": value for name, value in _columns(case_id, key).items()}


def _is_at(table: Table) -> list[Any]:
    """The conditions that find one row by its key."""
    names = [name for name in ("case_id", "subject_id", "row_id") if name in table.c]
    return [table.c[name] == bindparam(f"at_{name}") for name in names]


@cache
def _to_history(name: str) -> Insert:
    current, history = TABLES[name]
    names = [column.name for column in current.columns]
    now = bindparam("at_now", type_=UtcDateTime)
    row = select(*current.columns, now).where(*_is_at(current), current.c.known_from < now)
    return insert(history).from_select([*names, "known_to"], row)


@cache
def _removal(name: str) -> Delete:
    current = TABLES[name][0]
    return delete(current).where(*_is_at(current))


@cache
def _upsert(name: str, dialect: str) -> Any:
    return upsert(TABLES[name][0], dialect)


def upsert(table: Table, dialect: str) -> Any:
    """INSERT … ON CONFLICT (key) DO UPDATE of all other columns."""
    kind = postgresql if dialect == "postgresql" else sqlite
    made = kind.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {c.name: made.excluded[c.name] for c in table.columns if c.name not in keys}
    return made.on_conflict_do_update(index_elements=keys, set_=others)
