"""The rule asked the other way round: who of some people may see a case (C01).

A candidate is found by role and grant; whether he may see the case, only `rule.sight` decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from ctj.model.access import CaseGrant
from ctj.model.users import Supervision, TeamMember, User, UserRole

from .errors import NotVisible
from .rule import sight
from .viewers import Viewer, load_viewer

#: So many people at most are told of one thing.
MOST = 200


def readers(connection: Connection, case_id: str, roles: Iterable[str]) -> tuple[Viewer, ...]:
    """Everybody who holds one of these roles and may see the case, in order of id."""
    holds = exists().where(
        UserRole.user_id == User.id, UserRole.role.in_(sorted(roles)), UserRole.revoked_at.is_(None)
    )
    granted = exists().where(CaseGrant.case_id == case_id, _reaches())
    found = connection.scalars(
        select(User.id).where(User.active, holds, granted).order_by(User.id).limit(MOST)
    ).all()
    return those_who_see(connection, case_id, found)


def those_who_see(
    connection: Connection, case_id: str, user_ids: Iterable[str]
) -> tuple[Viewer, ...]:
    """Of these users, those who may see the case now."""
    viewers = (reader(connection, case_id, one) for one in user_ids)
    return tuple(one for one in viewers if one is not None)


def reader(connection: Connection, case_id: str, user_id: str) -> Viewer | None:
    """The user as a viewer, if active and allowed to see the case now; else None."""
    try:
        viewer = load_viewer(connection, user_id)
    except NotVisible:
        return None
    return viewer if sight(connection, viewer, case_id) is not None else None


def _reaches() -> ColumnElement[bool]:
    """A grant that might reach the user; everything else about it is for the rule to say."""
    member = exists().where(
        TeamMember.user_id == User.id, TeamMember.team_id == CaseGrant.grantee_id
    )
    supervisor = exists().where(
        Supervision.user_id == User.id, Supervision.agency_id == CaseGrant.grantee_id
    )
    kind = CaseGrant.grantee_kind
    return or_(
        and_(kind == "user", CaseGrant.grantee_id == User.id),
        and_(kind == "team", member),
        and_(kind == "agency", CaseGrant.grantee_id == User.agency_id),
        and_(kind == "supervisors", supervisor),
    )
