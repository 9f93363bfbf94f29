"""Documents of a case: the papers that are registered, where they lie, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ctj.identity.narratives import open_case
from ctj.model.documents import DocumentFile
from ctj.model.events import Event
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.common_fields import DOCUMENTS
from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import Library
from ctj.workflow.projection import EventRecord, Row
from ctj.workflow.step.answers import Answer

from .case_log import EVENT_COLUMNS, record_of
from .open_case import OpenCase
from .situations import CaseFile

#: Which group of fields a paper of a track belongs to (process.md 2.3); other tracks: narrative.
GROUP_OF_TRACK = {"victim_support": "victim_health", "witness_support": "protection_location"}
NARRATIVE = "investigation_narrative"
PAGE = 50
#: Columns of a paper that are sealed with the case.
TEXTS = frozenset({"title", "place"})


@dataclass(frozen=True)
class FileVersion:
    """One version of a file: its name as it came, size in bytes, who stored it and when."""

    id: str
    version: int
    name: str
    media_type: str
    size: int
    sha256: str
    stored_at: datetime
    stored_by: str


@dataclass(frozen=True)
class Document:
    """One paper. ``title`` and ``place`` are None where the reader's field groups hide them;
    ``entry`` where it was filed in a case that was joined to this one."""

    number: int
    row_id: str
    kind: str
    status: str
    date: DatedValue | None
    owner: str
    owner_kind: str
    step: str
    entry: int | None
    may_read: bool
    title: str | None
    place: str | None
    files: tuple[FileVersion, ...]


@dataclass(frozen=True)
class DocumentPage:
    """Documents of a case, newest first; ``following``: the next page, None on the last."""

    documents: tuple[Document, ...]
    total: int
    following: int | None


def may_read_of(library: Library, roles: Sequence[str], track: str) -> bool:
    """Whether one of these roles reads papers of a track: the group of its fields says 'yes'."""
    group = library.field_groups.get(GROUP_OF_TRACK.get(track, NARRATIVE), {})
    return any(group.get(role) in ("yes", "if supervising") for role in roles)


def papers_kept(told: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers of an entry whose papers this viewer does not read: their texts are hidden."""

    def column(one: Answer) -> Answer:
        return replace(one, words="", hidden="group") if one.field_id in TEXTS else one

    return tuple(
        replace(one, rows=tuple((name, tuple(map(column, row))) for name, row in one.rows))
        if one.field_id == DOCUMENTS
        else one
        for one in told
    )


def documents_of(
    connection: Connection,
    services: Services,
    opened: OpenCase,
    subject: str = "",
    page: int = 1,
) -> DocumentPage:
    """The papers of a case that the viewer is known to see, or of one of its people."""
    file = opened.file
    owner = file.subject(subject) if subject else None
    rows = file.projection.rows_of("documents", owner.id if owner else None)
    newest = sorted(rows, key=lambda row: row.number, reverse=True)
    shown = newest[(page - 1) * PAGE : page * PAGE]
    versions = _versions(connection, services, [row.id for row in shown])
    events = filed_by(connection, file, [row.created_by for row in shown])
    texts = _texts(connection, services, list(events.values()))
    documents = tuple(
        _document(opened, row, events[row.created_by], versions.get(row.id, ()), texts)
        for row in shown
    )
    return DocumentPage(documents, len(rows), page + 1 if page * PAGE < len(rows) else None)


def filed_by(
    connection: Connection, file: CaseFile, event_ids: Sequence[str]
) -> Mapping[str, EventRecord]:
    """The entries that filed these papers; of one that came with a joining, from its old case."""
    known = {event.id: event for event in (*file.log, *file.standing)}
    elsewhere = [one for one in event_ids if one not in known]
    if elsewhere:
        rows = connection.execute(select(*EVENT_COLUMNS).where(Event.id.in_(elsewhere)))
        known |= {row.id: record_of(row) for row in rows}
    return {one: known[one] for one in event_ids}


def document_row(file: CaseFile, number: int) -> Row | None:
    """The paper of that number; None if there is none."""
    rows = file.projection.rows_of("documents", None)
    return next((row for row in rows if row.number == number), None)


def _document(
    opened: OpenCase,
    row: Row,
    event: EventRecord,
    files: tuple[FileVersion, ...],
    texts: Mapping[str, Mapping[str, Any]],
) -> Document:
    file = opened.file
    owner = file.projection.subjects.get(row.owner_id or "")
    definition = file.library.by_hash[event.definition_hash]
    transition = definition.transitions.get(event.transition)
    mine = event.user_id == opened.viewer.user_id
    reads = mine or may_read_of(file.library, tuple(opened.viewer.roles), event.track)
    date = row.values.get("date")
    sealed = texts.get(event.content_id or event.id, {}) if reads else {}
    return Document(
        number=row.number,
        row_id=row.id,
        kind=str(row.values.get("kind") or ""),
        status=row.status or "",
        date=DatedValue.from_json(date) if date else None,
        owner=owner.label if owner else "",
        owner_kind=owner.kind if owner else "case",
        step=transition.label if transition else event.transition,
        entry=event.seq if event.case_id == file.head.id else None,
        may_read=reads,
        title=_text(sealed, row.values.get("title")) if reads else None,
        place=_text(sealed, row.values.get("place")) if reads else None,
        files=files if reads else tuple(replace(one, name="") for one in files),
    )


def _text(sealed: Mapping[str, Any], kept: Any) -> str:
    """A sealed answer of a row; '' where nothing was written."""
    if not isinstance(kept, Mapping):
        return str(kept or "")
    return str(sealed.get(str(kept.get("sealed")), ""))


def _texts(
    connection: Connection, services: Services, events: Sequence[EventRecord]
) -> Mapping[str, Mapping[str, Any]]:
    """What is sealed with the events that say these rows, by event: one selection."""
    wanted = {event.content_id or event.id for event in events}
    rows = connection.execute(
        select(Event.id, Event.case_id, Event.sealed).where(
            Event.id.in_(sorted(wanted)), Event.sealed.is_not(None)
        )
    ).all()
    openers = {
        case_id: open_case(connection, services.keyring, case_id)
        for case_id in {row.case_id for row in rows}
    }
    return {row.id: openers[row.case_id].open(f"event:{row.id}", row.sealed) for row in rows}


def _versions(
    connection: Connection, services: Services, row_ids: Sequence[str]
) -> Mapping[str, tuple[FileVersion, ...]]:
    """The files of these rows, newest first, with the names under which they came."""
    found = connection.execute(
        select(*DocumentFile.__table__.columns, User.name.label("by"))
        .join(User, User.id == DocumentFile.stored_by)
        .where(DocumentFile.row_id.in_(list(row_ids)))
        .order_by(DocumentFile.version.desc())
    ).all()
    cases = {row.case_id for row in found}
    openers = {one: open_case(connection, services.keyring, one) for one in cases}
    files: dict[str, tuple[FileVersion, ...]] = {}
    for row in found:
        name = openers[row.case_id].open(f"file:{row.id}", row.sealed_name)["name"]
        one = FileVersion(
            row.id, row.version, name, row.media_type, row.size, row.sha256, row.stored_at, row.by
        )
        files[row.row_id] = (*files.get(row.row_id, ()), one)
    return files
