"""When events occurred, as far as the fold must compare them.

An event's date is the text of a ``PartialDate``, or the JSON of a date with conflicting sources, of
which the preferred one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ..date_parts import DateRefused
from ..dates import UNKNOWN, UNKNOWN_TEXT, PartialDate, parse


@lru_cache(maxsize=8192)
def _parsed(text: str) -> PartialDate:
    try:
        return parse(text)
    except DateRefused:
        return UNKNOWN


def preferred(value: Any) -> PartialDate:
    """The date that counts; unknown where there is none, or it cannot be read."""
    if isinstance(value, str):
        return _parsed(value)
    if isinstance(value, Mapping):
        return preferred(value.get("value"))
    return UNKNOWN


def certainly_before(one: Any, other: Any) -> bool:
    """Whether the date ``one`` lies wholly before ``other``; False where either is unknown."""
    return preferred(one).certainly_before(preferred(other))


def latest_of(values: Iterable[Any]) -> Any:
    """The date whose last possible day is latest; unknown if one of them is, or there is none."""
    given = [value for value in values if value is not None]
    if not given or any(preferred(value).last_day is None for value in given):
        return UNKNOWN_TEXT
    return max(given, key=lambda value: preferred(value).last_day or date.min)
