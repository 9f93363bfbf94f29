"""Hand-over to another agency: the offer goes where shares go, and counts once it is accepted.

The receiving agency sees of the case what an offer shows, no more, until somebody of it accepts.
Then owner and agency change; with the lead, the sender's agency stops following the case, unless it
said in the offer that it keeps a share to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from ctj.access.errors import NotVisible
from ctj.access.grants import Grant, accept, give, revoke
from ctj.access.viewers import Viewer, load_viewer
from ctj.language import say
from ctj.model.access import CaseGrant
from ctj.model.cases import Case
from ctj.model.tracks import Track
from ctj.model.users import Team, User
from ctj.queries.situations import CaseFile
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.projection import EventRecord
from ctj.workflow.projection import Row as RegisterRow
from ctj.workflow.step import FieldError

from .locking import hold_case
from .offers import MARK
from .refusals import FormErrors
from .steps import IN_PERSON, Fired, Step, SubjectStep, actor_of
from .transitions import refusals_audited, take

ACCEPT, DECLINE = "accept_transfer", "decline_transfer"
REGISTER = "handovers"
#: Roles that answer for their agency.
ANSWERS = frozenset({"lead", "pros", "vso", "cao"})
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Answer:
    """What the receiving agency says. ``transition``: accept_transfer or decline_transfer."""

    transition: str
    answers: dict[str, Any]


def answer(services: Services, viewer: Viewer, grant_id: str, told: Answer) -> Fired:
    """Accept or decline, for the viewer's agency. Raises NotVisible, and as ``fire``."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        offer = _waiting(work, viewer, grant_id)
        if not accept(work.connection, grant_id, work.now):
            raise NotVisible
        seeing = load_viewer(work.connection, viewer.user_id, viewer.session_id)
        held = hold_case(work, services, seeing, offer.reference)
        row, event = _offered(held.case, offer.reason)
        step = _step(held.case, offer.reference, row, event, viewer, told)
        with refusals_audited(work, held.case.id, step.track, step.transition):
            fired = take(work, services, held, seeing, step, IN_PERSON)
        revoke(work.connection, grant_id, work.now)
        if told.transition == ACCEPT:
            _change_hands(work, held.case, viewer, row, event, fired)
        objects = {"grant": grant_id, "answer": told.transition}
        work.audit("handover.answered", case_id=held.case.id, rule="C01 offer", objects=objects)
    return fired


def _waiting(work: UnitOfWork, viewer: Viewer, grant_id: str) -> Row[str, str | None]:
    """The offer that waits for this viewer's agency. Raises NotVisible."""
    found = work.connection.execute(
        select(Case.reference, CaseGrant.reason)
        .join(Case, Case.id == CaseGrant.case_id)
        .where(
            CaseGrant.id == grant_id,
            CaseGrant.grantee_kind == "agency",
            CaseGrant.grantee_id == viewer.agency_id,
            CaseGrant.reason.startswith(MARK),
            CaseGrant.accepted_at.is_(None),
            CaseGrant.revoked_at.is_(None),
        )
    ).one_or_none()
    if found is None or not viewer.roles & ANSWERS:
        raise NotVisible
    return found


def _offered(case: CaseFile, reason: str | None) -> tuple[RegisterRow, EventRecord]:
    """The row and the entry of the offer. Raises NotVisible where it was withdrawn."""
    event_id = (reason or "").removeprefix(MARK)
    event = next((one for one in case.standing if one.id == event_id), None)
    rows = case.projection.rows.values()
    row = next((r for r in rows if r.register == REGISTER and r.created_by == event_id), None)
    if event is None or row is None:
        raise NotVisible
    return row, event


def _step(
    case: CaseFile,
    reference: str,
    row: RegisterRow,
    event: EventRecord,
    viewer: Viewer,
    told: Answer,
) -> Step:
    subject = case.projection.subjects.get(event.subject_id or "")
    answers = dict(told.answers)
    if told.transition == ACCEPT:
        answers["new_agency"] = viewer.agency_id
    label = subject.label if subject else ""
    return Step(reference, event.track, told.transition, (SubjectStep(label),), answers)


def _change_hands(
    work: UnitOfWork,
    case: CaseFile,
    viewer: Viewer,
    row: RegisterRow,
    event: EventRecord,
    fired: Fired,
) -> None:
    """The new owner and who accepted may record; with the lead, the sender follows no more."""
    track = work.connection.execute(
        select(Track.owner_id).where(Track.id == fired.events[0].track_id)
    ).one()
    _check_own(work, str(track.owner_id), viewer)
    for user_id in dict.fromkeys((str(track.owner_id), viewer.user_id)):
        give(work.connection, case.id, Grant("user", user_id), by=viewer.user_id, now=work.now)
    if "lead" not in row.values["what"] or event.agency_id is None:
        return
    _end_following(work, case.id, event.agency_id)
    update_lead = update(Case).where(Case.id == case.id).values(lead_agency_id=viewer.agency_id)
    work.connection.execute(update_lead)
    supervision = Grant("supervisors", viewer.agency_id, "supervision")
    give(work.connection, case.id, supervision, by=viewer.user_id, now=work.now)
    if row.values.get("keeps") == "yes":
        ends = work.now + KEPT_FOR
        share = Grant("agency", event.agency_id, "share", "read", "hand-over", ends)
        kept = give(work.connection, case.id, share, by=viewer.user_id, now=work.now)
        accept(work.connection, kept, work.now)


def _check_own(work: UnitOfWork, user_id: str, viewer: Viewer) -> None:
    own = select(User.id).where(User.id == user_id, User.agency_id == viewer.agency_id)
    if work.connection.execute(own).first() is None:
        sentence = say("Choose somebody of your own agency.")
        raise FormErrors([FieldError("new_owner", sentence, say("New owner"))])


def _end_following(work: UnitOfWork, case_id: str, agency_id: str) -> None:
    """Every grant with which the sender's people, teams or supervisors see the case."""
    users = select(User.id).where(User.agency_id == agency_id)
    teams = select(Team.id).where(Team.agency_id == agency_id)
    work.connection.execute(
        update(CaseGrant)
        .where(
            CaseGrant.case_id == case_id,
            CaseGrant.revoked_at.is_(None),
            or_(
                and_(CaseGrant.grantee_kind == "user", CaseGrant.grantee_id.in_(users)),
                and_(CaseGrant.grantee_kind == "team", CaseGrant.grantee_id.in_(teams)),
                and_(
                    CaseGrant.grantee_kind.in_(("supervisors", "agency")),
                    CaseGrant.grantee_id == agency_id,
                ),
            ),
        )
        .values(revoked_at=work.now)
    )
