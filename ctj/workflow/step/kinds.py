"""The types of fields: who reads each, how it is written again, what is said when it is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ctj.language import mark

from ..definitions import Field
from .context import FormContext
from .fields import codes, dates, money, numbers, references, texts
from .row_names import read_rowref, rowref_text, rowref_words

Reads = Callable[[Field, Any, FormContext], Any]
Words = Callable[[Field, Any, FormContext], str]


def _same(_field: Field, typed: Any, _context: FormContext) -> Any:
    return typed


@dataclass(frozen=True)
class Kind:
    """``read`` raises Refused; ``text`` gives what ``read`` takes; ``words`` is for people."""

    read: Reads
    missing: str
    words: Words
    text: Reads = _same


_CHOOSE = mark("Nothing is chosen. Choose one, or ‘not known’.")
_WRITE = mark("Nothing is entered. Enter it.")
KINDS: Mapping[str, Kind] = {
    "text": Kind(texts.read, _WRITE, texts.words),
    "ref": Kind(texts.read, _WRITE, texts.words),
    "note": Kind(texts.read, _WRITE, texts.words),
    "date": Kind(
        dates.read,
        mark("No date is entered. Enter what is known of it, or choose ‘unknown’."),
        dates.words,
        dates.text,
    ),
    "yn": Kind(
        codes.read_yes_no,
        mark("Nothing is chosen. Choose yes, no or not known."),
        codes.yes_no_words,
    ),
    "code": Kind(codes.read, _CHOOSE, codes.words),
    "num": Kind(
        numbers.read,
        mark("No number is entered. Enter it, or write unknown."),
        numbers.words,
        numbers.text,
    ),
    "money": Kind(
        money.read,
        mark("No sum is entered. Enter amount and currency, or write unknown."),
        money.words,
        money.text,
    ),
    "place": Kind(references.read_place, _CHOOSE, references.place_words),
    "subj": Kind(
        references.read_subject,
        mark("Nobody is chosen. Choose who is meant."),
        references.subject_words,
        references.subject_text,
    ),
    "user": Kind(
        references.read_user, mark("Nobody is chosen. Choose a person."), references.user_words
    ),
    "org": Kind(references.read_org, _CHOOSE, references.org_words),
    "row": Kind(_same, mark("Nothing is entered. Add at least one row."), texts.words),
    "doc": Kind(_same, mark("No document is named. Add one."), texts.words),
    "rowref": Kind(
        read_rowref,
        mark("Nothing is chosen. Choose which one is meant."),
        rowref_words,
        rowref_text,
    ),
    "case": Kind(references.read_reference, mark("Enter the reference of the case."), texts.words),
    "request": Kind(
        references.read_reference, mark("Enter the reference of the request."), texts.words
    ),
    "event": Kind(references.read_reference, mark("Choose the entry that is meant."), texts.words),
}


def is_empty(field: Field, value: Any) -> bool:
    """Whether nothing was answered: blank texts, and parts of which none was filled in."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        if field.type == "date":
            return dates.empty(value)
        if field.type == "money":
            return money.empty(value)
        return all(is_empty(field, one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(is_empty(field, one) for one in value)
    return False
