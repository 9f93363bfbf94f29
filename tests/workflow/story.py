"""A case told step by step on the real workflow files, without a database.

story = Story()
story.person("A1")
story.opened()
story.do("A1", "charge", "2005", charges=[{"offence": "unknown", "is_tip": "yes"}])
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from ctj.workflow.definitions import Library
from ctj.workflow.fold import CaseFrame, apply, effective, fold
from ctj.workflow.fold.effects import resolve_effects
from ctj.workflow.overlays import Overlay, load_overlay
from ctj.workflow.projection import EventRecord, Projection, Row, Subject
from ctj.workflow.reader import load
from ctj.workflow.situation import Situation

#: The track of a subject by the letter of its pseudonym; that of the case has none.
TRACKS = {"": "investigation", "A": "prosecution", "V": "victim_support"}
DAY_ONE = datetime(2010, 1, 1, 9, tzinfo=UTC)


@cache
def library() -> Library:
    return load()


@cache
def overlay(code: str) -> Overlay:
    return load_overlay(code)


class Story:
    """Keeps the log and the projection as it stands after each step."""

    def __init__(self, jurisdiction: str = "neutral") -> None:
        self.library = library()
        self.overlay = overlay(jurisdiction)
        self.jurisdiction = jurisdiction
        self.subjects: dict[str, Subject] = {}
        self.events: list[EventRecord] = []
        self.projection = self.frame.empty()
        self.now = DAY_ONE

    @property
    def frame(self) -> CaseFrame:
        return CaseFrame("case", self.jurisdiction, {s.id: s for s in self.subjects.values()})

    def person(self, label: str, person_id: str | None = None) -> str:
        """A subject by pseudonym (A1 accused, V1 victim); its id."""
        kind = "victim" if label.startswith("V") else "accused"
        self.subjects[label] = Subject(f"subject-{label}", label, kind, person_id)
        self.projection = replace(self.projection, subjects=self.frame.subjects)
        return self.subjects[label].id

    def opened(self, occurred: str = "unknown") -> EventRecord:
        return self.do(None, "open_case", occurred, reported_on=occurred, lead_agency="agency")

    def accused(self, label: str, occurred: str = "unknown", **form: Any) -> str:
        """A person named as suspect: subject and track."""
        subject = self.person(label)
        self.do(
            label, "create_accused", occurred, **{"kind": "natural", "role": ["recruiter"], **form}
        )
        return subject

    def track_id(self, label: str | None) -> str:
        return f"track-{label or 'case'}"

    def situation(
        self, label: str | None, transition: str, occurred: Any = "unknown", **form: Any
    ) -> Situation:
        track = TRACKS[(label or "")[:1]]
        definition = self.library.tracks[track]
        return Situation(
            library=self.library,
            overlay=self.overlay,
            projection=self.projection,
            definition=definition,
            transition=definition.transitions[transition],
            track=self.projection.tracks.get(self.track_id(label)),
            subject=self.subjects[label] if label else None,
            form=form,
            occurred=occurred,
            user_id="user-1",
            role="pros",
            now=self.now,
            events=effective(self.events),
            zone="Asia/Manila",
        )

    def event(
        self,
        label: str | None,
        transition: str,
        occurred: Any,
        form: dict[str, Any],
        *,
        kind: str = "transition",
        refers_to: str | None = None,
        user: str = "user-1",
        act: str | None = None,
    ) -> EventRecord:
        """An event as it would be appended next; nothing is kept of it."""
        situation = self.situation(label, transition, occurred, **form)
        seq = len(self.events) + 1
        return EventRecord(
            id=f"event-{seq}",
            case_id="case",
            track_id=self.track_id(label),
            seq=seq,
            act_id=act or f"act-{seq}",
            kind=kind,
            track=situation.definition.id,
            subject_id=situation.subject.id if situation.subject else None,
            transition=transition,
            from_state=situation.track.state if situation.track else None,
            to_state=situation.transition.to,
            occurred=occurred,
            data=form,
            effects=resolve_effects(situation),
            definition_hash=situation.definition.hash,
            recorded_at=self.now,
            user_id=user,
            refers_to=refers_to,
        )

    def do(self, label: str | None, transition: str, occurred: Any, **form: Any) -> EventRecord:
        """Fires a step and applies it. Raises DoesNotFit."""
        return self.append(self.event(label, transition, occurred, form))

    def append(self, event: EventRecord) -> EventRecord:
        if event.kind in ("supersede", "void", "insert"):
            self.projection = fold(self.frame, [*self.events, event], self.library)
        else:
            self.projection = apply(self.projection, event, self.library)
        self.events.append(event)
        self.now += timedelta(days=1)
        return event

    def correct(self, entry: EventRecord, **changes: Any) -> EventRecord:
        """Supersedes an entry with the same step but for ``changes`` (occurred, data, …)."""
        return self.append(self._about(entry, "supersede", **changes))

    def withdraw(self, entry: EventRecord) -> EventRecord:
        return self.append(self._about(entry, "void"))

    def insert(
        self, before: EventRecord, label: str, transition: str, occurred: Any, **form: Any
    ) -> EventRecord:
        made = self.event(label, transition, occurred, form, kind="insert", refers_to=before.id)
        return self.append(made)

    def _about(self, entry: EventRecord, kind: str, **changes: Any) -> EventRecord:
        seq = len(self.events) + 1
        made = replace(
            entry,
            id=f"event-{seq}",
            seq=seq,
            act_id=f"act-{seq}",
            kind=kind,
            refers_to=entry.id,
            recorded_at=self.now,
        )
        return replace(made, **changes)

    def state(self, label: str | None) -> str | None:
        track = self.projection.tracks.get(self.track_id(label))
        return track.state if track else None

    def fact(self, label: str | None, name: str) -> Any:
        if label is None:
            return self.projection.fact("case", "", name)
        subject = self.subjects[label]
        return self.projection.fact(subject.kind, subject.id, name)

    def rows(self, register: str, label: str) -> tuple[Row, ...]:
        return self.projection.rows_of(register, self.subjects[label].id)

    def row(self, register: str, label: str, number: int = 1) -> Row:
        return self.rows(register, label)[number - 1]

    def clock(self, clock: str, label: str | None, party: str | None = None) -> Any:
        """The last clock of that name on the track, or None."""
        found = [
            one
            for one in self.projection.clocks.values()
            if one.clock == clock
            and one.track_id == self.track_id(label)
            and (party is None or one.party == party)
        ]
        return found[-1] if found else None

    def refolded(self) -> Projection:
        return fold(self.frame, self.events, self.library)


TIP = {"offence": "unknown", "is_tip": "yes", "family": "tip", "form": "sexual_exploitation"}
OTHER = {"offence": "unknown", "is_tip": "no", "family": "document_offence"}


def on_trial(label: str = "A1", *charges: dict[str, Any], jurisdiction: str = "neutral") -> Story:
    """A story in which one accused is on trial."""
    story = Story(jurisdiction)
    story.opened("2004")
    story.accused(label, "2004-06-01")
    story.do(
        label,
        "charge",
        "2005-01-10",
        charges=list(charges) or [TIP],
        court="court",
        offence_dates="2004-01..2004-05",
        in_custody="yes",
        age_on_day="adult",
    )
    story.do(
        label,
        "open_trial",
        "2005-03-01",
        court="court",
        court_special="ordinary",
        prosecutor_special="ordinary",
    )
    return story


def verdicts(story: Story, label: str, *states: str, **more: Any) -> list[dict[str, Any]]:
    """The verdict on each charge in order."""
    rows = story.rows("charges", label)
    return [
        {"row": row.id, "state": state, **more} for row, state in zip(rows, states, strict=True)
    ]
