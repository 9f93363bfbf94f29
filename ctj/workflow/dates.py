"""Dates as precise as the world told them, and no preciser.

A `PartialDate` is a local date of the case: a minute, a day, a month, a year, a range of these, or
unknown. Its text form is what is stored: ``2005-11-29T16:10``, ``2005-11-29``, ``2005-11``,
``2005``, ``2015-05-01..2015-05-30``, ``unknown``. Years of the Buddhist Era are converted when they
are entered (year - 543), and the result says so. Source: indicators.md 1.4, process.md 1.5.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from ctj.language import mark, say

from .calendar_words import day_words, month_words, year_words
from .date_parts import (
    DateRefused,
    check_month,
    existing_day,
    gregorian_year,
    numbers,
    time_of_day,
)
from .instants import end_of_day, instant_of, start_of_day

Precision = Literal["minute", "day", "month", "year", "range", "unknown"]
CountsFrom = Literal["end_of_day", "start_of_day", "instant"]

FUTURE_ALLOWED = timedelta(hours=24)
UNKNOWN_TEXT = "unknown"
_TEXT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?", re.ASCII)
_MEND = mark(
    "Write 2005-11-29, with a time 2005-11-29T16:10, 2005-11 for a "
    "month, 2005 for a year, 2005-11-01..2005-11-15 for a range, or "
    "unknown."
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A local date with its precision. Make one with `parse` or `from_parts`.

    `first_day` and `last_day` bound it (both None if unknown); `clock_time` is set for a minute
    only; `converted` says what was converted at entry ('B.E. 2548 = 2005'), and is not compared.
    """

    text: str
    precision: Precision
    first_day: date | None = None
    last_day: date | None = None
    clock_time: time | None = None
    converted: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Reads the text form. Raises DateRefused with a sentence."""
        return parse(text)

    @classmethod
    def from_day(cls, day: date) -> PartialDate:
        """A date known to the day."""
        return cls(day.isoformat(), "day", day, day)

    def __str__(self) -> str:
        return self.text

    @property
    def is_unknown(self) -> bool:
        return self.precision == "unknown"

    @property
    def acts_as(self) -> Precision:
        """A range behaves as the coarsest precision that contains it; others as themselves."""
        if self.precision != "range" or self.first_day is None or self.last_day is None:
            return self.precision
        if self.first_day.year != self.last_day.year:
            return "unknown"
        return "month" if self.first_day.month == self.last_day.month else "year"

    def certainly_before(self, other: PartialDate) -> bool:
        """True if every moment of this date is before every moment of the other."""
        mine, theirs = self._span(), other._span()
        return mine is not None and theirs is not None and mine[1] < theirs[0]

    def possibly_before(self, other: PartialDate) -> bool:
        """False only if no moment of this date can be before some moment of the other."""
        mine, theirs = self._span(), other._span()
        return mine is None or theirs is None or mine[0] < theirs[1]

    def instant(self, zone: str, counts_from: CountsFrom = "end_of_day") -> datetime | None:
        """The instant (UTC) from which time runs; None if known less closely than to the day.

        A minute is that minute. A day is its end, in `zone`, or its start if `counts_from` says so;
        with ``instant`` (the minute counts, but is not known) it is the latest it can be: the end.
        """
        if self.first_day is None or self.precision not in ("minute", "day"):
            return None
        if counts_from == "start_of_day":
            return start_of_day(self.first_day, zone)
        if self.clock_time is not None:
            return instant_of(self.first_day, self.clock_time, zone)
        return end_of_day(self.first_day, zone)

    def earliest(self, zone: str) -> datetime | None:
        """The first instant (UTC) at which it can have been; None if unknown."""
        if self.first_day is None:
            return None
        if self.clock_time is not None:
            return instant_of(self.first_day, self.clock_time, zone)
        return start_of_day(self.first_day, zone)

    def latest(self, zone: str) -> datetime | None:
        """The instant (UTC) by which it has been; None if unknown."""
        if self.last_day is None:
            return None
        if self.clock_time is not None:
            return instant_of(self.last_day, self.clock_time, zone)
        return end_of_day(self.last_day, zone)

    def in_words(self) -> str:
        """'29 November 2005, 16:10', 'November 2005', '2005', '1 May 2015 to 3 May 2015'."""
        if self.first_day is None or self.last_day is None:
            return say("not known")
        if self.precision == "range":
            return say(
                "%(first)s to %(last)s",
                first=day_words(self.first_day),
                last=day_words(self.last_day),
            )
        if self.precision == "year":
            return year_words(self.first_day.year)
        if self.precision == "month":
            return month_words(self.first_day)
        at = f", {self.clock_time:%H:%M}" if self.clock_time else ""
        return day_words(self.first_day) + at

    @classmethod
    def from_parts(
        cls,
        day: str | int | None = None,
        month: str | int | None = None,
        year: str | int | None = None,
        time: str | None = None,
        *,
        calendar: str = "gregorian",
        unknown: bool = False,
        range_to: PartialDate | None = None,
    ) -> PartialDate:
        """A date from the fields of a form; what was left empty is not known.

        `calendar` is gregorian or buddhist; a year from 2400 to 2700 is taken as Buddhist Era in
        both. `range_to` is the other end of a range. Raises DateRefused naming the field.
        """
        typed = [_typed(part) for part in (day, month, year, time)]
        if unknown:
            return _the_unknown(typed, range_to)
        built = _built(numbers(*typed[:3]), typed[3], calendar)
        return built if range_to is None else range_between(built, range_to)

    def _span(self) -> tuple[datetime, datetime] | None:
        """First and last minute, as local times without a zone; None if unknown."""
        if self.first_day is None or self.last_day is None:
            return None
        if self.clock_time is not None:
            moment = datetime.combine(self.first_day, self.clock_time)
            return moment, moment
        return (
            datetime.combine(self.first_day, time(0, 0)),
            datetime.combine(self.last_day, time(23, 59)),
        )


UNKNOWN = PartialDate(UNKNOWN_TEXT, "unknown")


def parse(text: str) -> PartialDate:
    """Reads the text form of a date. Raises DateRefused, which says how to mend it."""
    text = text.strip()
    if text == UNKNOWN_TEXT:
        return UNKNOWN
    if ".." in text:
        start, _, end = text.partition("..")
        return range_between(_parse_one(start.strip()), _parse_one(end.strip()))
    return _parse_one(text)


def range_between(start: PartialDate, end: PartialDate) -> PartialDate:
    """A range from the first day of `start` to the last day of `end`. Raises DateRefused."""
    for limit in (start, end):
        if limit.precision not in ("day", "month", "year"):
            raise DateRefused(
                "to",
                say(
                    "A range runs between two days, months or years: '%(words)s' "
                    "cannot be an end of it. Leave out the time, or give one date.",
                    words=limit.text,
                ),
            )
    refuse_end_before_start(start, end)
    if start == end:
        return start
    said = "; ".join(part for part in (start.converted, end.converted) if part)
    return PartialDate(
        f"{start.text}..{end.text}", "range", start.first_day, end.last_day, converted=said
    )


def refuse_future(when: PartialDate, now: datetime, zone: str) -> None:
    """Raises DateRefused if all of `when` lies more than 24 hours after `now` (aware)."""
    earliest = when.earliest(zone)
    if earliest is not None and earliest > now + FUTURE_ALLOWED:
        raise DateRefused(
            "year" if when.precision == "year" else "",
            say(
                "%(when)s is in the future. What has not happened yet cannot be "
                "recorded as done: check the year, or enter it after that day.",
                when=when.in_words(),
            ),
        )


def refuse_end_before_start(start: PartialDate, end: PartialDate) -> None:
    """Raises DateRefused if `end` is surely before `start`."""
    if end.certainly_before(start):
        raise DateRefused(
            "to",
            say(
                "The end (%(end)s) is before the start (%(start)s). Check which of "
                "the two is right.",
                end=end.in_words(),
                start=start.in_words(),
            ),
        )


def _parse_one(text: str) -> PartialDate:
    found = _TEXT.fullmatch(text)
    if found is None:
        raise DateRefused(
            "",
            say(
                "'%(words)s' is not a date that can be read. %(mend)s",
                words=text[:40],
                mend=say(_MEND),
            ),
        )
    year, month, day, hour, minute = (
        None if part is None else int(part) for part in found.groups()
    )
    at = None if hour is None else f"{hour:02}:{minute:02}"
    return _built((day, month, year), at or "", "gregorian")


def _typed(part: str | int | None) -> str:
    return "" if part is None else str(part).strip()


def _the_unknown(typed: list[str], range_to: PartialDate | None) -> PartialDate:
    if any(typed) or range_to is not None:
        raise DateRefused("", say("Both a date and 'unknown' were given. Clear one of the two."))
    return UNKNOWN


def _built(parts: tuple[int | None, int | None, int | None], at: str, calendar: str) -> PartialDate:
    day, month, typed_year = parts
    if typed_year is None:
        raise DateRefused("year", say("The year is missing. Enter it, or choose 'unknown'."))
    year, said = gregorian_year(typed_year, calendar)
    text, precision, first, last = _bounds(day, month, year)
    if not at:
        return PartialDate(text, precision, first, last, converted=said)
    if precision != "day":
        raise DateRefused("day", say("A time needs a day. Enter the day, or leave out the time."))
    moment = time_of_day(at)
    return PartialDate(f"{text}T{moment:%H:%M}", "minute", first, last, moment, converted=said)


def _bounds(day: int | None, month: int | None, year: int) -> tuple[str, Precision, date, date]:
    if month is None:
        return f"{year:04}", "year", date(year, 1, 1), date(year, 12, 31)
    check_month(month)
    if day is None:
        last = monthrange(year, month)[1]
        return f"{year:04}-{month:02}", "month", date(year, month, 1), date(year, month, last)
    only = existing_day(year, month, day)
    return only.isoformat(), "day", only, only


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A date with where it comes from, and what other sources say; `value` is the preferred one.

    `typed` keeps what was written where it was converted (Buddhist Era).
    """

    value: PartialDate
    source: str | None = None
    alternatives: tuple[tuple[PartialDate, str | None], ...] = ()
    typed: str = ""

    @property
    def is_conflicting(self) -> bool:
        """True if another source gives another date."""
        return any(other != self.value for other, _ in self.alternatives)

    @classmethod
    def from_json(cls, stored: object) -> DatedValue:
        """Reads what `to_json` gave: text, or a mapping. Raises DateRefused."""
        if isinstance(stored, str):
            return cls(parse(stored))
        if not isinstance(stored, Mapping):
            raise DateRefused("", f"A date is a text or a mapping, not {type(stored).__name__}.")
        return cls(
            parse(str(stored.get("value", ""))),
            stored.get("source"),
            tuple(
                (parse(str(other.get("value", ""))), other.get("source"))
                for other in stored.get("alternatives", ())
            ),
            str(stored.get("typed", "")),
        )

    def to_json(self) -> str | dict[str, object]:
        """The text form alone, or a mapping where there is a source, a second value, or both."""
        if self.source is None and not self.alternatives and not self.typed:
            return self.value.text
        stored: dict[str, object] = {"value": self.value.text}
        if self.source is not None:
            stored["source"] = self.source
        if self.alternatives:
            stored["alternatives"] = [
                {"value": other.text} if source is None else {"value": other.text, "source": source}
                for other, source in self.alternatives
            ]
        if self.typed:
            stored["typed"] = self.typed
        return stored
