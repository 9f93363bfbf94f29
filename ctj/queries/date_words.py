"""Dates as they were told, taken apart for a page to put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ctj.workflow.calendar_words import day_words, month_words, year_words
from ctj.workflow.dates import DatedValue
from ctj.workflow.step.answers import read_back
from ctj.workflow.step.fields import dates
from ctj.workflow.step.questions import Question

__all__ = ["Question", "day_words", "month_words", "read_back_question", "told", "year_words"]


@dataclass(frozen=True)
class Told:
    """``precision``: minute, day, month, year, range or unknown; ``time`` as hh:mm where known."""

    precision: str
    first: date | None
    last: date | None
    time: str


def told(value: Any) -> Told:
    """The preferred date of a stored value (text, or a mapping with source and alternatives)."""
    found = DatedValue.from_json(value).value
    time = found.text[-5:] if found.precision == "minute" else ""
    return Told(found.precision, found.first_day, found.last_day, time)


def read_back_question(question: Question, now: datetime, zone: str) -> str:
    """The date that stands in a question, read back: 'Tuesday 25 November 2025: today'; '' where
    there is none, or none that can be read."""
    try:
        text = dates.as_text(question.value)
        return str(read_back(text, now, zone)) if text else ""
    except ValueError:
        return ""
