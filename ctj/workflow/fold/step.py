"""One event with its definition, as the parts of the fold look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ctj.language import say

from ..definitions import Field, Library, TrackDefinition, Transition, When
from ..projection import EventRecord, TrackState
from .draft import Draft

ROW_TYPES = ("row", "doc")


class DoesNotFit(ValueError):
    """An event whose structure no longer fits what stands before it.

    ``sentence`` says what does not fit, for whom, in words that a user can act on.
    """

    def __init__(self, event: EventRecord, sentence: str) -> None:
        super().__init__(sentence)
        self.event, self.sentence = event, sentence


@dataclass(frozen=True, slots=True)
class Step:
    """``track`` is the track before the event; None where the event makes it.

    ``draft`` holds the case: its rows are those after the event's own rows were written, its facts
    those before the event, when a fact function reads it.
    """

    event: EventRecord
    definition: TrackDefinition
    transition: Transition
    track: TrackState | None
    draft: Draft
    library: Library

    @property
    def data(self) -> Mapping[str, Any]:
        return self.event.data

    @property
    def unit(self) -> str:
        return self.definition.runs_for

    @property
    def subject_key(self) -> str:
        """The second half of a fact key: the subject, '' for the case, the track for a request."""
        if self.unit == "case":
            return ""
        return self.event.subject_id or self.event.track_id

    def holds(self, when: When) -> bool:
        """Whether each form field (or switch kept with the event) named has such a value."""
        switches = self.event.effects.get("switches", {})
        return holds(when, self.data, switches)

    def label(self, subject_id: str | None) -> str:
        """The pseudonym, or 'this case'."""
        subject = self.draft.subjects.get(subject_id or "")
        return subject.label if subject else say("this case")

    def row_fields(self) -> Iterator[Field]:
        """The form's fields that write rows."""
        for field in self.transition.form:
            if field.type in ROW_TYPES and field.mode != "name" and not field.passed_on:
                yield field


def holds(when: When, data: Mapping[str, Any], switches: Mapping[str, Any]) -> bool:
    """A ``when:`` holds if each name has one of its values; a set, if one member is one."""
    for name, accepted in when.items():
        value = data.get(name, switches.get(name))
        given = value if isinstance(value, list | tuple) else (value,)
        if not any(one in accepted for one in given):
            return False
    return True


def row_items(data: Mapping[str, Any], field_id: str) -> list[Mapping[str, Any]]:
    """The rows that a form names in one field; a single row may be written without a list."""
    value = data.get(field_id)
    if value is None:
        return []
    items = value if isinstance(value, list | tuple) else [value]
    return [one if isinstance(one, Mapping) else {"row": one} for one in items]
