"""One act: the events that are appended together, and what they make of the case.

An act grows event by event in memory; ``casework.writing`` then writes it in a few statements.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ctj.access.viewers import Viewer
from ctj.model.base import new_id
from ctj.queries.situations import CaseFile
from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import TrackDefinition, Transition
from ctj.workflow.fold import apply, effective
from ctj.workflow.instants import local_day
from ctj.workflow.projection import EventRecord, Projection, Subject, TrackState
from ctj.workflow.situation import Refusal as Missing

from .adopted import adopted_data
from .sealing import ForVault, Sealed, parted
from .steps import By

#: An act recorded later than this after it happened is marked 'late' (process.md 1.5).
LATE_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Doer:
    """Who records, in which role, and how."""

    viewer: Viewer
    role: str
    by: By


@dataclass(frozen=True)
class Taking:
    """One subject's step, judged and ready to be recorded. ``data``: typed, nothing sealed yet."""

    definition: TrackDefinition
    transition: Transition
    subject: Subject | None
    track: TrackState | None
    data: Mapping[str, Any]
    occurred: Any
    to_state: str | None
    effects: Mapping[str, Any]
    warnings: tuple[tuple[Missing, str], ...] = ()
    adds: Subject | None = None
    kind: str = "transition"

    @property
    def adds_subject(self) -> bool:
        """Whether the identity in the form is that of a person who is new in the case."""
        return self.adds is not None


@dataclass
class Act:
    """What has been appended so far. ``projection`` is the case after it."""

    case: CaseFile
    doer: Doer
    now: datetime
    projection: Projection
    id: str = field(default_factory=new_id)
    events: list[EventRecord] = field(default_factory=list)
    texts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    vault: list[tuple[ForVault, Subject | None]] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    approvals: dict[str, str] = field(default_factory=dict)

    @classmethod
    def on(cls, case: CaseFile, doer: Doer, now: datetime) -> Act:
        """An act on a case that is held."""
        return cls(case, doer, now, case.projection)

    @property
    def log(self) -> tuple[EventRecord, ...]:
        """The case's log with what this act appends."""
        return (*self.case.log, *self.events)

    @property
    def standing(self) -> tuple[EventRecord, ...]:
        """The entries in force after the act."""
        if all(one.kind in ("transition", "adopt") for one in self.events):
            return (*self.case.standing, *self.events)
        return effective(self.log)

    @property
    def next_seq(self) -> int:
        """The number of the next event of the case."""
        return (self.log[-1].seq if self.log else 0) + 1

    def add_subject(self, subject: Subject) -> None:
        """A person is new in the case, from this act on."""
        self.subjects.append(subject)
        known = {**self.projection.subjects, subject.id: subject}
        self.projection = replace(self.projection, subjects=known)

    def record(self, taking: Taking) -> EventRecord:
        """Append the event of a taking and fold it in. Raises DoesNotFit."""
        sealed = parted(
            self.case.library,
            taking.transition,
            taking.data,
            adds_subject=taking.adds_subject,
            event_id=new_id(),
        )
        findings = tuple(_finding(sealed, missing, why) for missing, why in taking.warnings)
        event = self._event(taking, sealed, findings)
        self.projection = apply(self.projection, event, self.case.library)
        self.keep(event, sealed, taking.adds or taking.subject)
        return event

    def append(self, event: EventRecord) -> None:
        """Append an event of the engine's own, that no form told, and fold it in."""
        self.projection = apply(self.projection, event, self.case.library)
        self.events.append(event)
        self.texts[event.id] = {}

    def keep(self, event: EventRecord, sealed: Sealed, subject: Subject | None) -> None:
        """Remember an event with what must be sealed; ``subject``: whose identity it tells."""
        self.events.append(event)
        self.texts[event.id] = sealed.texts
        is_new = subject is not None and subject in self.subjects
        if subject is not None and (sealed.subject or is_new):
            self._for_subject(event.id, sealed, subject)
        elif sealed.subject or sealed.third_person:
            fields = {**sealed.subject, **sealed.third_person}
            self.vault.append((ForVault(event.id, fields), None))
            return
        if sealed.third_person:
            self.vault.append((ForVault(event.id, sealed.third_person), None))

    def _for_subject(self, event_id: str, sealed: Sealed, subject: Subject) -> None:
        """A person new in this act gets one key for all that its events tell."""
        for place, (wanted, whose) in enumerate(self.vault):
            if whose is not None and whose.id == subject.id and wanted.person_id is None:
                fields = {**wanted.fields, **sealed.subject}
                self.vault[place] = (replace(wanted, fields=fields), whose)
                return
        wanted = ForVault(event_id, sealed.subject, subject.person_id)
        self.vault.append((wanted, subject))

    def _data(self, taking: Taking, sealed: Sealed) -> dict[str, Any]:
        if taking.kind != "adopt":
            return sealed.data
        return adopted_data(self.case.library, taking.definition, sealed.data, taking.effects)

    def _event(
        self, taking: Taking, sealed: Sealed, findings: Sequence[Mapping[str, Any]]
    ) -> EventRecord:
        viewer = self.doer.viewer
        return EventRecord(
            id=sealed.event_id,
            case_id=self.case.id,
            track_id=taking.track.id if taking.track else new_id(),
            seq=self.next_seq,
            act_id=self.id,
            kind=taking.kind,
            track=taking.definition.id,
            subject_id=taking.subject.id if taking.subject else None,
            transition=taking.transition.id,
            from_state=taking.track.state if taking.track else None,
            to_state=taking.to_state,
            occurred=taking.occurred,
            data=as_stored(self._data(taking, sealed)),
            effects=as_stored(taking.effects),
            definition_hash=taking.definition.hash,
            recorded_at=self.now,
            user_id=viewer.user_id,
            agency_id=viewer.agency_id,
            role=self.doer.role,
            origin="imported" if taking.kind == "adopt" else "native",
            late=is_late(taking.occurred, self.now, self.case.zone),
            findings=tuple(findings),
        )


def as_stored(value: Mapping[str, Any]) -> dict[str, Any]:
    """As the database will give it back: what is folded now must be what a rebuild folds."""
    stored: dict[str, Any] = json.loads(json.dumps(value, ensure_ascii=False))
    return stored


def is_late(occurred: Any, recorded_at: datetime, zone: str) -> bool:
    """Whether an act was surely recorded more than 14 days after it happened."""
    last_day = DatedValue.from_json(occurred).value.last_day
    return last_day is not None and local_day(recorded_at, zone) - last_day > LATE_AFTER


def _finding(sealed: Sealed, missing: Missing, why: str) -> dict[str, Any]:
    """A warning that was passed with a reason; the reason is sealed with the case."""
    return {
        "guard": missing.guard,
        "sentence": missing.sentence,
        "subject": missing.subject_label,
        "reason": sealed.text(why) if why else None,
    }
