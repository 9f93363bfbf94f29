"""Signing in: password, then the second factor; or a one-time link. Each step is one function.

A step that is refused says the same whatever was wrong, and is in the audit. Judging a password or
a code happens between two transactions: the first counts the try, the second records the result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select, update

from ctj.language import mark, say
from ctj.model.users import Credential, User
from ctj.transaction import UnitOfWork, unit_of_work

from . import links, lockout, second_factor, sessions
from .errors import SignInRefused
from .gate import (
    CODE_TRY,
    PASSWORD_TRY,
    CameFrom,
    Gate,
    actor_of,
    count,
    is_demonstration,
    refuse,
    tidy_email,
)
from .passwords import Passwords
from .sessions import FULL, PASSWORD, SET_UP, LiveSession
from .tokens import digest, new_token
from .viewers import load_memberships

WRONG_PASSWORD = mark("The e-mail address or the password is not right.")
WRONG_CODE = mark("This code is not right, or it was used already. Wait for the next one.")
WRONG_RECOVERY_CODE = mark("This recovery code is not right, or it was used already.")
BEGIN_AGAIN = mark("This took too long. Begin again with your password.")
LINK_GONE = mark("This link was used already, or is more than 24 hours old. Ask for a new one.")
SET_UP_TIME = timedelta(hours=1)


@dataclass(frozen=True)
class Entered:
    """A session that begins: its token for the cookie, its stage, and the mark of the device."""

    token: str
    session_id: str
    stage: str
    device: str | None = None

    @property
    def sets_up(self) -> bool:
        """Whether password and second factor are to be chosen now."""
        return self.stage == SET_UP


#: A second step: with a code of the authenticator, or with a recovery code.
Give = Callable[[Gate, CameFrom, LiveSession, str], Entered]


@dataclass(frozen=True)
class _Account:
    id: str
    email: str
    agency_id: str
    password_hash: str | None
    has_factor: bool


def give_password(gate: Gate, came_from: CameFrom, email: str, password: str) -> Entered:
    """First step: a half-signed-in session. Raises SignInRefused."""
    email = tidy_email(email)
    with gate.database.read() as connection:
        account = _account(connection, email)
    attempt = gate.attempt(came_from, email, PASSWORD_TRY)
    user_id = account.id if account else None
    number = count(gate, attempt, user_id)
    passwords = Passwords(gate.settings)
    right = passwords.verify(account.password_hash if account else None, password)
    if account is None or not right:
        raise refuse(gate, attempt, user_id, "password", WRONG_PASSWORD)
    if not account.has_factor:
        raise refuse(gate, attempt, user_id, "no factor", LINK_GONE)
    with unit_of_work(gate.database, actor_of(account.id, account.agency_id)) as work:
        lockout.succeeded(work.connection, number)
        _renew_hash(work, passwords, account, password)
        half = gate.settings.half_signed_in
        return _begin(work, account.id, PASSWORD, came_from, lasts=half, idle=half)


def give_code(gate: Gate, came_from: CameFrom, half: LiveSession, code: str) -> Entered:
    """Second step, with the authenticator's code: a full session. Raises SignInRefused."""
    number = _count_code(gate, came_from, half)
    with gate.database.read() as connection:
        secret = second_factor.load_secret(connection, gate.keyring, half.user_id)
    step = _step(gate, half, secret, code)
    with unit_of_work(gate.database, actor_of(half.user_id, half.agency_id)) as work:
        if step is not None and second_factor.use_step(work.connection, half.user_id, step):
            lockout.succeeded(work.connection, number)
            return enter(work, gate, came_from, half, by="code")
    raise _refused_code(gate, came_from, half, WRONG_CODE)


def give_recovery_code(gate: Gate, came_from: CameFrom, half: LiveSession, code: str) -> Entered:
    """Second step, with a recovery code, which is then spent. Raises SignInRefused."""
    number = _count_code(gate, came_from, half)
    with unit_of_work(gate.database, actor_of(half.user_id, half.agency_id)) as work:
        if second_factor.use_recovery_code(work.connection, half.user_id, code, work.now):
            lockout.succeeded(work.connection, number)
            return enter(work, gate, came_from, half, by="recovery code")
    raise _refused_code(gate, came_from, half, WRONG_RECOVERY_CODE)


def use_link(gate: Gate, came_from: CameFrom, token: str) -> Entered:
    """A one-time link, by POST: set-up, or a demonstration's sign-in. Raises SignInRefused."""
    with unit_of_work(gate.database) as work:
        link = links.consume(work.connection, token, work.now)
        if link is not None and link.purpose == links.SET_UP:
            work.audit("link_used", objects={"user": link.user_id, "purpose": link.purpose})
            return _begin(
                work, link.user_id, SET_UP, came_from, lasts=SET_UP_TIME, idle=SET_UP_TIME / 2
            )
        if link is not None and is_demonstration(work.connection):
            return _enter(work, gate, came_from, link.user_id, by="demonstration link")
        work.audit("link_refused", objects={"token": digest(token)[:16]})
    raise SignInRefused(say(LINK_GONE))


def look_at_link(gate: Gate, token: str) -> links.OpenLink | None:
    """What a link would do, for the page with the button; nothing is used up."""
    with gate.database.read() as connection:
        return links.look(connection, token, gate.database.now(connection))


def sign_out(gate: Gate, session: LiveSession) -> None:
    """End this session."""
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        sessions.revoke(
            work.connection, session.id, user_id=session.user_id, why="sign-out", now=work.now
        )
        work.audit("signed_out", objects={"session": session.id})


def enter(work: UnitOfWork, gate: Gate, came_from: CameFrom, half: LiveSession, by: str) -> Entered:
    """End the half session and begin a full one, with a token that nobody has seen."""
    sessions.revoke(work.connection, half.id, user_id=half.user_id, why="signed in", now=work.now)
    return _enter(work, gate, came_from, half.user_id, by)


def _enter(work: UnitOfWork, gate: Gate, came_from: CameFrom, user_id: str, by: str) -> Entered:
    connection, now, settings = work.connection, work.now, gate.settings
    device = came_from.device or new_token()
    lockout.remember_device(connection, user_id, digest(device), now)
    roles = load_memberships(connection, user_id, now).roles
    token, session_id = sessions.begin(
        connection,
        user_id,
        stage=FULL,
        lasts=settings.absolute,
        idle=sessions.idle_limit(roles, settings),
        now=now,
        stepped_up=True,
        user_agent=came_from.user_agent,
    )
    sessions.keep_at_most(connection, user_id, count=settings.concurrent_sessions, now=now)
    work.audit("signed_in", objects={"user": user_id, "session": session_id, "by": by})
    return Entered(token, session_id, FULL, device)


def _begin(
    work: UnitOfWork,
    user_id: str,
    stage: str,
    came_from: CameFrom,
    *,
    lasts: timedelta,
    idle: timedelta,
) -> Entered:
    token, session_id = sessions.begin(
        work.connection,
        user_id,
        stage=stage,
        lasts=lasts,
        idle=idle,
        now=work.now,
        user_agent=came_from.user_agent,
    )
    return Entered(token, session_id, stage)


def _account(connection: Connection, email: str) -> _Account | None:
    row = connection.execute(
        select(
            User.id,
            User.email,
            User.agency_id,
            Credential.password_hash,
            Credential.totp_confirmed_at,
        )
        .outerjoin(Credential, Credential.user_id == User.id)
        .where(User.email == email, User.active)
    ).one_or_none()
    if row is None:
        return None
    has_factor = row.totp_confirmed_at is not None
    return _Account(row.id, row.email, row.agency_id, row.password_hash, has_factor)


def _renew_hash(work: UnitOfWork, passwords: Passwords, account: _Account, password: str) -> None:
    """Hash anew at today's cost, now that the password is at hand."""
    if account.password_hash and passwords.is_outdated(account.password_hash):
        work.connection.execute(
            update(Credential)
            .where(Credential.user_id == account.id)
            .values(password_hash=passwords.hash(password))
        )


def _count_code(gate: Gate, came_from: CameFrom, half: LiveSession) -> str:
    if half.stage != PASSWORD:
        raise SignInRefused(say(BEGIN_AGAIN))
    return count(gate, gate.attempt(came_from, half.email, CODE_TRY), half.user_id)


def _step(gate: Gate, half: LiveSession, secret: str | None, code: str) -> int | None:
    if secret is None:
        return None
    return second_factor.matching_step(secret, code, half.now, gate.settings.code_window)


def _refused_code(
    gate: Gate, came_from: CameFrom, half: LiveSession, sentence: str
) -> SignInRefused:
    attempt = gate.attempt(came_from, half.email, CODE_TRY)
    return refuse(gate, attempt, half.user_id, "code", sentence)
