"""What a clock means at an instant: when it ends, whether it was kept, how far away that is.

Nothing of this is stored. The same functions serve pages, tests and figures; `instant` is the
viewer's now, or the end of the observed-to day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from ctj.language import mark, say

from .calendars import Calendar, CalendarError
from .projection import Clock
from .reckoning import CannotReckon, End, PausedNow, Reckoner, extension_of, preferred

Status = Literal[
    "running",
    "met",
    "met_late",
    "breached",
    "paused",
    "cancelled",
    "no_limit",
    "cannot_be_reckoned",
]

_MONTH = timedelta(days=30.4375)


@dataclass(frozen=True)
class Reckoned:
    """`due`: the instant (UTC) after which the limit has passed; None if there is none (`why_not`).

    `due_or_before`: an estimated holiday, or a minute that is not known, could make it earlier, but
    not before `earliest`. `last_day` is set where the limit runs through a local day.
    """

    due: datetime | None
    due_or_before: bool = False
    why_not: str | None = None
    earliest: datetime | None = None
    last_day: date | None = None
    paused: bool = False


def reckon(clock: Clock, calendar: Calendar | None, zone: str) -> Reckoned:
    """When `clock` ends, as things are recorded. `zone`: IANA name of the case's time zone."""
    try:
        latest = Reckoner(zone, calendar).end_of(clock)
        sooner = _sooner(clock, calendar, zone)
    except PausedNow as paused:
        return Reckoned(None, why_not=str(paused), paused=True)
    except (CannotReckon, CalendarError) as unknown:
        return Reckoned(None, why_not=str(unknown))
    except (OverflowError, ValueError):
        return Reckoned(None, why_not=say("The end lies too far away to be reckoned."))
    earliest, due = sorted((sooner, latest), key=Reckoner(zone, calendar).instant)
    return _reckoned(earliest, due, Reckoner(zone, calendar))


def status_at(clock: Clock, instant: datetime, calendar: Calendar | None, zone: str) -> Status:
    """What `clock` is at `instant` (aware), from what had happened by then.

    Never breached or late unless surely so: where the dates are too coarse to tell, it
    'cannot_be_reckoned'.
    """
    then = as_of(clock, instant, zone)
    if then.cancelled is not None:
        return "cancelled"
    if not has_limit(then):
        return "no_limit"
    found = reckon(then, calendar, zone)
    if found.paused:  # a clock that was stopped while its time stood still was kept
        return "paused" if then.stopped is None else "met"
    if found.due is None:
        return "cannot_be_reckoned"
    if then.stopped is not None:
        return _kept(then.stopped, found, zone)
    return "breached" if _has_passed(found, instant) else "running"


def has_limit(clock: Clock) -> bool:
    """Whether a law, order, document or policy gives this clock an end."""
    return (
        clock.length is not None
        or clock.fixed_end is not None
        or any(extension_of(one)[0] is not None for one in clock.extensions)
    )


def as_of(clock: Clock, instant: datetime, zone: str) -> Clock:
    """The clock without what had surely not happened by `instant`."""

    def happened(value: Any) -> bool:
        if value is None or value is False:
            return False
        earliest = None if value is True else preferred(value).earliest(zone)
        return earliest is None or earliest <= instant

    def extended(extension: Any) -> bool:
        on = extension.get("on") if isinstance(extension, Mapping) else None
        return on is None or happened(on)

    return replace(
        clock,
        stopped=clock.stopped if happened(clock.stopped) else None,
        cancelled=clock.cancelled if happened(clock.cancelled) else None,
        pauses=tuple(
            (since, until if happened(until) else None)
            for since, until in clock.pauses
            if happened(since)
        ),
        extensions=tuple(one for one in clock.extensions if extended(one)),
    )


@dataclass(frozen=True)
class Distance:
    """How far a limit is away: amounts with their units, the larger first; `late` if passed."""

    amounts: tuple[tuple[int, str], ...]
    late: bool


def distance(due: datetime, now: datetime) -> Distance:
    """Hours and minutes below 48 hours, days below 90 days, months above; whole ones, cut off."""
    apart = abs(due - now)
    late = now > due
    if apart < timedelta(hours=48):
        hours, minutes = divmod(int(apart.total_seconds()) // 60, 60)
        parts = ((hours, mark("h")), (minutes, mark("min")))
        return Distance(tuple(part for part in parts if part[0]) or ((0, "min"),), late)
    if apart.days < 90:
        return Distance(((apart.days, mark("days")),), late)
    return Distance(((round(apart / _MONTH), mark("months")),), late)


def distance_words(due: datetime, now: datetime) -> str:
    """'7 h 50 min', '3 days', '4 months', '6 days late' (visual.md 6)."""
    found = distance(due, now)
    words = " ".join(f"{amount} {say(unit)}" for amount, unit in found.amounts)
    return say("%(words)s late", words=words) if found.late else words


def _kept(stopped: Any, found: Reckoned, zone: str) -> Status:
    act = preferred(stopped)
    first, last = act.earliest(zone), act.latest(zone)
    if first is None or last is None or found.earliest is None:
        return "cannot_be_reckoned"
    if _has_passed(found, first):
        return "met_late"
    return "met" if last <= found.earliest else "cannot_be_reckoned"


def _has_passed(found: Reckoned, instant: datetime) -> bool:
    """A limit through a day has passed when the day is over, one to the minute when that is."""
    if found.due is None:
        return False
    return instant > found.due or (found.last_day is not None and instant == found.due)


def _reckoned(earliest: End, due: End, reckoner: Reckoner) -> Reckoned:
    first, last = reckoner.instant(earliest), reckoner.instant(due)
    return Reckoned(
        due=last,
        due_or_before=first < last,
        earliest=first,
        last_day=None if isinstance(due, datetime) else due,
    )


def _sooner(clock: Clock, calendar: Calendar | None, zone: str) -> End:
    """The other way: estimated holidays are worked, the start is at the first minute of its day."""
    counts = clock.fixed_end is None and clock.length is not None and not clock.before
    if counts and clock.counts_from == "instant" and preferred(clock.start).precision == "day":
        clock = replace(clock, start=f"{preferred(clock.start)}T00:00")
    return Reckoner(zone, calendar, estimated_count=False).end_of(clock)
