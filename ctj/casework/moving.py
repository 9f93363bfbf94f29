"""Writing what moves between two cases: both acts, who may see what now, and where people are."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from ctj.access.grants import Grant, give, revoke
from ctj.identity.seal import case_sealer
from ctj.model.access import CaseGrant, Recusal
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.services import Services
from ctj.transaction import UnitOfWork

from .joining import Moving
from .writing import write_act

TEAM = ("team",)
TEAM_AND_SUPERVISION = ("team", "supervision")


def write_moving(work: UnitOfWork, services: Services, moving: Moving, rule: str) -> None:
    """Both acts, the case that lets go first: ids of tracks and rows stay the same.

    The second person's approval stands with the events of both.
    """
    if moving.founded:
        _found(work, services, moving)
    approval = next(iter(moving.here.approvals.values()), None)
    for act in moving.acts:
        if approval is not None:
            act.approvals |= {event.id: approval for event in act.events}
        write_act(work, services, act, "step.recorded", rule)
    _place_people(work, moving)
    if moving.undoes is not None:
        _take_back_access(work, moving)
    else:
        _pass_on_access(work, moving)


def _found(work: UnitOfWork, services: Services, moving: Moving) -> None:
    """The row and the key of the case that was divided off; like the old one in all but content."""
    head, here = moving.target.case.head, moving.source.case.head
    work.connection.execute(
        insert(Case).values(
            id=head.id,
            reference=head.reference,
            jurisdiction=head.jurisdiction,
            lead_agency_id=here.lead_agency_id,
            sensitivity=here.sensitivity,
            created_at=work.now,
            created_by=work.actor.user_id,
            changed_at=work.now,
        )
    )
    case_sealer(work.connection, services.keyring, head.id)


def _place_people(work: UnitOfWork, moving: Moving) -> None:
    """Who left a case is not found in it any more; who came back is."""
    for ids, left_at in ((moving.left, moving.source.now), (moving.back, None)):
        if ids:
            work.connection.execute(
                update(SubjectRow).where(SubjectRow.id.in_(ids)).values(left_at=left_at)
            )


def _mark(act_id: str) -> str:
    """How a grant or recusal says by which act it came."""
    return f"joined {act_id}"


def _pass_on_access(work: UnitOfWork, moving: Moving) -> None:
    """The team comes along, recusals too; shares do not: each has a reason of its own."""
    source, target = moving.source.case.id, moving.target.case.id
    bases = TEAM_AND_SUPERVISION if moving.founded else TEAM
    known = {(one.grantee_kind, one.grantee_id) for one in _live(work, target, bases)}
    added = 0
    for one in _live(work, source, bases):
        if (one.grantee_kind, one.grantee_id) not in known:
            reason = _mark(moving.here.id)
            grant = Grant(one.grantee_kind, one.grantee_id, one.basis, one.rights, reason)
            give(work.connection, target, grant, by=work.actor.user_id, now=work.now)
            added += 1
    recused = _recuse(work, moving)
    raised = _raise_sensitivity(work.connection, source, target)
    objects = {"act": moving.here.id, "grants": added, "recusals": recused, "raised": raised}
    work.audit("team.joined", case_id=target, objects=objects)


def _live(work: UnitOfWork, case_id: str, bases: tuple[str, ...]) -> list[CaseGrant]:
    rows = work.connection.execute(
        select(CaseGrant.__table__).where(
            CaseGrant.case_id == case_id,
            CaseGrant.basis.in_(bases),
            CaseGrant.revoked_at.is_(None),
            (CaseGrant.expires_at.is_(None)) | (CaseGrant.expires_at > work.now),
        )
    )
    return list(rows)  # type: ignore[arg-type]


def _recuse(work: UnitOfWork, moving: Moving) -> int:
    """Who must not see the one case must not see what came of it either."""
    source, target = moving.source.case.id, moving.target.case.id
    of_source = select(Recusal.user_id).where(Recusal.case_id == source, Recusal.ended_at.is_(None))
    known = select(Recusal.user_id).where(Recusal.case_id == target, Recusal.ended_at.is_(None))
    wanted = sorted({*work.connection.scalars(of_source)} - {*work.connection.scalars(known)})
    for user_id in wanted:
        work.connection.execute(
            insert(Recusal).values(
                id=new_id(),
                case_id=target,
                user_id=user_id,
                reason=_mark(moving.here.id),
                from_at=work.now,
            )
        )
    return len(wanted)


def _raise_sensitivity(connection: Connection, source: str, target: str) -> bool:
    """The more guarded of both: nobody sees by the joining what his clearance did not reach."""
    both = select(Case.id, Case.sensitivity).where(Case.id.in_([source, target]))
    levels = {row.id: row.sensitivity for row in connection.execute(both)}
    if levels[source] <= levels[target]:
        return False
    connection.execute(update(Case).where(Case.id == target).values(sensitivity=levels[source]))
    return True


def _take_back_access(work: UnitOfWork, moving: Moving) -> None:
    """What the joining gave ends; a sensitivity that it raised stays until somebody lowers it."""
    receiver, mark = moving.source.case.id, _mark(str(moving.undoes))
    given = work.connection.scalars(
        select(CaseGrant.id).where(
            CaseGrant.case_id == receiver,
            CaseGrant.reason == mark,
            CaseGrant.basis == "team",
            CaseGrant.revoked_at.is_(None),
        )
    ).all()
    if moving.source.projection.subjects:
        for grant_id in given:
            revoke(work.connection, grant_id, work.now)
        work.connection.execute(
            update(Recusal)
            .where(Recusal.case_id == receiver, Recusal.reason == mark)
            .values(ended_at=work.now)
        )
    work.audit("team.parted", case_id=receiver, objects={"act": moving.here.id})
