"""Reckons when a time limit ends: lengths in their own units, pauses, extensions, cap, roll.

Hours are exact elapsed time. Days, working days, months and years are counted on local days and
never converted: a period in them ends with its last local day, the day of the start not counted
(from the 31st of January one month ends with the last day of February). Source: jurisdictions.md
0.5, process.md 1.5 and 6.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ctj.language import say

from .calendars import Calendar
from .dates import DatedValue, PartialDate
from .instants import end_of_day, instant_of, start_of_day
from .projection import Clock

#: An end: a local day (the limit runs through it), or an instant (UTC).
End = date | datetime
_ONE_DAY = timedelta(days=1)


class CannotReckon(ValueError):
    """The end cannot be reckoned; the sentence says why."""


class PausedNow(CannotReckon):
    """A pause without end holds, so there is no end yet."""


@dataclass(frozen=True)
class Reckoner:
    """Reckons in one zone, with one calendar, with or without the estimated holidays."""

    zone: str
    calendar: Calendar | None
    estimated_count: bool = True

    def end_of(self, clock: Clock) -> End:
        """When `clock` ends. Raises CannotReckon; CalendarError where the calendar has no year."""
        unrolled = self._capped(clock, self._paused(clock, self._extended(clock)))
        return self._rolled(clock, unrolled)

    def instant(self, end: End) -> datetime:
        """The instant (UTC) after which the limit has passed."""
        return end if isinstance(end, datetime) else end_of_day(end, self.zone)

    def added(self, end: End, length: int, unit: str) -> End:
        """`end` and `length` more (less, if negative) of `unit`."""
        if unit == "hours":
            return self.instant(end) + timedelta(hours=length)
        if isinstance(end, datetime):
            local = end.astimezone(ZoneInfo(self.zone))
            day = self._day_after(local.date(), length, unit)
            return instant_of(day, local.time().replace(tzinfo=None), self.zone)
        return self._day_after(end, length, unit)

    def _day_after(self, day: date, length: int, unit: str) -> date:
        if unit == "days":
            return day + timedelta(days=length)
        if unit == "working_days":
            return self._working().counted(day, length, estimated_count=self.estimated_count)
        if unit in ("months", "years"):
            return months_after(day, length * (12 if unit == "years" else 1))
        raise CannotReckon(say("The unit '%(unit)s' is not known.", unit=unit))

    def _working(self) -> Calendar:
        if self.calendar is None:
            raise CannotReckon(say("There is no calendar for this jurisdiction."))
        return self.calendar

    # the steps

    def _extended(self, clock: Clock) -> End:
        end = self._first_end(clock)
        for extension in clock.extensions:
            until, length, unit = extension_of(extension)
            if until is not None:
                end = self._fixed(until, say("The new end"))
            elif end is not None and length is not None:
                end = self.added(end, length, unit)
        if end is None:
            raise CannotReckon(say("No limit is recorded."))
        return end

    def _first_end(self, clock: Clock) -> End | None:
        if clock.fixed_end is not None:
            return self._fixed(clock.fixed_end, say("The end"))
        if clock.length is None:
            return None
        return self._from_start(clock, clock.length, clock.unit or "days")

    def _fixed(self, value: Any, what: str) -> End:
        when = known_day(value, what)
        return when if isinstance(when, date) else instant_of(*when, self.zone)

    def _from_start(self, clock: Clock, length: int, unit: str) -> End:
        start = known_day(clock.start, say("The start"))
        day, at = (start, None) if isinstance(start, date) else start
        if clock.before:
            return self._before(day, at, length, unit)
        if unit == "hours":
            return self._first_instant(day, at, clock.counts_from) + timedelta(hours=length)
        if clock.counts_from == "start_of_day":
            return self._through(day, length, unit)
        if clock.counts_from == "instant" and at is not None:
            return self.added(instant_of(day, at, self.zone), length, unit)
        return self._day_after(day, length, unit)

    def _first_instant(self, day: date, at: Any, counts_from: str) -> datetime:
        if counts_from == "start_of_day":
            return start_of_day(day, self.zone)
        return end_of_day(day, self.zone) if at is None else instant_of(day, at, self.zone)

    def _through(self, day: date, length: int, unit: str) -> date:
        """The last day of a period of which `day` is the first."""
        if unit in ("months", "years"):
            months = length * (12 if unit == "years" else 1)
            if day.day > 1:
                return months_after(day.replace(day=day.day - 1), months)
            return months_after(day, months) - _ONE_DAY
        return self._day_after(day - _ONE_DAY, length, unit)

    def _before(self, day: date, at: Any, length: int, unit: str) -> End:
        """Counted back from a day: the latest moment that leaves the whole length."""
        if unit != "hours":
            return self._day_after(day, -length, unit)
        start = start_of_day(day, self.zone) if at is None else instant_of(day, at, self.zone)
        return start - timedelta(hours=length)

    def _paused(self, clock: Clock, end: End) -> End:
        last: PartialDate | None = None
        for since, until in pauses_of(clock):
            begun, over = self._pause(since, until)
            if last is not None and begun.certainly_before(last):
                begun = last
            if self._after(begun, end):
                break
            if over is None:
                raise PausedNow(say("Paused since %(begun)s.", begun=begun.in_words()))
            end = self._shifted(clock, end, begun, over)
            last = over
        return end

    def _pause(self, since: Any, until: Any) -> tuple[PartialDate, PartialDate | None]:
        known_day(since, say("The start of a pause"))
        if until is None:
            return preferred(since), None
        known_day(until, say("The end of a pause"))
        return preferred(since), preferred(until)

    def _after(self, moment: PartialDate, end: End) -> bool:
        """Whether a pause that begins at `moment` comes too late to matter."""
        if isinstance(end, datetime):
            begun = moment.instant(self.zone)
            return begun is not None and begun > end
        return moment.first_day is not None and moment.first_day > end

    def _shifted(self, clock: Clock, end: End, since: PartialDate, until: PartialDate) -> End:
        """`end`, later by what was paused after the start; the day of the pause still counted."""
        if _has_day(clock.start) and since.certainly_before(preferred(clock.start)):
            since = preferred(clock.start)
        if not since.certainly_before(until):
            return end
        if clock.unit == "hours":
            begun, over = since.instant(self.zone), until.instant(self.zone)
            return end if begun is None or over is None else self.instant(end) + (over - begun)
        first, last = since.first_day, until.first_day
        if first is None or last is None:
            return end
        if clock.unit == "working_days":
            days = self._working().working_days_between(
                first, last, estimated_count=self.estimated_count
            )
            return self.added(end, days, "working_days")
        return self.added(end, (last - first).days, "days")

    def _capped(self, clock: Clock, end: End) -> End:
        if clock.cap is None or clock.before or not _has_day(clock.start):
            return end
        ceiling = self._from_start(clock, clock.cap[0], clock.cap[1])
        return ceiling if self.instant(ceiling) < self.instant(end) else end

    def _rolled(self, clock: Clock, end: End) -> End:
        """To the next working day; counted back, to the one before, so that nothing is cut."""
        if clock.roll != "next_working_day" or clock.unit == "hours":
            return end
        local = end.astimezone(ZoneInfo(self.zone)).date() if isinstance(end, datetime) else end
        rolled = self._working().rolled(
            local, estimated_count=self.estimated_count, back=clock.before
        )
        return end if rolled == local else rolled


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier, if negative), or that month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def preferred(value: Any) -> PartialDate:
    """The date that counts of a stored value (text, JSON of conflicting dates, or a date)."""
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, DatedValue):
        return value.value
    return DatedValue.from_json(value).value


def known_day(value: Any, what: str) -> date | tuple[date, Any]:
    """The day, or day and time, of a stored date. Raises CannotReckon if it is known no closer."""
    if value is None:
        raise CannotReckon(say("%(what)s is not recorded.", what=what))
    when = preferred(value)
    if when.first_day is None:
        raise CannotReckon(say("%(what)s is not known.", what=what))
    if when.precision == "minute":
        return when.first_day, when.clock_time
    if when.precision == "day":
        return when.first_day
    raise CannotReckon(say("%(what)s is known only as %(when)s.", what=what, when=when.in_words()))


def _has_day(value: Any) -> bool:
    return value is not None and preferred(value).precision in ("minute", "day")


def extension_of(extension: Any) -> tuple[Any, int | None, str]:
    """(new end, length, unit) of an extension: a mapping, a pair, or the text of an end."""
    if isinstance(extension, str):
        return extension, None, "days"
    if isinstance(extension, Mapping):
        return extension.get("until"), extension.get("length"), extension.get("unit", "days")
    length, unit = extension
    return None, length, unit


def pauses_of(clock: Clock) -> Iterable[tuple[Any, Any]]:
    """The pauses in the order in which they began; those without a known day first."""
    return sorted(clock.pauses, key=lambda pause: preferred(pause[0]).first_day or date.min)
