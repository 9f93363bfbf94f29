"""One entry in full: what was answered, what became of it, and every correction that touches it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ctj.identity.narratives import open_case
from ctj.model.approvals import ApprovalRow
from ctj.model.events import Event
from ctj.model.organisations import Organisation
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.common_fields import OCCURRED
from ctj.workflow.definitions import TrackDefinition, Transition
from ctj.workflow.fold import root_of
from ctj.workflow.projection import EventRecord
from ctj.workflow.step.answers import Answer, answers

from .activity import NARRATIVE_ROLES
from .choices import form_contexts
from .documents import may_read_of, papers_kept
from .open_case import OpenCase
from .reader_groups import Reader, step_label


class NoSuchEntry(LookupError):
    """The case has no entry of that id."""


@dataclass(frozen=True)
class Author:
    """Who recorded something, for which agency, in which role, and when."""

    name: str
    agency: str
    role: str | None
    at: datetime


@dataclass(frozen=True)
class Finding:
    """What was noted with an entry. ``reason`` is None where this viewer does not read it."""

    sentence: str
    subject: str
    reason: str | None


@dataclass(frozen=True)
class Changed:
    """One answer before and after a correction; None where there was, or is, none."""

    label: str
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True)
class CorrectionLine:
    """A later event about this entry. ``kind``: supersede or void. ``standing``: not withdrawn.

    ``takes_back``: number of the correction, or withdrawal, that a withdrawal is about.
    """

    event_id: str
    seq: int
    kind: str
    author: Author
    why: str
    explanation: str | None
    approved_by: str
    standing: bool
    takes_back: int | None
    changed: tuple[Changed, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Beside:
    """Another entry of the same act. ``brought_about``: this entry caused it."""

    event_id: str
    seq: int
    subject: str
    label: str
    brought_about: bool


@dataclass(frozen=True)
class EntryPage:
    """An entry as it stands. ``withdrawn``: it counts no more; its answers are those it had.

    ``inserted_before``: number of the entry before which a forgotten step stands. ``reads``:
    whether this viewer reads narratives.
    """

    event_id: str
    seq: int
    kind: str
    track: str
    track_label: str
    transition: str
    label: str
    subject: str
    subject_kind: str
    author: Author
    occurred: Any
    late: bool
    origin: str
    from_label: str
    to_label: str
    version: str
    version_in_force: bool
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[CorrectionLine, ...]
    beside: tuple[Beside, ...]
    approved_by: str
    withdrawn: bool
    corrected: bool
    inserted_before: int | None
    reads: bool


def entry_page(
    connection: Connection, services: Services, opened: OpenCase, event_id: str
) -> EntryPage:
    """The entry that this event belongs to. Raises NoSuchEntry."""
    log = opened.file.log
    root_id = root_of(log, event_id)
    root = next((one for one in log if one.id == root_id), None)
    if root is None:
        raise NoSuchEntry
    return _Reader(connection, services, opened, root).page()


class _Reader:
    """Reads what one entry needs, once."""

    def __init__(
        self, connection: Connection, services: Services, opened: OpenCase, root: EventRecord
    ) -> None:
        self.opened, self.root, self.log = opened, root, opened.file.log
        self.about = [e for e in self.log if e.id != root.id and root_of(self.log, e.id) == root.id]
        self.withdrawn = _withdrawn(self.log)
        events = [root, *self.about]
        self.reads = bool(opened.viewer.roles & NARRATIVE_ROLES)
        self.texts = _texts(connection, services, opened.file.id, events) if self.reads else {}
        self.names = _names(connection, events)
        self.agencies = _agencies(connection, events)
        self.approvals = _approvals(connection, [event.id for event in events])
        transition = self._transition(root)
        subject = opened.projection.subjects.get(root.subject_id or "")
        self.subject = subject
        label = subject.label if subject else ""
        fields = transition.form
        self.context = form_contexts(
            connection, opened.viewer, opened.file, fields, {label: subject}
        )[label]

    def page(self) -> EntryPage:
        root, standing = self.root, self._standing()
        transition, definition = self._transition(standing), self._definition(standing)
        current = self.opened.file.library.tracks.get(root.track)
        return EntryPage(
            event_id=root.id,
            seq=root.seq,
            kind=root.kind,
            track=root.track,
            track_label=definition.label,
            transition=transition.id,
            label=step_label(self.opened.file.library, self.opened.viewer, transition),
            subject=self.subject.label if self.subject else "",
            subject_kind=self.subject.kind if self.subject else "case",
            author=self._author(root),
            occurred=standing.occurred,
            late=root.late,
            origin=root.origin,
            from_label=_state(definition, standing.from_state),
            to_label="" if transition.is_act else _state(definition, standing.to_state),
            version=standing.definition_hash[:12],
            version_in_force=bool(current and current.hash == standing.definition_hash),
            answers=self._answers(standing),
            findings=self._findings(root),
            corrections=tuple(self._corrections()),
            beside=tuple(self._beside(transition)),
            approved_by=self.approvals.get(root.id, ""),
            withdrawn=root.id in self.withdrawn,
            corrected=standing.content_id is not None,
            inserted_before=self._inserted_before(),
            reads=self.reads,
        )

    def _standing(self) -> EventRecord:
        """The entry with its content in force; where it was withdrawn, with its last one."""
        found = next((e for e in self.opened.file.standing if e.id == self.root.id), None)
        if found is not None:
            return found
        told = [e for e in self.about if e.kind == "supersede" and e.id not in self.withdrawn]
        return replace(_with_content(self.root, told[-1])) if told else self.root

    def _definition(self, event: EventRecord) -> TrackDefinition:
        return self.opened.file.library.by_hash[event.definition_hash]

    def _transition(self, event: EventRecord) -> Transition:
        return self._definition(event).transitions[event.transition]

    def _author(self, event: EventRecord) -> Author:
        return Author(
            name=self.names.get(event.user_id or "", ""),
            agency=self.agencies.get(event.agency_id or "", ""),
            role=event.role,
            at=event.recorded_at,
        )

    def _answers(self, event: EventRecord) -> tuple[Answer, ...]:
        texts = self.texts.get(event.content_id or event.id, {})
        data = {OCCURRED: event.occurred, **event.data}
        fields = self._transition(event).form
        asked = fields if any(one.id == OCCURRED for one in fields) else ()
        told = answers(asked or fields, filled(data, texts), self.context)
        opened = self.opened
        reader = Reader(opened.file.library, opened.viewer, opened.sight)
        shown = reader.step(self._transition(event), told)
        mine = event.user_id == opened.viewer.user_id
        roles = tuple(opened.viewer.roles)
        if mine or may_read_of(opened.file.library, roles, event.track):
            return shown
        return papers_kept(shown)

    def _findings(self, event: EventRecord) -> tuple[Finding, ...]:
        texts = self.texts.get(event.id, {})
        return tuple(
            Finding(
                sentence=str(one.get("sentence", one.get("guard", ""))),
                subject=str(one.get("subject") or ""),
                reason=_opened(one.get("reason"), texts) if self.reads else None,
            )
            for one in event.findings
        )

    def _corrections(self) -> Iterable[CorrectionLine]:
        before = self._answers(self.root)
        for event in self.about:
            changed: tuple[Changed, ...] = ()
            if event.kind == "supersede":
                after = self._answers(event)
                changed, before = differences(before, after), after
            why, *others = self._findings(event) or (Finding("", "", None),)
            yield CorrectionLine(
                event_id=event.id,
                seq=event.seq,
                kind=event.kind,
                author=self._author(event),
                why=why.sentence,
                explanation=why.reason,
                approved_by=self.approvals.get(event.id, ""),
                standing=event.id not in self.withdrawn,
                takes_back=self._taken_back(event),
                changed=changed,
                findings=tuple(others),
            )

    def _taken_back(self, event: EventRecord) -> int | None:
        if event.kind != "void" or event.refers_to == self.root.id:
            return None
        return next((e.seq for e in self.about if e.id == event.refers_to), None)

    def _beside(self, transition: Transition) -> Iterable[Beside]:
        """Entries of the same act: what this one brought about, and those of a joint step."""
        caused = {*transition.fires, transition.creates}
        for event in self.log:
            if event.act_id != self.root.act_id or event.id == self.root.id:
                continue
            if event.kind in ("supersede", "void"):
                continue
            subject = self.opened.projection.subjects.get(event.subject_id or "")
            name = f"{event.track}.{event.transition}"
            label = self._transition(event).label
            yield Beside(
                event.id, event.seq, subject.label if subject else "", label, name in caused
            )

    def _inserted_before(self) -> int | None:
        if self.root.kind != "insert":
            return None
        return next((e.seq for e in self.log if e.id == self.root.refers_to), None)


def filled(value: Any, texts: Mapping[str, Any]) -> Any:
    """Typed data with the narratives that were opened in their places."""
    if isinstance(value, Mapping):
        if "sealed" in value:
            return texts.get(str(value["sealed"]), value)
        return {name: filled(one, texts) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [filled(one, texts) for one in value]
    return value


def _opened(value: Any, texts: Mapping[str, Any]) -> str:
    told = filled(value, texts)
    return told if isinstance(told, str) else ""


def _with_content(root: EventRecord, told: EventRecord) -> EventRecord:
    return replace(
        root,
        transition=told.transition,
        from_state=told.from_state,
        to_state=told.to_state,
        occurred=told.occurred,
        data=told.data,
        definition_hash=told.definition_hash,
        content_id=told.id,
    )


def _withdrawn(log: Sequence[EventRecord]) -> frozenset[str]:
    """Ids of events that a standing withdrawal takes back."""
    found: set[str] = set()
    for event in reversed(log):
        if event.kind == "void" and event.id not in found and event.refers_to:
            found.add(event.refers_to)
    return frozenset(found)


def differences(before: Sequence[Answer], after: Sequence[Answer]) -> tuple[Changed, ...]:
    """The answers that are not the same, in the order of the form."""
    old = {one.field_id: one for one in before}
    new = {one.field_id: one for one in after}
    return tuple(
        Changed((new.get(name) or old[name]).label, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _state(definition: TrackDefinition, state: str | None) -> str:
    found = definition.states.get(state or "")
    return found.label if found else ""


def _texts(
    connection: Connection, services: Services, case_id: str, events: Sequence[EventRecord]
) -> dict[str, Mapping[str, Any]]:
    """The opened narratives of events, by event id."""
    rows = connection.execute(
        select(Event.id, Event.sealed).where(
            Event.id.in_([event.id for event in events]), Event.sealed.is_not(None)
        )
    ).all()
    if not rows:
        return {}
    opener = open_case(connection, services.keyring, case_id)
    return {row.id: opener.open(f"event:{row.id}", row.sealed) for row in rows}


def _names(connection: Connection, events: Sequence[EventRecord]) -> dict[str, str]:
    ids = sorted({event.user_id for event in events if event.user_id})
    found = connection.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row[0]: row[1] for row in found}


def _agencies(connection: Connection, events: Sequence[EventRecord]) -> dict[str, str]:
    ids = sorted({event.agency_id for event in events if event.agency_id})
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(wanted)}


def _approvals(connection: Connection, event_ids: Sequence[str]) -> dict[str, str]:
    """Who, as the second person, approved what was recorded; by event id."""
    wanted = (
        select(Event.id, User.name)
        .join(ApprovalRow, ApprovalRow.id == Event.approval_id)
        .join(User, User.id == ApprovalRow.decided_by)
        .where(Event.id.in_(event_ids))
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}
