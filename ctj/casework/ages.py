"""The age group of a person on the day of an act, from a birth date that is about to be sealed."""

from __future__ import annotations

from datetime import date
from typing import Any

from ctj.workflow.dates import DatedValue

CHILD, ADULT, UNKNOWN = "child", "adult", "unknown"
_USUAL = 18


def age_group_on(birth: Any, occurred: Any, child_under: int | None) -> str | None:
    """child, adult, or unknown where the two dates leave it open; None if either is not known.

    ``child_under``: the age that the jurisdiction sets; 18 where it says nothing.
    """
    born, day = DatedValue.from_json(birth).value, DatedValue.from_json(occurred).value
    if not (born.first_day and born.last_day and day.first_day and day.last_day):
        return None
    limit = child_under or _USUAL
    youngest = _years_between(born.last_day, day.first_day)
    oldest = _years_between(born.first_day, day.last_day)
    if oldest < limit:
        return CHILD
    return ADULT if youngest >= limit else UNKNOWN


def _years_between(born: date, day: date) -> int:
    """Completed years; a person born on 29 February ages on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
