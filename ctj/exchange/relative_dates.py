"""Dates that count from the day of loading: ``today-2d``, ``today+10d``, ``now-20h``.

Only where the file says ``relative: true``, and only on a demonstration or test instance: so a
demonstration shows limits that run on whatever day it is started.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_RELATIVE = re.compile(
    r"(?:(?P<now>now)(?P<hours>[+-]\d{1,4})h"
    r"|today(?:(?P<much>[+-]\d{1,4})(?P<unit>[dwmy]))?(?P<time>T\d\d:\d\d)?)",
    re.ASCII,
)


def is_relative(text: str) -> bool:
    """Whether the text, or an end of the range that it writes, counts from the day of loading."""
    return any(_RELATIVE.fullmatch(part.strip()) for part in text.split(".."))


def resolved(value: Any, now: datetime, zone: str) -> Any:
    """The same texts, lists and mappings with every relative date written out in ``zone``."""
    if isinstance(value, Mapping):
        return {name: resolved(one, now, zone) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(one, now, zone) for one in value]
    if isinstance(value, str) and is_relative(value):
        return "..".join(_written(part.strip(), now, zone) for part in value.split(".."))
    return value


def _written(text: str, now: datetime, zone: str) -> str:
    found = _RELATIVE.fullmatch(text)
    if found is None:
        return text
    local = now.astimezone(ZoneInfo(zone))
    if found["now"]:
        return f"{local + timedelta(hours=int(found['hours'])):%Y-%m-%dT%H:%M}"
    day = _moved(local.date(), int(found["much"] or 0), found["unit"] or "d")
    return f"{day:%Y-%m-%d}{found['time'] or ''}"


def _moved(day: date, much: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=much * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + much * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
