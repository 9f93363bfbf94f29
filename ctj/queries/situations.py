"""The whole of a case as guards may look at it, for the page and for the transaction alike.

Two selections: the case with its subjects, and its log; the rest is folded. What the tables hold of
tracks, rows, clocks and facts is for lists and figures, and is proved equal to this fold
(``verify.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from ctj.access.errors import NotVisible
from ctj.model.cases import Case, SubjectRow
from ctj.services import Services
from ctj.workflow.definitions import Library, TrackDefinition, Transition
from ctj.workflow.fold import CaseFrame, effective, fold, touched
from ctj.workflow.overlays import Overlay, overlay_for
from ctj.workflow.projection import EventRecord, Projection, Subject, TrackState
from ctj.workflow.situation import Approval, Situation

from .case_log import load_log
from .folded import Folded, load_folded


@dataclass(frozen=True)
class CaseHead:
    """What stands in the case's own row. ``changed_at``: when the last event was recorded."""

    id: str
    reference: str
    jurisdiction: str
    lead_agency_id: str
    sensitivity: int
    last_seq: int
    changed_at: datetime


@dataclass(frozen=True)
class CaseFile:
    """A case with its log, folded. ``standing``: the entries in force, corrections in their places.

    ``now`` is the database's clock when it was loaded.
    """

    head: CaseHead
    frame: CaseFrame
    log: tuple[EventRecord, ...]
    standing: tuple[EventRecord, ...]
    projection: Projection
    library: Library
    overlay: Overlay
    calendars: Mapping[str, Any]
    now: datetime

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def zone(self) -> str:
        """The case's IANA time zone."""
        return self.overlay.jurisdiction.time_zone

    def subject(self, label: str) -> Subject | None:
        """The subject of that pseudonym."""
        found = self.projection.subjects.values()
        return next((one for one in found if one.label == label), None)

    def definition_of(self, track: TrackState) -> TrackDefinition:
        """The version that the track runs under."""
        return self.library.by_hash[track.definition_hash]

    def last_on(self, track_id: str) -> EventRecord | None:
        """The newest event recorded on a track, corrections included."""
        return next((one for one in reversed(self.log) if track_id in touched(one)), None)


@dataclass(frozen=True)
class Tried:
    """The step being tried, as far as it is known. Before the form is filled ``form`` is empty."""

    user_id: str
    role: str
    now: datetime
    form: Mapping[str, Any] = field(default_factory=dict)
    occurred: Any = "unknown"
    approvals: tuple[Approval, ...] = ()
    content_hash: str = ""
    searched_people: bool = False
    safe_contact_read: frozenset[str] = frozenset()


def load_case(
    connection: Connection,
    services: Services,
    case_id: str,
    now: ColumnElement[datetime] | datetime,
    *,
    before: datetime | None = None,
) -> CaseFile:
    """The case and its log. ``now``: the clock, or a column that carries it.

    ``before``: only what was recorded before that instant. Raises NotVisible if there is no such
    case; DoesNotFit if its log cannot be folded, which a rebuild would tell too.
    """
    head, subjects, clock = _load_head(connection, case_id, now, before)
    frame = CaseFrame(head.id, head.jurisdiction, subjects)
    folded = _folded(connection, frame, services.library, before)
    overlay = overlay_for(head.jurisdiction, services.overlays)
    return CaseFile(
        head=head,
        frame=frame,
        log=folded.log,
        standing=folded.standing,
        projection=folded.projection,
        library=services.library,
        overlay=overlay,
        calendars=services.calendars,
        now=clock,
    )


def _folded(
    connection: Connection, frame: CaseFrame, library: Library, before: datetime | None
) -> Folded:
    if before is None:
        return load_folded(connection, frame, library)
    log = load_log(connection, frame.id, before=before)
    return Folded(log, effective(log), fold(frame, log, library), library)


def _load_head(
    connection: Connection,
    case_id: str,
    now: ColumnElement[datetime] | datetime,
    before: datetime | None,
) -> tuple[CaseHead, dict[str, Subject], datetime]:
    wanted = _HEAD if isinstance(now, datetime) else _HEAD.add_columns(now.label("clock"))
    rows = connection.execute(wanted, {"of_case": case_id}).all()
    if not rows:
        raise NotVisible
    first = rows[0]
    head = CaseHead(*first[: len(_HEAD_COLUMNS)])
    subjects = {
        row.subject_id: Subject(row.subject_id, row.label, row.kind, row.person_id)
        for row in rows
        if row.subject_id is not None and (before is None or row.created_at < before)
    }
    return head, subjects, now if isinstance(now, datetime) else first.clock


#: In the order of CaseHead.
_HEAD_COLUMNS = (
    Case.id.label("case_id"),
    Case.reference,
    Case.jurisdiction,
    Case.lead_agency_id,
    Case.sensitivity,
    Case.last_seq,
    Case.changed_at,
)
_HEAD = (
    select(
        *_HEAD_COLUMNS,
        SubjectRow.id.label("subject_id"),
        SubjectRow.label,
        SubjectRow.kind,
        SubjectRow.person_id,
        SubjectRow.created_at,
    )
    .outerjoin(SubjectRow, SubjectRow.case_id == Case.id)
    .where(Case.id == bindparam("of_case"))
    .order_by(SubjectRow.kind, SubjectRow.number)
)


def situation_of(
    case: CaseFile,
    definition: TrackDefinition,
    transition: Transition,
    tried: Tried,
    *,
    track: TrackState | None = None,
    subject: Subject | None = None,
    projection: Projection | None = None,
) -> Situation:
    """What a guard may look at when this step is tried. ``projection``: in place of the case's own,
    where an act has taken earlier steps already."""
    return Situation(
        library=case.library,
        overlay=case.overlay,
        projection=projection or case.projection,
        definition=definition,
        transition=transition,
        track=track,
        subject=subject,
        form=tried.form,
        occurred=tried.occurred,
        user_id=tried.user_id,
        role=tried.role,
        now=tried.now,
        events=case.standing,
        approvals=tried.approvals,
        content_hash=tried.content_hash,
        searched_people=tried.searched_people,
        safe_contact_read=tried.safe_contact_read,
        zone=case.zone,
        calendars=case.calendars,
    )
