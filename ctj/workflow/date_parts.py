"""What may be typed into the fields of a date, and the sentence for what may not."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time

FIRST_YEAR = 1900
LAST_YEAR = 2399
BUDDHIST_YEARS = range(2400, 2701)
BUDDHIST_OFFSET = 543
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
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
        raise DateRefused("year", "The year is missing. Enter it, or choose 'unknown'.")
    if not year:
        raise DateRefused("", "No date was given. Enter what is known of it, or choose 'unknown'.")
    if day and not month:
        raise DateRefused("month", "The month is missing. Choose it, or leave out the day as well.")
    return (int(day) if day else None, int(month) if month else None, int(year))


def gregorian_year(typed: int, calendar: str) -> tuple[int, str]:
    """The Gregorian year, and what was converted ('' if nothing). Raises DateRefused."""
    if calendar not in ("gregorian", "buddhist"):
        raise DateRefused("calendar", f"The calendar '{calendar}' is not known here.")
    said = ""
    year = typed
    if typed in BUDDHIST_YEARS:
        year = typed - BUDDHIST_OFFSET
        said = f"B.E. {typed} = {year}"
    elif calendar == "buddhist":
        raise DateRefused(
            "year",
            f"{typed} is not a year of the Buddhist Era between {BUDDHIST_YEARS[0]} and "
            f"{BUDDHIST_YEARS[-1]}. Write the year as it stands in the paper, or choose Gregorian.",
        )
    if year < 100:
        raise DateRefused("year", f"Write the year with four digits, not '{typed}'.")
    if year < FIRST_YEAR:
        raise DateRefused("year", f"The year {year} is before {FIRST_YEAR}. Check the year.")
    if year > LAST_YEAR:
        raise DateRefused("year", f"The year {typed} lies too far ahead. Check the year.")
    return year, said


def check_month(month: int) -> None:
    """Raises DateRefused for a month that does not exist."""
    if not 1 <= month <= 12:
        raise DateRefused("month", f"There is no month {month}. Months run from 1 to 12.")


def existing_day(year: int, month: int, day: int) -> date:
    """The day, if that month has it. Raises DateRefused (30 February)."""
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateRefused(
            "day",
            f"There is no {day} {MONTHS[month - 1]} {year}: that month has {last} days. "
            "Check day and month, or leave out the day.",
        )
    return date(year, month, day)


def time_of_day(at: str) -> time:
    """A time written 16:10 or 16.10. Raises DateRefused."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d\d)", at)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise DateRefused(
            "time", f"'{at[:20]}' is not a time of day. Write it as 16:10, from 00:00 to 23:59."
        )
    return time(int(found[1]), int(found[2]))
