"""What was recorded on a case, newest first: events and corrections, as a plain list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from ctj.access.viewers import Viewer
from ctj.identity.keyring import KeyRing
from ctj.identity.narratives import Opener, open_case
from ctj.language import say
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.organisations import Organisation
from ctj.model.users import User
from ctj.workflow.definitions import Library, Transition

from .documents import GROUP_OF_TRACK
from .reader_groups import hides_step, step_label

PAGE = 50
#: Roles that read the narrative of an investigation (process.md 2.3).
NARRATIVE_ROLES = frozenset({"inv", "lead", "pros", "mgr"})


@dataclass(frozen=True)
class ActivityQuestion:
    """Filters of the list; ``before`` is the sequence number that the last page ended with.

    ``q``: words looked for in notes and other narratives, by those whose roles read them.
    ``tracks``, ``until``: only of these tracks, recorded by then.
    """

    subject: str = ""
    track: str = ""
    kind: str = ""
    before: int | None = None
    q: str = ""
    tracks: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One entry: what, about whom, when it happened and when and by whom it was recorded.

    ``note`` is None where this viewer's roles do not read narratives, '' where there is none.
    ``corrected_by`` and ``withdrawn_by`` are sequence numbers of later entries.
    """

    event_id: str
    act_id: str
    seq: int
    kind: str
    track: str
    transition: str
    label: str
    subjects: tuple[str, ...]
    occurred: Any
    recorded_at: datetime
    by: str
    agency: str
    role: str | None
    late: bool
    origin: str
    from_state: str | None
    to_state: str | None
    note: str | None
    findings: tuple[str, ...]
    refers_to_seq: int | None
    corrected_by: int | None
    withdrawn_by: int | None


@dataclass(frozen=True)
class ActivityPage:
    """One page of entries; ``before`` continues it, None at the end."""

    entries: tuple[Entry, ...]
    before: int | None


def activity(
    connection: Connection,
    viewer: Viewer,
    keyring: KeyRing,
    library: Library,
    case_id: str,
    question: ActivityQuestion,
    limit: int = PAGE,
) -> ActivityPage:
    """Entries of a case that the viewer is known to see, newest first; joint steps as one."""
    reads = bool(viewer.roles & NARRATIVE_ROLES)
    opener = open_case(connection, keyring, case_id) if reads else None
    conditions = _conditions(case_id, question)
    if question.q.strip():
        told = _telling(connection, case_id, question.q, opener) if opener else []
        conditions.append(Event.id.in_(told))
    acts = connection.execute(_acts(conditions, question, limit)).all()
    wanted = [act.act_id for act in acts]
    rows = list(connection.execute(_query(conditions, wanted))) if wanted else []
    links = _links(connection, case_id)
    entries = [_entry(row, viewer, library, links, opener) for row in rows]
    return ActivityPage(_joined(entries), acts[-1].last if len(acts) == limit else None)


def _telling(connection: Connection, case_id: str, q: str, opener: Opener) -> list[str]:
    """Ids of the events whose sealed texts hold all the words. They are sealed with the case, so
    they are opened one by one: a case has hundreds of entries, not millions. On tracks whose papers
    have readers of their own, only the note is looked into: a hit must not tell the rest."""
    words = q.casefold().split()
    columns = (Event.id, Event.track, Event.transition, Event.data, Event.sealed)
    rows = connection.execute(
        select(*columns).where(Event.case_id == case_id, Event.sealed.is_not(None))
    )
    found = []
    for row in rows:
        if row.track in GROUP_OF_TRACK:
            texts: Iterable[Any] = (_note(row, opener),)
        else:
            texts = opener.open(f"event:{row.id}", bytes(row.sealed or b"")).values()
        whole = " ".join(str(text) for text in texts).casefold()
        if all(word in whole for word in words):
            found.append(row.id)
    return found


def _acts(conditions: list[ColumnElement[bool]], question: ActivityQuestion, limit: int) -> Any:
    """The acts of one page: what was recorded together stands and turns the page together."""
    last = func.max(Event.seq).label("last")
    query = (
        select(Event.act_id, last)
        .outerjoin(SubjectRow, SubjectRow.id == Event.subject_id)
        .where(*conditions)
        .group_by(Event.act_id)
        .order_by(last.desc())
        .limit(limit)
    )
    return query if question.before is None else query.having(last < question.before)


def _conditions(case_id: str, question: ActivityQuestion) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Event.case_id == case_id]
    if question.subject:
        conditions.append(SubjectRow.label == question.subject)
    if question.track:
        conditions.append(Event.track == question.track)
    if question.tracks:
        conditions.append(Event.track_id.in_(question.tracks))
    if question.until is not None:
        conditions.append(Event.recorded_at <= question.until)
    if question.kind == "corrections":
        conditions.append(Event.kind.in_(("supersede", "void", "insert")))
    if question.kind == "late":
        conditions.append(Event.late.is_(True))
    return conditions


def _query(conditions: list[ColumnElement[bool]], acts: Sequence[str]) -> Any:
    return (
        select(
            *Event.__table__.columns,
            SubjectRow.label.label("subject"),
            User.name.label("by"),
            Organisation.name.label("agency"),
        )
        .outerjoin(SubjectRow, SubjectRow.id == Event.subject_id)
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(Organisation, Organisation.id == Event.agency_id)
        .where(*conditions, Event.act_id.in_(acts))
        .order_by(Event.seq.desc())
    )


def _links(connection: Connection, case_id: str) -> Mapping[str, tuple[str, int]]:
    """Event id to (what a later entry did with it, that entry's number)."""
    query = select(Event.refers_to, Event.kind, Event.seq).where(
        Event.case_id == case_id,
        Event.refers_to.is_not(None),
        or_(Event.kind == "supersede", Event.kind == "void"),
    )
    return {
        str(refers): (kind, seq)
        for refers, kind, seq in connection.execute(query.order_by(Event.seq))
    }


def _entry(
    row: Row[Any],
    viewer: Viewer,
    library: Library,
    links: Mapping[str, tuple[str, int]],
    opener: Opener | None,
) -> Entry:
    transition = _transition(library, row.definition_hash, row.track, row.transition)
    hidden = transition is not None and hides_step(library, viewer, transition)
    plain = row.transition.replace("_", " ")
    later = links.get(row.id)
    return Entry(
        event_id=row.id,
        act_id=row.act_id,
        seq=row.seq,
        kind=row.kind,
        track=row.track,
        transition=row.transition,
        label=step_label(library, viewer, transition) if transition else plain,
        subjects=(row.subject,) if row.subject else (),
        occurred=row.occurred,
        recorded_at=row.recorded_at,
        by=row.by or say("the loader"),
        agency=row.agency or "",
        role=row.role,
        late=row.late,
        origin=row.origin,
        from_state=row.from_state,
        to_state=row.to_state,
        note=_note(row, opener) if opener and not hidden else None,
        findings=() if hidden else tuple(_said(one) for one in row.findings or ()),
        refers_to_seq=None,
        corrected_by=later[1] if later and later[0] == "supersede" else None,
        withdrawn_by=later[1] if later and later[0] == "void" else None,
    )


def _said(finding: Mapping[str, Any]) -> str:
    """A finding in the words in which it was shown to who recorded it."""
    return str(finding.get("sentence", finding.get("guard", "")))


def _transition(library: Library, version: str, track: str, transition: str) -> Transition | None:
    definition = library.by_hash.get(version) or library.tracks.get(track)
    return definition.transitions.get(transition) if definition else None


def _note(row: Row[Any], opener: Opener | None) -> str:
    """The entry's own note; other sealed answers are shown on the entry's page."""
    kept = row.data.get("text") if row.transition == "add_note" else row.data.get("note")
    if not row.sealed or opener is None or not isinstance(kept, Mapping) or "sealed" not in kept:
        return ""
    opened = opener.open(f"event:{row.id}", row.sealed)
    return str(opened.get(str(kept["sealed"]), ""))


def _joined(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries of one joint step, shown once with all its subjects."""
    joined: list[Entry] = []
    for entry in entries:
        last = joined[-1] if joined else None
        if last is not None and _same_act(last, entry):
            subjects = tuple(sorted({*entry.subjects, *last.subjects}, key=_number))
            joined[-1] = replace(entry, subjects=subjects)
        else:
            joined.append(entry)
    return tuple(joined)


def _number(label: str) -> tuple[str, int]:
    return label[:1], int(label[1:] or 0)


def _same_act(one: Entry, other: Entry) -> bool:
    same = (one.act_id, one.transition, one.kind) == (other.act_id, other.transition, other.kind)
    untouched = one.corrected_by is None and other.corrected_by is None
    return same and untouched and one.withdrawn_by is None and other.withdrawn_by is None
