"""Local days as spans of time: where a day of a zone begins and ends, in UTC.

A day need not have 24 hours, begin at 00:00, or exist at all (Apia had no 30 December 2011).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MIDNIGHT = time(0, 0)


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant (UTC) of the local `day`; of the next day that exists, if it does not."""
    return instant_of(day, _MIDNIGHT, zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which the local `day` is over: the first one after it."""
    following = day + timedelta(days=1)
    return max(_utc(following, _MIDNIGHT, zone, fold) for fold in (0, 1))


def instant_of(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a local time: the first, where clocks were put back and it came twice;
    the instant of the change or later, where clocks were put forward and it never came.
    """
    return _utc(day, at, zone, 0)


def local_day(instant: datetime, zone: str) -> date:
    """The local day in which an aware instant lies."""
    return instant.astimezone(ZoneInfo(zone)).date()


def _utc(day: date, at: time, zone: str, fold: int) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)
