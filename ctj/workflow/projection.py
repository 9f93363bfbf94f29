"""A case as its events make it: tracks, register rows, facts and clocks.

``Projection`` is what the fold produces, what the tables hold, and what guards look at. Everything
in it can be thrown away and made again from the events. Ids of rows and clocks follow from the
event that made them (``derived_id``), so that a rebuild is identical to what the transaction wrote.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

#: Namespace of all ids derived from events.
_NAMESPACE = uuid.UUID("7a5a5f0e-6a0b-5d0e-9a63-1f3c1f6f7c11")


def derived_id(event_id: str, *parts: object) -> str:
    """The stable id of something that ``event_id`` makes: same event and parts, same id."""
    return str(uuid.uuid5(_NAMESPACE, "/".join([event_id, *map(str, parts)])))


@dataclass(frozen=True)
class Subject:
    """A victim or accused. ``label`` is the pseudonym (A1, V2); ``person_id`` is in the vault."""

    id: str
    label: str
    kind: str
    person_id: str | None = None


@dataclass(frozen=True)
class EventRecord:
    """One event as stored. Dates are canonical texts of ``dates.PartialDate``/``DatedValue`` JSON.

    ``kind``: transition | adopt | supersede | void | insert. ``refers_to`` is the event that a
    correction replaces, withdraws, or stands before. ``data`` holds typed form values; ``note`` and
    ``ref`` values are replaced by ``{"sealed": n}``, identifying ones by ``{"vault": field_id}``.
    ``effects`` is what was resolved from overlay and calendar when it was fired: clock rules and
    lengths, offence family, is_tip and penalty range per charge row, so that the fold needs events
    and definitions alone. ``content_id`` is set by the fold where a correction gave the content.
    """

    id: str
    case_id: str
    track_id: str
    seq: int
    act_id: str
    kind: str
    track: str
    subject_id: str | None
    transition: str
    from_state: str | None
    to_state: str | None
    occurred: Any
    data: Mapping[str, Any]
    effects: Mapping[str, Any]
    definition_hash: str
    recorded_at: datetime
    user_id: str | None = None
    agency_id: str | None = None
    role: str | None = None
    refers_to: str | None = None
    origin: str = "native"
    late: bool = False
    findings: tuple[Mapping[str, Any], ...] = ()
    content_id: str | None = None


@dataclass(frozen=True)
class TrackState:
    """Where one track stands, since when, and who owns it.

    ``owner_id`` is a user; in its place ``pool_id`` is a team, the pool of a unit.
    ``asleep_until``: an ISO day, where it was put to sleep and nothing was recorded on it since.
    """

    id: str
    track: str
    subject_id: str | None
    state: str
    version: int
    definition_hash: str
    since: Any = None
    since_event: str | None = None
    owner_id: str | None = None
    pool_id: str | None = None
    deputy_id: str | None = None
    asleep_until: str | None = None
    waiting_for: str | None = None


@dataclass(frozen=True)
class Row:
    """A register row. ``values`` are typed: codes, texts of dates, ids, sums of money."""

    id: str
    register: str
    number: int
    owner_kind: str
    owner_id: str | None
    status: str | None
    values: Mapping[str, Any]
    created_by: str
    changed_by: str

    def with_values(self, event_id: str, status: str | None, **values: Any) -> Row:
        return replace(
            self,
            status=status or self.status,
            values={**self.values, **values},
            changed_by=event_id,
        )


@dataclass(frozen=True)
class FactValue:
    """A fact's value with where it comes from. ``value``: PartialDate text for dates, 'yes'/'no'/
    'unknown', a code, a sorted tuple of codes, a mapping currency -> decimal text, or an int.
    ``occurred`` is the date of the event that set it: rules *first* and *last* compare it."""

    value: Any
    event_id: str
    source: str | None = None
    occurred: Any = None


@dataclass(frozen=True)
class Clock:
    """A running, met or ended time limit; what it means at an instant is reckoned, never stored."""

    id: str
    clock: str
    track_id: str | None
    subject_id: str | None
    party: str | None
    kind: str
    rule: str | None
    statement: Mapping[str, Any]
    length: int | None
    unit: str | None
    start: Any
    counts_from: str = "end_of_day"
    roll: str = "none"
    before: bool = False
    fixed_end: Any = None
    pauses: tuple[tuple[Any, Any], ...] = ()
    extensions: tuple[Mapping[str, Any], ...] = ()
    cap: tuple[int, str] | None = None
    stopped: Any = None
    cancelled: Any = None
    calendar: str = "neutral"
    zone: str = "UTC"
    started_by: str = ""
    changed_by: str = ""
    recorded_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.stopped is None and self.cancelled is None


@dataclass(frozen=True)
class Projection:
    """The whole case, folded. ``facts`` maps (unit, subject id or '') to fact values."""

    case_id: str
    jurisdiction: str
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    tracks: Mapping[str, TrackState] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    facts: Mapping[tuple[str, str], Mapping[str, FactValue]] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    def track_of(self, track: str, subject_id: str | None) -> TrackState | None:
        return next(
            (t for t in self.tracks.values() if t.track == track and t.subject_id == subject_id),
            None,
        )

    def rows_of(self, register: str, owner_id: str | None = None) -> tuple[Row, ...]:
        """Rows of one register, in order of number; all owners if ``owner_id`` is None."""
        found = [
            r
            for r in self.rows.values()
            if r.register == register and (owner_id is None or r.owner_id == owner_id)
        ]
        return tuple(sorted(found, key=lambda r: r.number))

    def fact(self, unit: str, subject_id: str, name: str) -> Any:
        """The value of a fact, or None where nothing set it."""
        found = self.facts.get((unit, subject_id), {}).get(name)
        return None if found is None else found.value
