"""Requests for a second person: what waits for this viewer, and what became of the viewer's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select
from sqlalchemy.orm import aliased

from ctj.access.approvals import APPROVED
from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.approvals import ApprovalRow
from ctj.model.cases import Case
from ctj.model.users import User
from ctj.workflow.definitions import Library, Transition

from .choices import is_id

#: So many of each kind are listed.
MOST = 100


@dataclass(frozen=True)
class ApprovalLine:
    """A request in one line. ``state``: open, recorded, approved, declined or expired.

    ``labels``: pseudonyms it is about; none = the case, or an entry of it. ``mine``: the viewer
    asked, and cannot decide. ``may_decide``: a role of the viewer could take the step; that is
    asked again when it is decided.
    """

    id: str
    case_reference: str
    what: str
    label: str
    labels: tuple[str, ...]
    asked_by: str
    asked_role: str
    asked_at: datetime
    expires_at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    mine: bool
    may_decide: bool


@dataclass(frozen=True)
class Approvals:
    """``waiting``: for this viewer's decision, the oldest first. ``mine``: newest first."""

    waiting: tuple[ApprovalLine, ...]
    mine: tuple[ApprovalLine, ...]


def approvals_of(connection: Connection, viewer: Viewer, library: Library) -> Approvals:
    """The requests on cases that the viewer sees: those for a role of theirs, and their own."""
    mine = _lines(connection, viewer, library, ApprovalRow.requested_by == viewer.user_id)
    for_me = (one for one in waiting(connection, viewer, library) if one.may_decide)
    return Approvals(tuple(for_me), tuple(reversed(mine)))


def waiting(connection: Connection, viewer: Viewer, library: Library) -> tuple[ApprovalLine, ...]:
    """Requests neither decided nor expired on cases that the viewer sees, the oldest first."""
    return _lines(
        connection,
        viewer,
        library,
        ApprovalRow.decision.is_(None),
        ApprovalRow.expires_at > viewer.now,
    )


def one_approval(
    connection: Connection, viewer: Viewer, library: Library, approval_id: str
) -> ApprovalLine | None:
    """The request of that id on a case that the viewer sees, whatever its state."""
    if not is_id(approval_id):
        return None
    found = _lines(connection, viewer, library, ApprovalRow.id == approval_id)
    return found[0] if found else None


def step_named(library: Library, name: str) -> Transition | None:
    """The transition of 'track.transition'."""
    track, _dot, step = name.partition(".")
    definition = library.tracks.get(track)
    return definition.transitions.get(step) if definition else None


def _lines(
    connection: Connection, viewer: Viewer, library: Library, *which: ColumnElement[bool]
) -> tuple[ApprovalLine, ...]:
    rows = connection.execute(_select(viewer, which)).all()
    return tuple(_line(row, viewer, library) for row in reversed(rows))


def _select(viewer: Viewer, which: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    asker, decider = aliased(User), aliased(User)
    return (
        select(ApprovalRow)
        .join(Case, Case.id == ApprovalRow.case_id)
        .join(asker, asker.id == ApprovalRow.requested_by)
        .outerjoin(decider, decider.id == ApprovalRow.decided_by)
        .where(ApprovalRow.case_id.in_(all_visible(viewer)), *which)
        .with_only_columns(
            *(c for c in ApprovalRow.__table__.columns if c.name != "content"),
            Case.reference,
            asker.name.label("asked_by"),
            decider.name.label("decided_name"),
        )
        .order_by(ApprovalRow.requested_at.desc(), ApprovalRow.id)
        .limit(MOST)
    )


def _line(row: Any, viewer: Viewer, library: Library) -> ApprovalLine:
    step = step_named(library, row.transition)
    return ApprovalLine(
        id=row.id,
        case_reference=row.reference,
        what=row.what,
        label=step.label if step else row.transition,
        labels=tuple(label for label in row.seen if label),
        asked_by=row.asked_by,
        asked_role=row.requested_role,
        asked_at=row.requested_at,
        expires_at=row.expires_at,
        state=_state(row, viewer.now),
        decided_by=row.decided_name or "",
        decided_at=row.decided_at,
        reason=row.decision_reason or "",
        mine=row.requested_by == viewer.user_id,
        may_decide=_may_decide(row, step, viewer),
    )


def _may_decide(row: Any, step: Transition | None, viewer: Viewer) -> bool:
    return (
        step is not None
        and row.requested_by != viewer.user_id
        and bool(viewer.roles & set(step.who))
    )


def _state(row: Any, now: datetime) -> str:
    if row.used_at is not None:
        return "recorded"
    if row.decision is not None:
        return "approved" if row.decision == APPROVED else "declined"
    return "open" if row.expires_at > now else "expired"
