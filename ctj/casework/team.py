"""Who may see a case: its team, shares with other agencies and users, recusals (C01).

All of it is audited on the chain of the case. A grant is never deleted: it ends. The team is kept
by the lead investigator, the prosecutor, or a manager who supervises the lead agency; recusing
oneself needs nobody's leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Row, insert, select, update

from ctj.access.errors import NotAllowed, NotVisible
from ctj.access.grants import Grant, accept, give, revoke
from ctj.access.roles import bases_of
from ctj.access.rule import Sight, sight_of_reference
from ctj.access.viewers import Viewer, load_memberships
from ctj.language import say
from ctj.model.access import CaseGrant, Recusal
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Team, User
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.instants import end_of_day, local_day
from ctj.workflow.step import FieldError

from .names import refuse_names
from .offers import MARK
from .refusals import FormErrors
from .steps import actor_of

#: Roles that keep the team of a case that they may write to, or supervise.
KEEPERS = frozenset({"lead", "pros", "mgr"})
#: Roles that take up a share for their agency.
RECEIVERS = frozenset({"lead", "pros", "cao"})
LONGEST_SHARE = timedelta(days=366)
SHORTEST_REASON, LONGEST_REASON = 10, 500


@dataclass(frozen=True)
class NewShare:
    """With whom a case is shared. ``kind``: agency or user. ``until``: the last local day of it."""

    kind: str
    grantee_id: str
    rights: str
    reason: str
    until: date | None


def may_keep(viewer: Viewer, sight: Sight) -> bool:
    """Whether this viewer changes who sees the case."""
    if not viewer.roles & KEEPERS:
        return False
    return sight.may_write or any(one.basis == "supervision" for one in sight.reasons)


def add(services: Services, viewer: Viewer, reference: str, kind: str, grantee_id: str) -> None:
    """Put a user or a team on the team of the case, with the right to record.

    Raises NotVisible, NotAllowed, FormErrors.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _kept(work, viewer, reference)
        if kind == "user":
            _check_user(work, sight.case_id, grantee_id, "user")
        elif kind != "team" or not _has(work, Team, grantee_id):
            raise FormErrors([FieldError("team", say("Choose a team of the list."), say("Team"))])
        _check_new(work, sight.case_id, kind, grantee_id)
        grant = Grant(kind, grantee_id)
        grant_id = give(work.connection, sight.case_id, grant, by=viewer.user_id, now=work.now)
        _audit(work, sight, "team.added", grant=grant_id, kind=kind, grantee=grantee_id)


def remove(services: Services, viewer: Viewer, reference: str, grant_id: str) -> None:
    """End a membership or a share at once. Raises NotVisible, NotAllowed.

    Supervision is not ended here, nor the last grant with which anybody can record.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _kept(work, viewer, reference)
        grant = _live_grant(work, grant_id)
        if grant is None or grant.case_id != sight.case_id or grant.basis == "supervision":
            raise NotVisible
        if grant.rights == "write" and _writers(work, sight.case_id) <= {grant_id}:
            raise NotAllowed(say("Nobody else can record in this case. Add somebody first."))
        revoke(work.connection, grant_id, work.now)
        _audit(work, sight, "team.removed", grant=grant_id)


def share(services: Services, viewer: Viewer, reference: str, new: NewShare) -> None:
    """Offer the case to another agency or user; it counts once accepted, and until it expires.

    Raises NotVisible, NotAllowed, FormErrors.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _kept(work, viewer, reference)
        zone = services.instance.time_zone
        _refuse(_faults_of_share(work, new, local_day(work.now, zone)))
        refuse_names(work, services, sight.case_id, ("reason", "Reason"), new.reason)
        if new.kind == "user":
            _check_user(work, sight.case_id, new.grantee_id, "grantee")
        _check_new(work, sight.case_id, new.kind, new.grantee_id)
        assert new.until is not None  # checked above
        ends = end_of_day(new.until, zone)
        grant = Grant(
            new.kind, new.grantee_id, "share", new.rights, new.reason.strip(), expires_at=ends
        )
        grant_id = give(work.connection, sight.case_id, grant, by=viewer.user_id, now=work.now)
        _audit(
            work,
            sight,
            "share.offered",
            grant=grant_id,
            kind=new.kind,
            grantee=new.grantee_id,
            rights=new.rights,
            expires=ends.isoformat(),
        )


def _faults_of_share(work: UnitOfWork, new: NewShare, today: date) -> list[FieldError]:
    faults = []
    if new.kind not in ("agency", "user"):
        faults.append(FieldError("kind", say("Choose an agency or a user."), say("With")))
    elif new.kind == "agency" and not _has(work, Organisation, new.grantee_id):
        faults.append(FieldError("grantee", say("Choose an agency of the list."), say("Agency")))
    if new.rights not in ("read", "write"):
        faults.append(
            FieldError("rights", say("Choose reading, or reading and recording."), say("May"))
        )
    if not SHORTEST_REASON <= len(new.reason.strip()) <= LONGEST_REASON:
        faults.append(
            FieldError(
                "reason",
                say(
                    "Say why in %(shortest_reason)s to %(longest_reason)s characters, "
                    "without names.",
                    shortest_reason=SHORTEST_REASON,
                    longest_reason=LONGEST_REASON,
                ),
                say("Reason"),
            )
        )
    if new.until is None or not today <= new.until <= today + LONGEST_SHARE:
        faults.append(
            FieldError("until", say("Give a last day, at most a year from today."), say("Until"))
        )
    return faults


def take_up(services: Services, viewer: Viewer, grant_id: str) -> str:
    """Accept a share that was offered to the viewer or the viewer's agency.

    Returns the case's reference. Raises NotVisible.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        offer = _offer(work, viewer, grant_id)
        if not accept(work.connection, grant_id, work.now):
            raise NotVisible
        work.audit(
            "share.accepted", case_id=offer.case_id, rule="C01 offer", objects={"grant": grant_id}
        )
        reference: str = work.connection.execute(
            select(Case.reference).where(Case.id == offer.case_id)
        ).scalar_one()
    return reference


def decline(services: Services, viewer: Viewer, grant_id: str) -> None:
    """Refuse a share that was offered. Raises NotVisible."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        offer = _offer(work, viewer, grant_id)
        revoke(work.connection, grant_id, work.now)
        work.audit(
            "share.declined", case_id=offer.case_id, rule="C01 offer", objects={"grant": grant_id}
        )


def _offer(
    work: UnitOfWork, viewer: Viewer, grant_id: str
) -> Row[str, str, str, str, str, str | None]:
    """A share that this viewer may take up."""
    grant = _live_grant(work, grant_id)
    if grant is None or grant.basis != "share" or "share" not in bases_of(viewer.roles):
        raise NotVisible
    if (grant.reason or "").startswith(MARK):
        raise NotVisible  # a hand-over is answered whole (handover.py), never taken up as a share
    to_me = (grant.grantee_kind, grant.grantee_id) == ("user", viewer.user_id)
    to_us = (grant.grantee_kind, grant.grantee_id) == ("agency", viewer.agency_id)
    if not (to_me or (to_us and viewer.roles & RECEIVERS)):
        raise NotVisible
    return grant


def recuse(services: Services, viewer: Viewer, reference: str, reason: str) -> None:
    """The viewer must not see this case any more, by own declaration; it holds at once."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _seen(work, viewer, reference)
        refuse_names(work, services, sight.case_id, ("reason", "Reason"), reason)
        _recuse(work, sight, viewer.user_id, reason, "recusal.declared")


def recuse_other(
    services: Services, viewer: Viewer, reference: str, user_id: str, reason: str
) -> None:
    """A keeper of the team decides that somebody must not see the case. Raises FormErrors."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _kept(work, viewer, reference)
        if not _has(work, User, user_id):
            raise FormErrors([FieldError("user", say("Choose a user of the list."), say("User"))])
        refuse_names(work, services, sight.case_id, ("reason", "Reason"), reason)
        _recuse(work, sight, user_id, reason, "recusal.decided")


def _recuse(work: UnitOfWork, sight: Sight, user_id: str, reason: str, action: str) -> None:
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        sentence = say(
            "Say why in %(shortest_reason)s to %(longest_reason)s characters, without names.",
            shortest_reason=SHORTEST_REASON,
            longest_reason=LONGEST_REASON,
        )
        raise FormErrors([FieldError("reason", sentence, say("Reason"))])
    work.connection.execute(
        insert(Recusal).values(
            id=new_id(),
            case_id=sight.case_id,
            user_id=user_id,
            reason=reason.strip(),
            from_at=work.now,
        )
    )
    _audit(work, sight, action, user=user_id)


def end_recusal(services: Services, viewer: Viewer, reference: str, recusal_id: str) -> None:
    """Somebody else than the recused ends a recusal. Raises NotVisible, NotAllowed."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _kept(work, viewer, reference)
        done = work.connection.execute(
            update(Recusal)
            .where(
                Recusal.id == recusal_id,
                Recusal.case_id == sight.case_id,
                Recusal.user_id != viewer.user_id,
                Recusal.ended_at.is_(None),
            )
            .values(ended_at=work.now)
        )
        if done.rowcount == 0:
            raise NotVisible
        _audit(work, sight, "recusal.ended", recusal=recusal_id)


def _seen(work: UnitOfWork, viewer: Viewer, reference: str) -> Sight:
    """The case, locked, as the viewer may see it now."""
    sight = sight_of_reference(work.connection, viewer, reference)
    if sight is None:
        raise NotVisible
    work.lock([sight.case_id])
    return sight


def _kept(work: UnitOfWork, viewer: Viewer, reference: str) -> Sight:
    sight = _seen(work, viewer, reference)
    if not may_keep(viewer, sight):
        work.refused("team.refused", case_id=sight.case_id, rule=sight.rule)
        raise NotAllowed(
            say(
                "The team is kept by the lead investigator, the prosecutor, or a "
                "manager who supervises the lead agency."
            )
        )
    return sight


def _check_user(work: UnitOfWork, case_id: str, user_id: str, field: str) -> None:
    """Somebody who could then see the case, and is not recused from it."""
    person = work.connection.execute(
        select(User.clearance, Case.sensitivity)
        .join(Case, Case.id == case_id)
        .where(User.id == user_id, User.active)
    ).one_or_none()
    roles = load_memberships(work.connection, user_id, work.now).roles
    if person is None or "team" not in bases_of(roles):
        raise FormErrors([FieldError(field, say("Choose a user who works on cases."), say("User"))])
    if person.clearance < person.sensitivity:
        sentence = say("The clearance of this user does not reach the case. Ask an administrator.")
        raise FormErrors([FieldError(field, sentence, say("User"))])
    recused = select(Recusal.id).where(
        Recusal.case_id == case_id, Recusal.user_id == user_id, Recusal.ended_at.is_(None)
    )
    if work.connection.execute(recused).first() is not None:
        raise FormErrors(
            [FieldError(field, say("This user is recused from the case."), say("User"))]
        )


def _check_new(work: UnitOfWork, case_id: str, kind: str, grantee_id: str) -> None:
    there = select(CaseGrant.id).where(
        CaseGrant.case_id == case_id,
        CaseGrant.grantee_kind == kind,
        CaseGrant.grantee_id == grantee_id,
        CaseGrant.revoked_at.is_(None),
        (CaseGrant.expires_at.is_(None)) | (CaseGrant.expires_at > work.now),
    )
    if work.connection.execute(there).first() is not None:
        sentence = say("This one is on the list already. To change it, end it and add it anew.")
        raise FormErrors([FieldError("user" if kind == "user" else kind, sentence)])


def _has(work: UnitOfWork, table: type[Team | Organisation | User], wanted: str) -> bool:
    return work.connection.execute(select(table.id).where(table.id == wanted)).first() is not None


def _live_grant(work: UnitOfWork, grant_id: str) -> Row[str, str, str, str, str, str | None] | None:
    return work.connection.execute(
        select(
            CaseGrant.case_id,
            CaseGrant.grantee_kind,
            CaseGrant.grantee_id,
            CaseGrant.basis,
            CaseGrant.rights,
            CaseGrant.reason,
        ).where(CaseGrant.id == grant_id, CaseGrant.revoked_at.is_(None))
    ).one_or_none()


def _writers(work: UnitOfWork, case_id: str) -> set[str]:
    """Grants with which somebody of the case's own team can record."""
    rows = work.connection.execute(
        select(CaseGrant.id).where(
            CaseGrant.case_id == case_id,
            CaseGrant.basis == "team",
            CaseGrant.rights == "write",
            CaseGrant.revoked_at.is_(None),
        )
    )
    return set(rows.scalars())


def _audit(work: UnitOfWork, sight: Sight, action: str, **objects: str) -> None:
    work.audit(action, case_id=sight.case_id, rule=sight.rule, objects=objects)


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise FormErrors(faults)
