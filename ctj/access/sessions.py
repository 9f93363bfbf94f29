"""Sessions in the database: they end at the next request after somebody ends them (C21).

The cookie holds a random token, the row its digest. Every limit is compared with the database's
clock. A new token is issued at sign-in and step-up, so that an older one is worth nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ctj.model.base import new_id
from ctj.model.sessions import UserSession
from ctj.model.users import User
from ctj.transaction import clock

from .roles import opens_identities
from .settings import AccessSettings
from .tokens import digest, new_token

PASSWORD, SET_UP, FULL = "password", "set_up", "full"


@dataclass(frozen=True)
class LiveSession:
    """A session that holds now, and its user, as read in one query."""

    id: str
    user_id: str
    stage: str
    created_at: datetime
    stepped_up_at: datetime | None
    last_seen_at: datetime
    flashes: tuple[tuple[str, str], ...]
    name: str
    email: str
    agency_id: str
    clearance: int
    locale: str | None
    now: datetime


@dataclass(frozen=True)
class ListedSession:
    """A session as its owner sees it in the list of devices."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    user_agent: str | None


def begin(
    connection: Connection,
    user_id: str,
    *,
    stage: str,
    lasts: timedelta,
    idle: timedelta,
    now: datetime,
    stepped_up: bool = False,
    user_agent: str | None = None,
) -> tuple[str, str]:
    """A new session: (token for the cookie, id). ``lasts`` is the longest it can hold."""
    token, session_id = new_token(), new_id()
    connection.execute(
        insert(UserSession).values(
            id=session_id,
            token_hash=digest(token),
            user_id=user_id,
            stage=stage,
            created_at=now,
            last_seen_at=now,
            idle_seconds=int(idle.total_seconds()),
            absolute_until=now + lasts,
            stepped_up_at=now if stepped_up else None,
            user_agent=(user_agent or "")[:200] or None,
        )
    )
    return token, session_id


def idle_limit(roles: frozenset[str], settings: AccessSettings) -> timedelta:
    """15 minutes for roles that open identities, 30 for the others."""
    return settings.idle_with_identities if opens_identities(roles) else settings.idle


def find(connection: Connection, token: str) -> LiveSession | None:
    """The session of this token and its user, if both are live by the database's clock."""
    row = connection.execute(
        select(
            UserSession.id,
            UserSession.user_id,
            UserSession.stage,
            UserSession.created_at,
            UserSession.stepped_up_at,
            UserSession.last_seen_at,
            UserSession.idle_seconds,
            UserSession.absolute_until,
            UserSession.flashes,
            User.name,
            User.email,
            User.agency_id,
            User.clearance,
            User.locale,
            clock(connection).label("now"),
        )
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == digest(token), UserSession.revoked_at.is_(None), User.active
        )
    ).one_or_none()
    if row is None or row.now >= row.absolute_until:
        return None
    if row.now - row.last_seen_at >= timedelta(seconds=row.idle_seconds):
        return None
    values = {name: getattr(row, name) for name in LiveSession.__dataclass_fields__}
    return LiveSession(**{**values, "flashes": _flashes(row.flashes)})


def _flashes(stored: list[Any] | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(category), str(sentence)) for category, sentence in stored or ())


def note(
    connection: Connection,
    session_id: str,
    *,
    seen_at: datetime | None = None,
    flashes: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Record that the session was used, or what its next page will say, or both."""
    values: dict[str, Any] = {}
    if seen_at is not None:
        values["last_seen_at"] = seen_at
    if flashes is not None:
        values["flashes"] = [list(flash) for flash in flashes]
    if values:
        connection.execute(
            update(UserSession)
            .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
            .values(**values)
        )


def renew(connection: Connection, session_id: str, *, now: datetime) -> str:
    """A new token after the second factor was given again; the old one is worth nothing."""
    token = new_token()
    connection.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(token_hash=digest(token), stepped_up_at=now, last_seen_at=now)
    )
    return token


def revoke(
    connection: Connection, session_id: str, *, user_id: str, why: str, now: datetime
) -> bool:
    """End one session of this user. False if there is no such live one."""
    done = connection.execute(
        update(UserSession)
        .where(
            UserSession.id == session_id,
            UserSession.user_id == user_id,
            UserSession.revoked_at.is_(None),
        )
        .values(revoked_at=now, revoked_why=why)
    )
    return done.rowcount == 1


def revoke_all(
    connection: Connection, user_id: str, *, why: str, now: datetime, but: str | None = None
) -> int:
    """End all sessions of a user, perhaps but one; returns how many."""
    live = (UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    which = (*live, UserSession.id != but) if but else live
    done = connection.execute(
        update(UserSession).where(*which).values(revoked_at=now, revoked_why=why)
    )
    return done.rowcount


def live_sessions(connection: Connection, user_id: str, now: datetime) -> tuple[ListedSession, ...]:
    """The fully signed-in sessions of a user that still hold, the latest used first."""
    rows = connection.execute(
        select(
            UserSession.id,
            UserSession.created_at,
            UserSession.last_seen_at,
            UserSession.idle_seconds,
            UserSession.user_agent,
        )
        .where(
            UserSession.user_id == user_id,
            UserSession.stage == FULL,
            UserSession.revoked_at.is_(None),
            UserSession.absolute_until > now,
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.id)
    )
    return tuple(
        ListedSession(r.id, r.created_at, r.last_seen_at, r.user_agent)
        for r in rows
        if now - r.last_seen_at < timedelta(seconds=r.idle_seconds)
    )


def keep_at_most(connection: Connection, user_id: str, *, count: int, now: datetime) -> None:
    """End the longest unused sessions of a user beyond ``count``."""
    for listed in live_sessions(connection, user_id, now)[count:]:
        revoke(connection, listed.id, user_id=user_id, why="limit", now=now)
