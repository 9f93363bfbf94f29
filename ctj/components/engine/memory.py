"""The in-memory twin of ``sql.py``: answers a predicate for one row, independently written.

It works on whole rows as mappings of column to value; ``row[unit]`` lists the rows of another unit
in the same case. Tests let Hypothesis invent rows and
predicates and compare the two; nothing in the product uses it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .predicates import (
    MISSING,
    And,
    AtLeast,
    Before,
    During,
    Foreign,
    Happened,
    Has,
    Imported,
    InFull,
    Is,
    Not,
    Open,
    Or,
    Predicate,
    Refuted,
    Some,
    Sure,
    Within,
    WithinDays,
    WithinOuter,
)

#: True, False, or None for unknown.
Answer = bool | None
Row = Mapping[str, Any]


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def answer(predicate: Predicate, row: Row) -> Answer:
    """Yes (True), no (False) or unknown (None)."""
    match predicate:
        case And(parts=parts):
            return _all([answer(p, row) for p in parts])
        case Or(parts=parts):
            return _not(_all([_not(answer(p, row)) for p in parts]))
        case AtLeast(parts=parts, least=least):
            return _enough([answer(p, row) for p in parts], least)
        case Not(part=part):
            return _not(answer(part, row))
        case Sure(part=part):
            return answer(part, row) is True
        case Refuted(part=part):
            return answer(part, row) is False
        case Open(part=part):
            return answer(part, row) is None
        case Some():
            return _some(predicate, row)
    return _of_facts(predicate, row)


def _of_facts(predicate: Predicate, row: Row) -> Answer:  # noqa: C901  one case per predicate
    match predicate:
        case Is(fact=fact, values=values):
            value = row[fact]
            return None if value is None or value in MISSING else value in values
        case Imported():
            return bool(row["origin"] == "imported")
        case Has():
            return _has(predicate, row)
        case Foreign():
            members = _known(row["citizenship"])
            return row["jurisdiction"] not in members if members else None
        case InFull(paid=paid, owed=owed):
            return _in_full(row[paid] or {}, row[owed] or {})
        case Happened(fact=fact, by=by, dateless=dateless):
            return _happened(row, fact, by, dateless)
        case During(fact=fact, first=first, last=last):
            return _during(row, fact, first, last)
        case Within(start=start, end=end, months=months):
            return _within(row, row, start, end, lambda day: months_later(day, months))
        case WithinDays(start=start, end=end, days=days):
            return _within(row, row, start, end, lambda day: day + timedelta(days=days))
        case WithinOuter(start=start, end=end, months=months):
            return _within(row["outer"], row, start, end, lambda day: months_later(day, months))
        case Before(earlier=earlier, later=later):
            return _before(row, earlier, later)
    raise TypeError(f"not a predicate: {predicate!r}")


def _some(asked: Some, row: Row) -> Answer:
    others = [
        {**other, "outer": row}
        for other in row[asked.unit]
        if not asked.same_subject or other["subject_id"] == row["subject_id"]
    ]
    return _enough([answer(asked.part, other) for other in others], asked.least)


def _enough(answers: list[Answer], least: int) -> Answer:
    if answers.count(True) >= least:
        return True
    return None if len(answers) - answers.count(False) >= least else False


def _known(stored: str | None) -> set[str]:
    return {one for one in (stored or "").split("|") if one and one not in MISSING}


def _has(asked: Has, row: Row) -> Answer:
    if row[asked.fact] is None:
        return _absent(row, asked.fact) if asked.absent_is_no else None
    members = _known(row[asked.fact])
    if not members:
        return None
    return bool(members & set(asked.values)) if asked.values else True


def _in_full(paid: Mapping[str, str], owed: Mapping[str, str]) -> bool:
    return bool(owed) and all(
        Decimal(paid.get(currency, "0")) >= Decimal(amount) for currency, amount in owed.items()
    )


def _not(value: Answer) -> Answer:
    return None if value is None else not value


def _all(values: list[Answer]) -> Answer:
    if False in values:
        return False
    return None if None in values else True


def _absent(row: Row, fact: str) -> Answer:
    return None if row["origin"] == "imported" else False


#: The precision of a date fact of which it is not known whether it happened at all.
OPEN = "open"


def _happened(row: Row, fact: str, by: date, dateless: bool) -> Answer:
    if row[f"{fact}_precision"] is None:
        return _absent(row, fact)
    if row[f"{fact}_precision"] == OPEN:
        return None
    if row[f"{fact}_precision"] == "unknown":
        return True if dateless else None
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


def _within(starts: Row, ends: Row, start: str, end: str, later: Callable[[date], date]) -> Answer:
    if ends[f"{end}_precision"] is None:
        return _absent(ends, end)
    if starts[f"{start}_from"] is None or ends[f"{end}_from"] is None:
        return None
    if ends[f"{end}_to"] <= later(starts[f"{start}_from"]):
        return True
    return False if ends[f"{end}_from"] > later(starts[f"{start}_to"]) else None


def _before(row: Row, earlier: str, later: str) -> Answer:
    if row[f"{earlier}_precision"] is None:
        return _absent(row, earlier)
    if row[f"{earlier}_precision"] == OPEN:
        return None
    if row[f"{later}_precision"] is None:
        return None if row["origin"] == "imported" else True
    if row[f"{earlier}_from"] is None or row[f"{later}_from"] is None:
        return None
    if row[f"{earlier}_to"] <= row[f"{later}_from"]:
        return True
    return False if row[f"{earlier}_from"] > row[f"{later}_to"] else None
