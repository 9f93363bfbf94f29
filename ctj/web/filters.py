"""Template filters: dates in words with their distance, numbers, money. One wording everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from flask import Flask
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from ctj.access.flask import current_now, current_services, current_today
from ctj.language import era
from ctj.queries.date_words import (
    Question,
    day_words,
    month_words,
    read_back_question,
    told,
    year_words,
)
from ctj.queries.pseudonyms import shortened

from .form_input import html_id

NO_BREAK = "\N{NO-BREAK SPACE}"


def day(value: date) -> str:
    """'3 March 2025'; the year is left out where it is this one."""
    if value.year == current_today().year:
        return str(format_date(value, "d MMMM"))
    return day_words(value) if era() == "buddhist" else str(format_date(value, "d MMMM y"))


def long_day(value: date) -> str:
    """'Tuesday 25 November 2025', for reading a date back."""
    return f"{format_date(value, 'EEEE')} {day_words(value)}"


def week_day(value: date) -> str:
    """'Tue 25 November', for a column of a week."""
    return format_date(value, "EEE d MMMM")


def distance(value: date) -> str:
    """'today', 'yesterday', 'in 3 days', '12 days ago', in months above 90 days."""
    days = (value - current_today()).days
    if days == 0:
        return _("today")
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow")
    size, count = ("months", round(abs(days) / 30.4375)) if abs(days) > 90 else ("days", abs(days))
    if size == "months":
        words = ngettext("%(num)d month", "%(num)d months", count)
    else:
        words = ngettext("%(num)d day", "%(num)d days", count)
    return _("in %(words)s", words=words) if days > 0 else _("%(words)s ago", words=words)


def occurred(value: Any) -> str:
    """A date as told, with its precision in words: '3 June 2005', 'May 2015', '2019'."""
    if value is None:
        return ""
    date = told(value)
    if date.first is None or date.last is None:
        return _("a day not known")
    if date.precision == "minute":
        return f"{day(date.first)}, {date.time}"
    if date.precision == "month":
        return month_words(date.first)
    if date.precision == "year":
        return year_words(date.first.year)
    if date.precision == "range":
        return _("%(first)s to %(last)s", first=day(date.first), last=day(date.last))
    return day(date.first)


def instant(value: datetime) -> str:
    """A recorded instant in the instance's zone: '24 November, 15:12'."""
    local = value.astimezone(ZoneInfo(current_services().instance.time_zone))
    return f"{day(local.date())}, {local:%H:%M}"


def moment_words(value: datetime) -> str:
    """The present moment at the head of a page: 'Tuesday 25 November 2025, 08:10'."""
    local = value.astimezone(ZoneInfo(current_services().instance.time_zone))
    return f"{long_day(local.date())}, {local:%H:%M}"


def length_words(value: tuple[int, str]) -> str:
    """The length of a limit in its own unit: '48 hours', '15 days', '10 working days'."""
    number, unit = value
    words = {
        "hours": ngettext("%(num)d hour", "%(num)d hours", number),
        "days": ngettext("%(num)d day", "%(num)d days", number),
        "working_days": ngettext("%(num)d working day", "%(num)d working days", number),
        "months": ngettext("%(num)d month", "%(num)d months", number),
        "years": ngettext("%(num)d year", "%(num)d years", number),
    }
    return words.get(unit, f"{number} {unit}")


def money(value: Mapping[str, str] | None) -> str:
    """'PHP 50,000.00' from {currency: amount}: exact decimals, currency by its code."""
    locale = str(get_locale() or "en")
    pattern = "¤¤" + NO_BREAK + "#,##0.00"
    sums = [
        str(format_currency(Decimal(amount), currency, pattern, locale=locale))
        for currency, amount in (value or {}).items()
    ]
    return ", ".join(sums)


def code_label(value: Any, list_id: str) -> str:
    """The label of one code, or of several, of a code list; 'unknown' in words."""
    if isinstance(value, tuple | list):
        return ", ".join(code_label(one, list_id) for one in value)
    codes = current_services().library.codes
    for each in (list_id, "missing"):
        found = codes[each].codes.get(value) if each in codes else None
        if found:
            return found.label
    return str(value).replace("_", " ")


def fact_words(value: Any, fact: str) -> str:
    """A fact's value in words, by the code list that the fact has."""
    for unit in ("accused", "victim", "case"):
        definition = current_services().library.facts.get((unit, fact))
        if definition and definition.list:
            return code_label(value, definition.list)
    if value in ("yes", "no", "unknown"):
        return {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}[value]
    return money(value) if isinstance(value, Mapping) else str(value)


def months(value: Any) -> str:
    """A term in years and months: '5 years 6 months'."""
    if not isinstance(value, int):
        return _("length unknown")
    years, rest = divmod(value, 12)
    parts = [ngettext("%(num)d year", "%(num)d years", years)] if years else []
    if rest or not years:
        parts.append(ngettext("%(num)d month", "%(num)d months", rest))
    return " ".join(parts)


def role_label(role: str) -> str:
    """The label of a role code."""
    found = current_services().library.roles.get(role)
    return found.label.lower() if found else role


def read_back(question: Question) -> str:
    """The date that stands in a question, read back: 'Tuesday 25 November 2025: today'."""
    zone = current_services().instance.time_zone
    return read_back_question(question, current_now(), zone)


def low_first(text: str) -> str:
    """A label inside a sentence: its first letter small, names and months as they are."""
    return text[:1].lower() + text[1:]


FILTERS = (
    shortened,
    low_first,
    html_id,
    read_back,
    day,
    long_day,
    week_day,
    distance,
    occurred,
    instant,
    moment_words,
    length_words,
    money,
    code_label,
    fact_words,
    months,
    role_label,
)


def filled_in(value: Any) -> bool:
    """Whether something stands in a question: a currency chosen beforehand says nothing."""
    if isinstance(value, Mapping):
        parts = (part for name, part in value.items() if name not in ("currency", "calendar"))
        return any(filled_in(part) for part in parts)
    if isinstance(value, list | tuple):
        return any(filled_in(one) for one in value)
    return bool(value)


def date_sources() -> list[tuple[str, str]]:
    """Who can say when something happened: (code, label), most formal first."""
    codes = current_services().library.codes["date_source"].codes
    return [(code.code, code.label) for code in codes.values()]


def init_app(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.globals["date_sources"] = date_sources
    app.jinja_env.tests["filled_in"] = filled_in
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
