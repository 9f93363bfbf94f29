"""What waits for a second person, in the cases that the viewer sees; content stays sealed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.approvals import ApprovalRow
from ctj.model.cases import Case
from ctj.model.users import User
from ctj.workflow.definitions import Library

#: Corrections may be decided by a data steward as well.
_STEWARD = "stew"
_CORRECTIONS = frozenset({"correct_event", "insert_before", "void_event"})


@dataclass(frozen=True)
class WaitingApproval:
    """A request that waits. ``mine``: the viewer asked, and cannot decide. ``may_decide``: one of
    the viewer's roles could take the step; that is asked again when it is decided."""

    id: str
    case_reference: str
    what: str
    track: str
    transition: str
    label: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    mine: bool
    may_decide: bool


def waiting(
    connection: Connection, viewer: Viewer, library: Library
) -> tuple[WaitingApproval, ...]:
    """Requests not yet decided and not expired, the one that expires first on top."""
    rows = connection.execute(
        select(
            ApprovalRow.id,
            Case.reference,
            ApprovalRow.what,
            ApprovalRow.transition,
            User.name,
            ApprovalRow.requested_by,
            ApprovalRow.requested_at,
            ApprovalRow.expires_at,
        )
        .join(Case, Case.id == ApprovalRow.case_id)
        .join(User, User.id == ApprovalRow.requested_by)
        .where(
            ApprovalRow.decision.is_(None),
            ApprovalRow.expires_at > viewer.now,
            Case.id.in_(all_visible(viewer)),
        )
        .order_by(ApprovalRow.expires_at)
    )
    return tuple(_waiting(row, viewer, library) for row in rows)


def _waiting(row: object, viewer: Viewer, library: Library) -> WaitingApproval:
    approval_id, reference, what, named, name, by, at, expires = row  # type: ignore[misc]
    track, _, transition_id = named.partition(".")
    definition = library.tracks.get(track)
    transition = definition.transitions.get(transition_id) if definition else None
    who = set(transition.who) if transition else set()
    if transition_id in _CORRECTIONS:
        who.add(_STEWARD)
    return WaitingApproval(
        id=approval_id,
        case_reference=reference,
        what=what,
        track=track,
        transition=transition_id,
        label=transition.label if transition else transition_id,
        requested_by=name,
        requested_at=at,
        expires_at=expires,
        mine=by == viewer.user_id,
        may_decide=by != viewer.user_id and bool(who & viewer.roles),
    )
