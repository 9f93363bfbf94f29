"""An end before its start, in one form or one row (process.md 1.5, rule 14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctj.language import say

from ..definitions import Field
from .errors import FieldError
from .fields.codes import day_of

#: How the id of a start is turned into those of its possible ends.
_ENDS = (
    ("from", ("to", "until", "ended")),
    ("in", ("out",)),
    ("when", ("when_to",)),
    ("offence_from", ("offence_to",)),
)


def refuse_end_before_start(fields: Sequence[Field], typed: Mapping[str, Any]) -> list[FieldError]:
    """An error at each end that surely lies before its start."""
    dates = {field.id: field for field in fields if field.type == "date" and field.id in typed}
    errors = []
    for start, ends in _ENDS:
        for end in ends:
            if start in dates and end in dates:
                errors.extend(_check(dates[start], dates[end], typed))
    return errors


def _check(start: Field, end: Field, typed: Mapping[str, Any]) -> list[FieldError]:
    first, last = day_of(typed[start.id]), day_of(typed[end.id])
    if first is None or last is None or not last.certainly_before(first):
        return []
    sentence = say(
        "%(last)s is before %(first)s (‘%(label)s’). Check which of the two is right.",
        last=last.in_words(),
        first=first.in_words(),
        label=start.label,
    )
    return [FieldError(end.id, sentence, end.label)]
