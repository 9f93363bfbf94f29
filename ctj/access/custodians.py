"""Who keeps a case or an agency's cases, and is told what a searcher may not learn (C05).

Those who keep a case see it, by a grant that counts now, as its lead, prosecutor or the officer of
its victims. For an agency they are the managers who supervise it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from ctj.model.access import CaseGrant, Recusal, Seal, SealMember
from ctj.model.cases import Case
from ctj.model.users import Supervision, TeamMember, User, UserRole

KEEPERS = ("lead", "pros", "vso")


def keepers_of_cases(
    connection: Connection, case_ids: Collection[str], now: datetime
) -> frozenset[tuple[str, str]]:
    """(case, user): who keeps each case. Nobody who is recused, whose clearance is too low, or whom
    an open seal of the case does not name (C26)."""
    member = select(TeamMember.user_id).where(
        TeamMember.team_id == CaseGrant.grantee_id,
        TeamMember.user_id == User.id,
        TeamMember.left_at.is_(None),
    )
    reached = or_(
        and_(CaseGrant.grantee_kind == "user", CaseGrant.grantee_id == User.id),
        and_(CaseGrant.grantee_kind == "team", member.exists()),
    )
    keeps = exists().where(
        UserRole.user_id == User.id, UserRole.role.in_(KEEPERS), UserRole.revoked_at.is_(None)
    )
    recused = exists().where(
        Recusal.case_id == Case.id,
        Recusal.user_id == User.id,
        Recusal.from_at <= now,
        or_(Recusal.ended_at.is_(None), Recusal.ended_at > now),
    )
    rows = connection.execute(
        select(Case.id, User.id)
        .join(CaseGrant, CaseGrant.case_id == Case.id)
        .join(User, and_(User.active, reached))
        .where(
            Case.id.in_(sorted(case_ids)),
            CaseGrant.basis == "team",
            CaseGrant.revoked_at.is_(None),
            or_(CaseGrant.expires_at.is_(None), CaseGrant.expires_at > now),
            Case.sensitivity <= User.clearance,
            or_(Case.sealed.is_(False), ~_open_seal_without_the_user()),
            keeps,
            ~recused,
        )
        .distinct()
    )
    return frozenset((str(case_id), str(user_id)) for case_id, user_id in rows)


def _open_seal_without_the_user() -> ColumnElement[bool]:
    names = (
        select(SealMember.id)
        .where(SealMember.seal_id == Seal.id, SealMember.user_id == User.id)
        .correlate(Seal, User)
        .exists()
    )
    closed = select(Seal.id).where(Seal.case_id == Case.id, Seal.unsealed_at.is_(None), ~names)
    return closed.correlate(Case, User).exists()


def managers_of(connection: Connection, agency_id: str) -> frozenset[str]:
    """The active managers who supervise an agency."""
    manages = exists().where(
        UserRole.user_id == User.id, UserRole.role == "mgr", UserRole.revoked_at.is_(None)
    )
    rows = connection.scalars(
        select(User.id)
        .join(Supervision, Supervision.user_id == User.id)
        .where(
            Supervision.agency_id == agency_id, Supervision.ended_at.is_(None), User.active, manages
        )
        .distinct()
    )
    return frozenset(map(str, rows))
