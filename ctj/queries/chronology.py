"""The chronology of the crime: what happened when, as precisely as the sources tell it.

Each entry is an act ``add_crime_event``. Entries stand in the order in which they may first have
happened; those of unknown date come last, since no place among the others is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Connection

from ctj.services import Services
from ctj.workflow.dates import UNKNOWN, DatedValue, PartialDate
from ctj.workflow.projection import EventRecord

from .case_texts import reads_narratives, texts_of, told
from .open_case import OpenCase

STEP = "add_crime_event"
PAGE = 100


@dataclass(frozen=True)
class OtherDate:
    """What another source says of the same; ``source`` is a code of date_source, or ''."""

    value: PartialDate
    source: str


@dataclass(frozen=True)
class CrimeEvent:
    """One entry. ``when`` is the preferred date, ``source`` where it comes from; ``until`` is None
    where it did not last. ``note`` is None where this viewer does not read narratives."""

    event_id: str
    seq: int
    what: str
    when: PartialDate
    source: str
    others: tuple[OtherDate, ...]
    until: PartialDate | None
    place: str
    people: tuple[tuple[str, str], ...]
    note: str | None
    in_summary: bool

    @property
    def conflicting(self) -> bool:
        """Whether another source gives another date."""
        return any(other.value != self.when for other in self.others)


@dataclass(frozen=True)
class ChronologyQuestion:
    """Filters; ``page`` counts from 1, ``whole`` asks for every entry (a file)."""

    subject: str = ""
    summary: bool = False
    page: int = 1
    whole: bool = False


@dataclass(frozen=True)
class Chronology:
    """One page of entries. ``total`` fit the question, ``recorded`` are all; ``reads``: whether
    notes are for this viewer."""

    events: tuple[CrimeEvent, ...]
    total: int
    recorded: int
    page: int
    pages: int
    reads: bool


def chronology(
    connection: Connection, services: Services, opened: OpenCase, question: ChronologyQuestion
) -> Chronology:
    """The entries of a case that the viewer is known to see, in order of time."""
    every = [one for one in opened.file.standing if one.transition == STEP]
    chosen = opened.file.subject(question.subject) if question.subject else None
    fitting = [one for one in every if _fits(one, question, chosen.id if chosen else None)]
    ordered = sorted(fitting, key=_place_in_time)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(question.page, 1), pages)
    shown = ordered if question.whole else ordered[(page - 1) * PAGE : page * PAGE]
    texts = texts_of(connection, services, opened, [one.content_id or one.id for one in shown])
    return Chronology(
        events=tuple(_event(one, opened, texts) for one in shown),
        total=len(ordered),
        recorded=len(every),
        page=page,
        pages=pages,
        reads=reads_narratives(opened),
    )


def _fits(event: EventRecord, question: ChronologyQuestion, subject_id: str | None) -> bool:
    if question.summary and event.data.get("in_summary") != "yes":
        return False
    if not question.subject:
        return True
    return subject_id is not None and subject_id in _ids(event.data.get("people"))


def _place_in_time(event: EventRecord) -> tuple[date, time, date, int]:
    when = dated(event.data.get("when")).value
    return (
        when.first_day or date.max,
        when.clock_time or time.min,
        when.last_day or date.max,
        event.seq,
    )


def dated(stored: Any) -> DatedValue:
    """The date as stored, with its sources; unknown where nothing is."""
    return DatedValue(UNKNOWN) if stored is None else DatedValue.from_json(stored)


def _event(
    event: EventRecord, opened: OpenCase, texts: Mapping[str, Mapping[str, Any]]
) -> CrimeEvent:
    when = dated(event.data.get("when"))
    until = event.data.get("when_to")
    subjects = opened.projection.subjects
    named = [subjects[one] for one in _ids(event.data.get("people")) if one in subjects]
    return CrimeEvent(
        event_id=event.id,
        seq=event.seq,
        what=str(event.data.get("what", "")),
        when=when.value,
        source=when.source or "",
        others=tuple(OtherDate(value, source or "") for value, source in when.alternatives),
        until=dated(until).value if until is not None else None,
        place=str(event.data.get("place") or ""),
        people=tuple((one.label, one.kind) for one in named),
        note=told(event.data.get("objects"), texts, event.content_id or event.id),
        in_summary=event.data.get("in_summary") == "yes",
    )


def _ids(value: Any) -> Sequence[str]:
    if value is None:
        return ()
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
