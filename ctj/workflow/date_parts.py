"""What may be typed into the fields of a date, and the sentence for what may not."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time

from ctj.language import mark, say

FIRST_YEAR = 1900
LAST_YEAR = 2399
BUDDHIST_YEARS = range(2400, 2701)
BUDDHIST_OFFSET = 543
MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


class DateRefused(ValueError):
    """A date that cannot be. `part`: day, month, year, time, to, calendar, or '' (all of it)."""

    def __init__(self, part: str, sentence: str) -> None:
        super().__init__(sentence)
        self.part, self.sentence = part, sentence


def numbers(day: str, month: str, year: str) -> tuple[int | None, int | None, int | None]:
    """Day, month, year as numbers, None where left empty. Raises DateRefused for gaps."""
    named = {"day": day, "month": month, "year": year}
    for name, typed in named.items():
        if typed and not (typed.isdecimal() and len(typed) <= 4):
            raise DateRefused(
                name, f"The {name} '{typed[:20]}' is not a number. Write digits only."
            )
    if not year and (month or day):
        raise DateRefused("year", say("The year is missing. Enter it, or choose 'unknown'."))
    if not year:
        raise DateRefused(
            "", say("No date was given. Enter what is known of it, or choose 'unknown'.")
        )
    if day and not month:
        raise DateRefused(
            "month", say("The month is missing. Choose it, or leave out the day as well.")
        )
    return (int(day) if day else None, int(month) if month else None, int(year))


def gregorian_year(typed: int, calendar: str) -> tuple[int, str]:
    """The Gregorian year, and what was converted ('' if nothing). Raises DateRefused."""
    if calendar not in ("gregorian", "buddhist"):
        raise DateRefused(
            "calendar", say("The calendar '%(calendar)s' is not known here.", calendar=calendar)
        )
    said = ""
    year = typed
    if typed in BUDDHIST_YEARS:
        year = typed - BUDDHIST_OFFSET
        said = say("B.E. %(typed)s = %(year)s", typed=typed, year=year)
    elif calendar == "buddhist":
        raise DateRefused(
            "year",
            say(
                "%(typed)s is not a year of the Buddhist Era between "
                "%(buddhist_years)s and %(buddhist_years_2)s. Write the year as it "
                "stands in the paper, or choose Gregorian.",
                typed=typed,
                buddhist_years=BUDDHIST_YEARS[0],
                buddhist_years_2=BUDDHIST_YEARS[-1],
            ),
        )
    _check_year(year, typed)
    return year, said


def _check_year(year: int, typed: int) -> None:
    if year < 100:
        raise DateRefused(
            "year", say("Write the year with four digits, not '%(typed)s'.", typed=typed)
        )
    if year < FIRST_YEAR:
        raise DateRefused(
            "year",
            say(
                "The year %(year)s is before %(first_year)s. Check the year.",
                year=year,
                first_year=FIRST_YEAR,
            ),
        )
    if year > LAST_YEAR:
        raise DateRefused(
            "year", say("The year %(typed)s lies too far ahead. Check the year.", typed=typed)
        )


def check_month(month: int) -> None:
    """Raises DateRefused for a month that does not exist."""
    if not 1 <= month <= 12:
        raise DateRefused(
            "month", say("There is no month %(month)s. Months run from 1 to 12.", month=month)
        )


def existing_day(year: int, month: int, day: int) -> date:
    """The day, if that month has it. Raises DateRefused (30 February)."""
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateRefused(
            "day",
            say(
                "There is no %(day)s %(months)s %(year)s: that month has %(last)s "
                "days. Check day and month, or leave out the day.",
                day=day,
                months=say(MONTHS[month - 1]),
                year=year,
                last=last,
            ),
        )
    return date(year, month, day)


def time_of_day(at: str) -> time:
    """A time written 16:10 or 16.10. Raises DateRefused."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d\d)", at)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise DateRefused(
            "time",
            say(
                "'%(at)s' is not a time of day. Write it as 16:10, from 00:00 to 23:59.", at=at[:20]
            ),
        )
    return time(int(found[1]), int(found[2]))
