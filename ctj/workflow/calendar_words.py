"""Days, months and years in words: in the language in force, in the era that the reader is shown.

The Buddhist Era counts 543 years more; Babel knows no such calendar, so the year and its mark are
written here and the names of months are the CLDR's of the language. What is stored is Gregorian.
"""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from ctj.language import SOURCE, era, language

from .date_parts import BUDDHIST_OFFSET, MONTHS

#: The mark of the Buddhist Era, by language; elsewhere as in English.
ERA_MARKS = {"th": "พ.ศ."}


def year_words(year: int) -> str:
    """'2005'; 'B.E. 2548', 'พ.ศ. 2548' where years of the Buddhist Era are shown."""
    if era() != "buddhist":
        return str(year)
    return f"{ERA_MARKS.get(language(), 'B.E.')} {year + BUDDHIST_OFFSET}"


def month_name(month: int) -> str:
    """'November', by the language."""
    if language() == SOURCE:
        return MONTHS[month - 1]
    return str(format_date(date(2000, month, 1), "LLLL", locale=language()))


def month_words(day: date) -> str:
    """'November 2005'."""
    return f"{month_name(day.month)} {year_words(day.year)}"


def day_words(day: date) -> str:
    """'29 November 2005'."""
    return f"{day.day} {month_words(day)}"


def weekday_name(day: date) -> str:
    """'Tuesday', by the language."""
    return str(format_date(day, "EEEE", locale=language()))
