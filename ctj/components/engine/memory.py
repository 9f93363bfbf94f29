"""The in-memory twin of ``sql.py``: answers a predicate for one row, independently written.

It works on whole rows as mappings of column to value. Tests let Hypothesis invent rows and
predicates and compare the two; nothing in the product uses it.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

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

#: True, False, or None for unknown.
Answer = bool | None
Row = Mapping[str, Any]


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def answer(predicate: Predicate, row: Row) -> Answer:  # noqa: C901  one case per predicate
    """Yes (True), no (False) or unknown (None)."""
    match predicate:
        case Is(fact=fact, values=values):
            value = row[fact]
            return None if value is None or value in MISSING else value in values
        case Imported():
            return bool(row["origin"] == "imported")
        case And(parts=parts):
            return _all([answer(p, row) for p in parts])
        case Or(parts=parts):
            negated = _all([_not(answer(p, row)) for p in parts])
            return _not(negated)
        case Not(part=part):
            return _not(answer(part, row))
        case Sure(part=part):
            return answer(part, row) is True
        case Refuted(part=part):
            return answer(part, row) is False
        case Open(part=part):
            return answer(part, row) is None
        case Happened(fact=fact, by=by):
            return _happened(row, fact, by)
        case During(fact=fact, first=first, last=last):
            return _during(row, fact, first, last)
        case Within(start=start, end=end, months=months):
            return _within(row, start, end, months)
    raise TypeError(f"not a predicate: {predicate!r}")


def _not(value: Answer) -> Answer:
    return None if value is None else not value


def _all(values: list[Answer]) -> Answer:
    if False in values:
        return False
    return None if None in values else True


def _absent(row: Row, fact: str) -> Answer:
    return None if row["origin"] == "imported" else False


def _happened(row: Row, fact: str, by: date) -> Answer:
    if row[f"{fact}_precision"] is None:
        return _absent(row, fact)
    if row[f"{fact}_precision"] == "unknown":
        return True
    if row[f"{fact}_to"] <= by:
        return True
    return False if row[f"{fact}_from"] > by else None


def _during(row: Row, fact: str, first: date, last: date) -> Answer:
    if row[f"{fact}_precision"] is None:
        return _absent(row, fact)
    if row[f"{fact}_from"] is None:
        return None
    if first <= row[f"{fact}_from"] and row[f"{fact}_to"] <= last:
        return True
    return False if row[f"{fact}_from"] > last or row[f"{fact}_to"] < first else None


def _within(row: Row, start: str, end: str, months: int) -> Answer:
    if row[f"{end}_precision"] is None:
        return _absent(row, end)
    if row[f"{start}_from"] is None or row[f"{end}_from"] is None:
        return None
    if row[f"{end}_to"] <= months_later(row[f"{start}_from"], months):
        return True
    return False if row[f"{end}_from"] > months_later(row[f"{start}_to"], months) else None
