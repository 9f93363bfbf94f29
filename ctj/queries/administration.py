"""What an administrator sees: agencies, users, teams, requests. Never a case (C28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from ctj.access.approvals import Approval
from ctj.access.errors import NotVisible
from ctj.access.roles import role_labels
from ctj.identity.keyring import KeyRing
from ctj.identity.narratives import open_instance
from ctj.model.approvals import ApprovalRow
from ctj.model.organisations import Organisation
from ctj.model.users import Credential, Supervision, Team, TeamMember, User, UserRole

PAGE = 50


@dataclass(frozen=True)
class UserRow:
    """A user as the list shows one."""

    id: str
    name: str
    email: str
    agency: str
    active: bool
    has_factor: bool
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Something by id and name."""

    id: str
    name: str


@dataclass(frozen=True)
class UserPage:
    """All that an administrator may know of a user."""

    id: str
    name: str
    email: str
    agency: Named
    clearance: int
    active: bool
    has_password: bool
    has_factor: bool
    created_at: datetime
    roles: tuple[str, ...]
    teams: tuple[Named, ...]
    supervises: tuple[Named, ...]


@dataclass(frozen=True)
class TeamRow:
    """A team, its agency and its members."""

    id: str
    name: str
    agency: Named
    members: tuple[Named, ...]


@dataclass(frozen=True)
class WaitingRequest:
    """What one administrator asked for and another one decides."""

    id: str
    what: str
    user: Named
    role_label: str | None
    clearance: int | None
    requested_by: Named
    requested_at: datetime
    expires_at: datetime
    decision: str | None
    decided_at: datetime | None


def seating_agencies(connection: Connection) -> tuple[Named, ...]:
    """Those that users can belong to."""
    rows = connection.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind.in_(("agency", "prosecution")), Organisation.active)
        .order_by(Organisation.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def users(
    connection: Connection, *, wanted: str = "", after: tuple[str, str] | None = None
) -> tuple[tuple[UserRow, ...], tuple[str, str] | None]:
    """Users by name, and the key of the next page. ``wanted``: part of a name or address."""
    chosen = _user_columns().order_by(User.name, User.id).limit(PAGE + 1)
    if wanted:
        like = f"%{_plain(wanted)}%"
        chosen = chosen.where(
            or_(User.name.ilike(like, escape="\\"), User.email.ilike(like, escape="\\"))
        )
    if after is not None:
        name, user_id = after
        chosen = chosen.where(or_(User.name > name, (User.name == name) & (User.id > user_id)))
    rows = connection.execute(chosen).all()
    roles = _roles_of(connection, [row.id for row in rows])
    page = tuple(_user_row(row, roles) for row in rows[:PAGE])
    more = len(rows) > PAGE
    return page, ((page[-1].name, page[-1].id) if more else None)


def _plain(text: str) -> str:
    return text[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _user_columns() -> Any:
    return (
        select(
            User.id,
            User.name,
            User.email,
            Organisation.name.label("agency"),
            User.active,
            Credential.totp_confirmed_at,
        )
        .join(Organisation, Organisation.id == User.agency_id)
        .outerjoin(Credential, Credential.user_id == User.id)
    )


def _user_row(row: Any, roles: Mapping[str, list[str]]) -> UserRow:
    return UserRow(
        id=row.id,
        name=row.name,
        email=row.email,
        agency=row.agency,
        active=row.active,
        has_factor=row.totp_confirmed_at is not None,
        roles=role_labels(roles.get(row.id, ())),
    )


def _roles_of(connection: Connection, user_ids: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        select(UserRole.user_id, UserRole.role).where(
            UserRole.user_id.in_(user_ids), UserRole.revoked_at.is_(None)
        )
    ):
        found.setdefault(row.user_id, []).append(row.role)
    return found


def user_page(connection: Connection, user_id: str) -> UserPage:
    """One user. Raises NotVisible if there is none."""
    row = connection.execute(
        select(
            User.id,
            User.name,
            User.email,
            User.agency_id,
            Organisation.name.label("agency"),
            User.clearance,
            User.active,
            User.created_at,
            Credential.password_hash.is_not(None).label("has_password"),
            Credential.totp_confirmed_at.is_not(None).label("has_factor"),
        )
        .join(Organisation, Organisation.id == User.agency_id)
        .outerjoin(Credential, Credential.user_id == User.id)
        .where(User.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return UserPage(
        id=row.id,
        name=row.name,
        email=row.email,
        agency=Named(row.agency_id, row.agency),
        clearance=row.clearance,
        active=row.active,
        has_password=bool(row.has_password),
        has_factor=bool(row.has_factor),
        created_at=row.created_at,
        roles=tuple(sorted(_roles_of(connection, [user_id]).get(user_id, ()))),
        teams=_teams_of(connection, user_id),
        supervises=_supervised_by(connection, user_id),
    )


def _teams_of(connection: Connection, user_id: str) -> tuple[Named, ...]:
    rows = connection.execute(
        select(Team.id, Team.name)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.user_id == user_id, TeamMember.left_at.is_(None))
        .order_by(Team.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def _supervised_by(connection: Connection, user_id: str) -> tuple[Named, ...]:
    rows = connection.execute(
        select(Organisation.id, Organisation.name)
        .join(Supervision, Supervision.agency_id == Organisation.id)
        .where(Supervision.user_id == user_id, Supervision.ended_at.is_(None))
        .order_by(Organisation.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def teams(connection: Connection) -> tuple[TeamRow, ...]:
    """All teams by name, with their members."""
    rows = connection.execute(
        select(Team.id, Team.name, Team.agency_id, Organisation.name.label("agency"))
        .join(Organisation, Organisation.id == Team.agency_id)
        .order_by(Team.name, Team.id)
    ).all()
    members: dict[str, list[Named]] = {}
    for row in connection.execute(
        select(TeamMember.team_id, User.id, User.name)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.left_at.is_(None))
        .order_by(User.name)
    ):
        members.setdefault(row.team_id, []).append(Named(row.id, row.name))
    return tuple(
        TeamRow(r.id, r.name, Named(r.agency_id, r.agency), tuple(members.get(r.id, ())))
        for r in rows
    )


def team(connection: Connection, team_id: str) -> TeamRow:
    """One team. Raises NotVisible if there is none."""
    found = next((one for one in teams(connection) if one.id == team_id), None)
    if found is None:
        raise NotVisible
    return found


def colleagues(connection: Connection, agency_id: str) -> tuple[Named, ...]:
    """Active users of an agency by name."""
    rows = connection.execute(
        select(User.id, User.name)
        .where(User.agency_id == agency_id, User.active)
        .order_by(User.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def waiting_requests(
    connection: Connection, keyring: KeyRing, now: datetime
) -> tuple[WaitingRequest, ...]:
    """Requests about users that wait for a decision, or for the day after it, oldest first."""
    rows = connection.execute(
        select(*(getattr(ApprovalRow, name) for name in Approval.__dataclass_fields__))
        .where(
            ApprovalRow.case_id.is_(None),
            ApprovalRow.used_at.is_(None),
            ApprovalRow.expires_at > now,
            or_(ApprovalRow.decision.is_(None), ApprovalRow.decision == "approved"),
        )
        .order_by(ApprovalRow.requested_at)
    ).all()
    opener = open_instance(keyring)
    told = [(row, opener.open(f"approval:{row.content_hash}", row.content)) for row in rows]
    names = _names(connection, [row.requested_by for row in rows] + [c["user"] for _, c in told])
    return tuple(_waiting(row, content, names) for row, content in told)


def _waiting(row: Any, content: Mapping[str, Any], names: Mapping[str, str]) -> WaitingRequest:
    labels = role_labels([content["role"]]) if "role" in content else ()
    return WaitingRequest(
        id=row.id,
        what=row.what,
        user=Named(content["user"], names.get(content["user"], "")),
        role_label=labels[0] if labels else None,
        clearance=content.get("clearance"),
        requested_by=Named(row.requested_by, names.get(row.requested_by, "")),
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        decision=row.decision,
        decided_at=row.decided_at,
    )


def _names(connection: Connection, user_ids: list[str]) -> dict[str, str]:
    rows = connection.execute(select(User.id, User.name).where(User.id.in_(set(user_ids))))
    return {row.id: row.name for row in rows}


def user_id_by_email(connection: Connection, email: str) -> str | None:
    """Id of the user with that address, active or not."""
    found: str | None = connection.execute(
        select(User.id).where(User.email == email)
    ).scalar_one_or_none()
    return found


def agency_id_by_code(connection: Connection, code: str) -> str | None:
    """Id of the organisation with that code."""
    found: str | None = connection.execute(
        select(Organisation.id).where(Organisation.code == code)
    ).scalar_one_or_none()
    return found
