"""When events occurred, as far as the fold must compare them.

An event's date is the text of a ``PartialDate``, or the JSON of a date with conflicting sources, of
which the preferred one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..date_parts import DateRefused
from ..dates import UNKNOWN, PartialDate, parse


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
    """Whether the event date ``one`` lies wholly before ``other``; False where either is unknown."""
    return preferred(one).certainly_before(preferred(other))


def day_text(value: Any) -> str:
    """The first possible day as ISO text, '' if unknown: for choosing a version of a law."""
    first = preferred(value).first_day
    return first.isoformat() if first else ""
