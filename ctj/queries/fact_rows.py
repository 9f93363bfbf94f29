"""Facts as columns, and columns as facts again: exact both ways.

A date becomes first day, last day and precision; a set is text between bars; the rest is itself.
What a column cannot hold exactly (the told form of a date, 'unknown' where a number is asked)
stands in ``provenance``: fact -> [event id, source, occurred, value as told], the last only where
it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from ctj.model.facts import ROWS, UNITS
from ctj.workflow.dates import DatedValue
from ctj.workflow.fold import FactRow
from ctj.workflow.projection import FactValue

#: (columns, whether they hold the value exactly)
Written = tuple[dict[str, Any], bool]


def fact_columns(unit: str, facts: Mapping[str, FactValue]) -> dict[str, Any]:
    """All columns of the row of one case, accused or victim, provenance included."""
    columns: dict[str, Any] = {}
    provenance: dict[str, list[Any]] = {}
    for name, kind in UNITS[unit]:
        fact = facts.get(name)
        written, exact = _write(kind, name, None if fact is None else fact.value)
        columns |= written
        if fact is not None:
            told = [] if exact else [fact.value]
            provenance[name] = [fact.event_id, fact.source, fact.occurred, *told]
    unknown = facts.keys() - dict(UNITS[unit]).keys()
    if unknown:
        raise KeyError(f"facts of {unit} without a column: {', '.join(sorted(unknown))}")
    return {**columns, "provenance": provenance}


def facts_of(unit: str, row: Mapping[str, Any]) -> dict[str, FactValue]:
    """The facts that ``fact_columns`` wrote."""
    found: dict[str, FactValue] = {}
    for name, kind in UNITS[unit]:
        entry = row["provenance"].get(name)
        if entry is not None:
            event_id, source, occurred, *told = entry
            value = told[0] if told else _READERS[kind](row[name])
            found[name] = FactValue(value, event_id, source, occurred)
    return found


def row_fact_columns(fact_row: FactRow) -> dict[str, Any]:
    """All columns of the row of one charge, hearing, order or payment."""
    columns: dict[str, Any] = {}
    told: dict[str, Any] = {"": [fact_row.event_id, fact_row.unit]}
    for name, kind in ROWS[fact_row.fact][1]:
        value = fact_row.values.get(name)
        written, exact = _write(kind, name, value)
        columns |= written
        if value is not None and not exact:
            told[name] = value
    return {**columns, "provenance": told}


def row_fact_of(fact: str, row: Mapping[str, Any]) -> FactRow:
    """The row fact that ``row_fact_columns`` wrote."""
    told = row["provenance"]
    values: dict[str, Any] = {}
    for name, kind in ROWS[fact][1]:
        if name in told:
            values[name] = told[name]
        elif kind != "date" and row[name] is not None:
            values[name] = _READERS[kind](row[name])
    event_id, unit = told[""]
    return FactRow(fact, row["row_id"], unit, row["subject_id"], values, event_id)


def _write(kind: str, name: str, value: Any) -> Written:
    return _WRITERS[kind](name, value)


def _date(name: str, value: Any) -> Written:
    first = last = precision = None
    if value is not None:
        date = DatedValue.from_json(value).value
        first, last, precision = date.first_day, date.last_day, date.precision
    return {f"{name}_from": first, f"{name}_to": last, f"{name}_precision": precision}, False


def _text(name: str, value: Any) -> Written:
    return {name: value}, True


def _set(name: str, value: Any) -> Written:
    if value is None:
        return {name: None}, True
    members = (value,) if isinstance(value, str) else tuple(value)
    return {name: f"|{'|'.join(members)}|"}, members == value


def _number(name: str, value: Any) -> Written:
    is_number = isinstance(value, int)
    return {name: value if is_number else None}, is_number


def _money(name: str, value: Any) -> Written:
    is_money = isinstance(value, Mapping)
    return {name: dict(value) if is_money else None}, is_money


def _org(name: str, value: Any) -> Written:
    try:
        UUID(str(value))
    except ValueError:
        return {name: None}, False
    return {name: value}, True


def _members(stored: str) -> tuple[str, ...]:
    return tuple(one for one in stored.split("|") if one)


def _same(stored: Any) -> Any:
    return stored


_WRITERS: Mapping[str, Callable[[str, Any], Written]] = {
    "date": _date,
    "code": _text,
    "yn": _text,
    "place": _text,
    "set": _set,
    "number": _number,
    "money": _money,
    "org": _org,
}
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "date": _same,
    "code": _same,
    "yn": _same,
    "place": _same,
    "set": _members,
    "number": _same,
    "money": _same,
    "org": _same,
}
