"""Who is looking: everything that the rule asks about a user, read in two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, String, and_, cast, literal, null, or_, select, union_all

from ctj.model.base import IdType
from ctj.model.sessions import UserSession
from ctj.model.users import Supervision, TeamMember, User, UserRole
from ctj.transaction import clock

from .errors import NotVisible


@dataclass(frozen=True)
class Viewer:
    """A user as of one instant. ``now`` is the database's clock when the request began.

    ``supervised``: ids of agencies whose cases this user supervises. ``stepped_up_at``: when the
    second factor was last given in this session; None outside a session.
    """

    user_id: str
    name: str
    agency_id: str
    roles: frozenset[str]
    team_ids: tuple[str, ...]
    supervised: tuple[str, ...]
    clearance: int
    session_id: str | None
    stepped_up_at: datetime | None
    locale: str | None
    now: datetime = field(compare=False)


@dataclass(frozen=True)
class Memberships:
    """What a user belongs to, as it stands now."""

    roles: frozenset[str]
    team_ids: tuple[str, ...]
    supervised: tuple[str, ...]


def load_viewer(connection: Connection, user_id: str, session_id: str | None = None) -> Viewer:
    """The viewer for this user. Raises NotVisible for an unknown or deactivated one."""
    row = connection.execute(
        select(
            User.name,
            User.agency_id,
            User.clearance,
            User.locale,
            UserSession.stepped_up_at,
            clock(connection).label("now"),
        )
        .outerjoin(UserSession, and_(UserSession.user_id == User.id, UserSession.id == session_id))
        .where(User.id == user_id, User.active)
    ).one_or_none()
    if row is None:
        raise NotVisible
    held = load_memberships(connection, user_id, row.now)
    return Viewer(
        user_id=user_id,
        name=row.name,
        agency_id=row.agency_id,
        roles=held.roles,
        team_ids=held.team_ids,
        supervised=held.supervised,
        clearance=row.clearance,
        session_id=session_id,
        stepped_up_at=row.stepped_up_at,
        locale=row.locale,
        now=row.now,
    )


def load_memberships(connection: Connection, user_id: str, now: datetime) -> Memberships:
    """Roles, teams and supervised agencies in one query."""
    no_id, no_code = cast(null(), IdType), cast(null(), String(64))
    found = connection.execute(
        union_all(
            select(
                literal("role").label("kind"), UserRole.role.label("code"), no_id.label("id")
            ).where(UserRole.user_id == user_id, UserRole.revoked_at.is_(None)),
            select(literal("team"), no_code, TeamMember.team_id).where(
                TeamMember.user_id == user_id, TeamMember.left_at.is_(None)
            ),
            select(literal("agency"), no_code, Supervision.agency_id).where(
                Supervision.user_id == user_id,
                Supervision.from_at <= now,
                or_(Supervision.ended_at.is_(None), Supervision.ended_at > now),
            ),
        )
    ).all()
    return Memberships(
        roles=frozenset(row.code for row in found if row.kind == "role"),
        team_ids=_ids(row.id for row in found if row.kind == "team"),
        supervised=_ids(row.id for row in found if row.kind == "agency"),
    )


def _ids(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))


def user_id_of(connection: Connection, email: str) -> str | None:
    """Id of the active user with that address; None if there is none."""
    found: str | None = connection.execute(
        select(User.id).where(User.email == email.strip().lower(), User.active)
    ).scalar_one_or_none()
    return found
