"""When people are warned of a limit: the marks of `clocks.yaml` as instants before its end.

`7 d` is the same wall time seven local days before the end, `12 h` twelve hours, `2 w` two working
days, `1 y` a year before; `half_way` lies between start and end; `daily inside 7 d` is one mark a
day. What happens at the end itself is the mark `over`. Marks that name no moment before the end
(chasing somebody else by his own usual time) give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .calendars import Calendar, CalendarError
from .clocks import reckon
from .definitions import ClockDefinition
from .instants import instant_of
from .projection import Clock
from .reckoning import CannotReckon, Reckoner, months_after, preferred

OVER = "over"
_MARK = re.compile(r"([0-9]+) ([hdwy])")
_DAILY = re.compile(r"daily inside ([0-9]+) d")


@dataclass(frozen=True)
class LimitWarning:
    """One mark of one clock. ``at``: the instant (UTC) from which it holds."""

    mark: str
    at: datetime
    due_at: datetime


def warnings_of(
    clock: Clock, definition: ClockDefinition, calendars: Mapping[str, Calendar]
) -> tuple[LimitWarning, ...]:
    """The marks of an open clock, soonest first; none where it has no end, or had ended before it
    was recorded."""
    calendar = calendars.get(clock.calendar)
    due = reckon(clock, calendar, clock.zone).due
    over_before = due is not None and clock.recorded_at is not None and due < clock.recorded_at
    if due is None or not clock.is_open or over_before:
        return ()
    found = dict(_marks(clock, definition.warn, due, calendar))
    found[OVER] = due
    return tuple(
        LimitWarning(name, at, due) for name, at in sorted(found.items(), key=lambda one: one[1])
    )


def reached(warnings: Iterable[LimitWarning], now: datetime) -> LimitWarning | None:
    """The tightest mark that holds at ``now``: the only one worth telling."""
    held = [one for one in warnings if one.at <= now]
    return held[-1] if held else None


def _marks(
    clock: Clock, marks: Iterable[str], due: datetime, calendar: Calendar | None
) -> Iterable[tuple[str, datetime]]:
    for mark in marks:
        daily = _DAILY.fullmatch(mark)
        if daily:
            names: Iterable[str] = (f"{n} d" for n in range(1, int(daily[1]) + 1))
        else:
            names = (mark,)
        for name in names:
            at = _at(clock, name, due, calendar)
            if at is not None and at < due:
                yield name, at


def _at(clock: Clock, mark: str, due: datetime, calendar: Calendar | None) -> datetime | None:
    if mark == "half_way":
        start = preferred(clock.start).instant(clock.zone) if clock.start is not None else None
        return start + (due - start) / 2 if start is not None and start < due else None
    told = _MARK.fullmatch(mark)
    if told is None:
        return None
    number, unit = int(told[1]), told[2]
    if unit == "h":
        return due - timedelta(hours=number)
    if unit == "w":
        return _working_days_before(clock, due, number, calendar)
    local = due.astimezone(ZoneInfo(clock.zone))
    day = local.date() - timedelta(days=number)
    if unit == "y":
        day = months_after(local.date(), -12 * number)
    return instant_of(day, local.time().replace(tzinfo=None), clock.zone)


def _working_days_before(
    clock: Clock, due: datetime, number: int, calendar: Calendar | None
) -> datetime | None:
    reckoner = Reckoner(clock.zone, calendar)
    local = due.astimezone(ZoneInfo(clock.zone))
    try:
        day = reckoner.added(local.date(), -number, "working_days")
    except (CannotReckon, CalendarError):
        return None
    if isinstance(day, datetime):
        return day
    return instant_of(day, local.time().replace(tzinfo=None), clock.zone)
