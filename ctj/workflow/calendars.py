"""Working days of a jurisdiction: its working weeks and holidays by year.

Pure: a `Calendar` is handed its data (`calendar_files.py` reads the files). A holiday may be
*estimated* (until it is gazetted): what rests on it is reckoned both ways. Source: jurisdictions.md
0.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ctj.language import say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE_DAY = timedelta(days=1)


class CalendarError(LookupError):
    """A day in a year that the calendar does not hold; names calendar and year."""

    def __init__(self, calendar: Calendar, year: int) -> None:
        super().__init__(
            say(
                "The calendar '%(code)s' holds no holidays for %(year)s (it holds "
                "%(first_year)s to %(last_year)s). Add the year to its file.",
                code=calendar.code,
                year=year,
                first_year=calendar.first_year,
                last_year=calendar.last_year,
            )
        )
        self.calendar, self.year = calendar.code, year


@dataclass(frozen=True)
class WorkingWeek:
    """The days that are worked, from a day on (None = always before the next entry)."""

    days: frozenset[int]
    since: date | None = None


@dataclass(frozen=True)
class Holiday:
    """A day off; with `works`, a day of the weekend that is worked instead of another day.

    `scope` is ``national`` or a subdivision (ISO 3166-2); `estimated` until it is gazetted.
    """

    day: date
    name: str
    scope: str = "national"
    local_name: str = ""
    estimated: bool = False
    works: bool = False
    source: str = ""
    line: int = 0


@dataclass(frozen=True)
class WorkingDayEnd:
    """A day reached by counting working days: `latest` if every estimated holiday is one,
    `earliest` if none is."""

    earliest: date
    latest: date

    @property
    def is_certain(self) -> bool:
        return self.earliest == self.latest


@dataclass(frozen=True)
class Calendar:
    """The working days of one jurisdiction, for the years `first_year` to `last_year`."""

    code: str
    first_year: int
    last_year: int
    weeks: tuple[WorkingWeek, ...]
    holidays: Mapping[date, tuple[Holiday, ...]] = field(default_factory=dict)
    status: str = "unverified"
    note: str = ""
    version_hash: str = ""

    def is_working_day(
        self, day: date, *, estimated_count: bool = True, subdivision: str | None = None
    ) -> bool:
        """Whether `day` is worked; an estimated holiday counts as one if `estimated_count`.

        Days of a subdivision count only where `subdivision` names it. Raises CalendarError for a
        year that is not held.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarError(self, day.year)
        known = [
            entry
            for entry in self.holidays.get(day, ())
            if entry.scope in ("national", subdivision) and (estimated_count or not entry.estimated)
        ]
        if known:
            return all(entry.works for entry in known)
        return day.weekday() in self._week_of(day).days

    def is_uncertain(self, day: date, subdivision: str | None = None) -> bool:
        """Whether an estimated holiday decides if `day` is worked. Raises CalendarError."""
        as_holiday = self.is_working_day(day, subdivision=subdivision)
        return as_holiday != self.is_working_day(
            day, estimated_count=False, subdivision=subdivision
        )

    def add_working_days(
        self, start: date, days: int, *, subdivision: str | None = None
    ) -> WorkingDayEnd:
        """The `days`-th working day after `start` (before it, if negative); `start` not counted.

        Raises CalendarError when the count leaves the years that are held.
        """
        ends = [
            self.counted(start, days, estimated_count=count, subdivision=subdivision)
            for count in (False, True)
        ]
        return WorkingDayEnd(min(ends), max(ends))

    def counted(
        self, start: date, days: int, *, estimated_count: bool, subdivision: str | None = None
    ) -> date:
        """As `add_working_days`, one way: with or without the estimated holidays."""
        step = _ONE_DAY if days >= 0 else -_ONE_DAY
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_working_day(
                day, estimated_count=estimated_count, subdivision=subdivision
            )
        return day

    def rolled(
        self,
        day: date,
        *,
        estimated_count: bool,
        back: bool = False,
        subdivision: str | None = None,
    ) -> date:
        """`day` itself if it is worked, else the next working day (`back`: the one before)."""
        step = -_ONE_DAY if back else _ONE_DAY
        while not self.is_working_day(
            day, estimated_count=estimated_count, subdivision=subdivision
        ):
            day += step
        return day

    def working_days_between(
        self, after: date, until: date, *, estimated_count: bool, subdivision: str | None = None
    ) -> int:
        """Working days later than `after` and not later than `until`."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(
            self.is_working_day(day, estimated_count=estimated_count, subdivision=subdivision)
            for day in days
        )

    def _week_of(self, day: date) -> WorkingWeek:
        current = self.weeks[0]
        for week in self.weeks:
            if week.since is None or week.since <= day:
                current = week
        return current
