"""Who sees a case and why the viewer does; shares that wait to be taken up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from ctj.access.roles import CASE_ROLES, bases_of
from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.model.access import CaseGrant, Recusal
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Team, TeamMember, User, UserRole

from .administration import Named


@dataclass(frozen=True)
class GrantRow:
    """One grant that has not ended. ``waits``: a share that nobody has taken up yet."""

    id: str
    kind: str
    grantee: Named
    agency: str | None
    members: tuple[str, ...]
    basis: str
    rights: str
    reason: str | None
    granted_by: str | None
    granted_at: datetime
    expires_at: datetime | None
    waits: bool
    shows_mine: bool


@dataclass(frozen=True)
class RecusalRow:
    """Somebody who must not see the case. The reason is for those who keep its team."""

    id: str
    user: Named
    since: datetime
    reason: str


@dataclass(frozen=True)
class CaseTeam:
    """All who may see the case, by way of which grant, and who must not."""

    grants: tuple[GrantRow, ...]
    recusals: tuple[RecusalRow, ...]

    @property
    def why(self) -> tuple[GrantRow, ...]:
        """The grants that let the viewer see the case."""
        return tuple(one for one in self.grants if one.shows_mine)


#: How the grant of a hand-over begins its reason; the id of the offer's entry follows.
HAND_OVER = "hand-over "


@dataclass(frozen=True)
class Offer:
    """A share that the viewer may take up: whose, of which case, until when. Nothing of the case
    but its reference is told before it is taken up."""

    id: str
    reference: str
    from_agency: str
    granted_by: str
    to_agency: bool
    rights: str
    reason: str | None
    granted_at: datetime
    expires_at: datetime | None

    @property
    def hands_over(self) -> bool:
        """Whether it is a hand-over, which is accepted or declined whole."""
        return (self.reason or "").startswith(HAND_OVER)


def case_team(connection: Connection, viewer: Viewer, sight: Sight) -> CaseTeam:
    """The team of a case that the viewer sees."""
    rows = connection.execute(
        select(
            CaseGrant.id,
            CaseGrant.grantee_kind,
            CaseGrant.grantee_id,
            CaseGrant.basis,
            CaseGrant.rights,
            CaseGrant.reason,
            CaseGrant.granted_by,
            CaseGrant.granted_at,
            CaseGrant.accepted_at,
            CaseGrant.expires_at,
        )
        .where(
            CaseGrant.case_id == sight.case_id,
            CaseGrant.revoked_at.is_(None),
            or_(CaseGrant.expires_at.is_(None), CaseGrant.expires_at > viewer.now),
        )
        .order_by(CaseGrant.granted_at, CaseGrant.id)
    ).all()
    recusals = connection.execute(
        select(Recusal.id, Recusal.user_id, Recusal.from_at, Recusal.reason)
        .where(Recusal.case_id == sight.case_id, Recusal.ended_at.is_(None))
        .order_by(Recusal.from_at, Recusal.id)
    ).all()
    names = _names(connection, rows, [row.user_id for row in recusals])
    mine = {(one.grantee_kind, one.grantee_id, one.basis) for one in sight.reasons}
    return CaseTeam(
        grants=tuple(_grant_row(row, names, mine) for row in rows),
        recusals=tuple(
            RecusalRow(
                row.id, Named(row.user_id, names.users[row.user_id][0]), row.from_at, row.reason
            )
            for row in recusals
        ),
    )


@dataclass(frozen=True)
class _Names:
    """Names by id: users with their agency, teams with their agency and members, agencies."""

    users: dict[str, tuple[str, str]]
    teams: dict[str, tuple[str, str]]
    members: dict[str, list[str]]
    agencies: dict[str, str]


def _names(connection: Connection, grants: Any, recused: list[str]) -> _Names:
    ids = {kind: {r.grantee_id for r in grants if r.grantee_kind == kind} for kind in _KINDS}
    people = ids["user"] | set(recused) | {r.granted_by for r in grants if r.granted_by}
    users = connection.execute(
        select(User.id, User.name, Organisation.name.label("agency"))
        .join(Organisation, Organisation.id == User.agency_id)
        .where(User.id.in_(people))
    ).all()
    teams = connection.execute(
        select(Team.id, Team.name, Organisation.name.label("agency"))
        .join(Organisation, Organisation.id == Team.agency_id)
        .where(Team.id.in_(ids["team"]))
    ).all()
    members: dict[str, list[str]] = {}
    for row in connection.execute(
        select(TeamMember.team_id, User.name)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.team_id.in_(ids["team"]), TeamMember.left_at.is_(None))
        .order_by(User.name)
    ):
        members.setdefault(row.team_id, []).append(row.name)
    agencies = connection.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(ids["agency"] | ids["supervisors"])
        )
    ).all()
    return _Names(
        users={row.id: (row.name, row.agency) for row in users},
        teams={row.id: (row.name, row.agency) for row in teams},
        members=members,
        agencies={row.id: row.name for row in agencies},
    )


_KINDS = ("user", "team", "agency", "supervisors")


def _grant_row(row: Any, names: _Names, mine: set[tuple[str, str, str]]) -> GrantRow:
    grantee, agency = _grantee(row, names)
    return GrantRow(
        id=row.id,
        kind=row.grantee_kind,
        grantee=Named(row.grantee_id, grantee),
        agency=agency,
        members=tuple(names.members.get(row.grantee_id, ())),
        basis=row.basis,
        rights=row.rights,
        reason=row.reason,
        granted_by=names.users[row.granted_by][0] if row.granted_by in names.users else None,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        waits=row.basis == "share" and row.accepted_at is None,
        shows_mine=(row.grantee_kind, row.grantee_id, row.basis) in mine,
    )


def _grantee(row: Any, names: _Names) -> tuple[str, str | None]:
    if row.grantee_kind == "user":
        return names.users.get(row.grantee_id, ("", None))
    if row.grantee_kind == "team":
        return names.teams.get(row.grantee_id, ("", None))
    return names.agencies.get(row.grantee_id, ""), None


def addable_users(connection: Connection, viewer: Viewer) -> tuple[Named, ...]:
    """Colleagues of the viewer's agency who work on cases."""
    rows = connection.execute(
        select(User.id, User.name)
        .join(UserRole, and_(UserRole.user_id == User.id, UserRole.revoked_at.is_(None)))
        .where(
            User.agency_id == viewer.agency_id,
            User.active,
            UserRole.role.in_(CASE_ROLES - {"mgr"}),
        )
        .group_by(User.id, User.name)
        .order_by(User.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def addable_teams(connection: Connection, viewer: Viewer) -> tuple[Named, ...]:
    """Teams of the viewer's agency."""
    rows = connection.execute(
        select(Team.id, Team.name).where(Team.agency_id == viewer.agency_id).order_by(Team.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def other_agencies(connection: Connection, viewer: Viewer) -> tuple[Named, ...]:
    """Agencies and prosecution offices other than the viewer's own."""
    rows = connection.execute(
        select(Organisation.id, Organisation.name)
        .where(
            Organisation.kind.in_(("agency", "prosecution")),
            Organisation.active,
            Organisation.id != viewer.agency_id,
        )
        .order_by(Organisation.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def offers(connection: Connection, viewer: Viewer, receives: bool) -> tuple[Offer, ...]:
    """Shares that wait for this viewer, or, if ``receives``, for the viewer's agency."""
    if "share" not in bases_of(viewer.roles):
        return ()
    to_me = and_(CaseGrant.grantee_kind == "user", CaseGrant.grantee_id == viewer.user_id)
    to_us = and_(CaseGrant.grantee_kind == "agency", CaseGrant.grantee_id == viewer.agency_id)
    rows = connection.execute(
        _offered()
        .where(
            or_(to_me, to_us) if receives else to_me,
            CaseGrant.basis == "share",
            CaseGrant.accepted_at.is_(None),
            CaseGrant.revoked_at.is_(None),
            or_(CaseGrant.expires_at.is_(None), CaseGrant.expires_at > viewer.now),
            Case.sealed.is_(False),
            Case.sensitivity <= viewer.clearance,
        )
        .order_by(CaseGrant.granted_at)
    )
    return tuple(Offer(**row._mapping) for row in rows)


def _offered() -> Any:
    return (
        select(
            CaseGrant.id,
            Case.reference,
            Organisation.name.label("from_agency"),
            User.name.label("granted_by"),
            (CaseGrant.grantee_kind == "agency").label("to_agency"),
            CaseGrant.rights,
            CaseGrant.reason,
            CaseGrant.granted_at,
            CaseGrant.expires_at,
        )
        .join(Case, Case.id == CaseGrant.case_id)
        .join(User, User.id == CaseGrant.granted_by)
        .join(Organisation, Organisation.id == User.agency_id)
    )


def user_for_share(connection: Connection, email: str) -> str | None:
    """Id of the active user with this address, to share a case with."""
    found: str | None = connection.execute(
        select(User.id).where(User.email == email, User.active)
    ).scalar_one_or_none()
    return found
