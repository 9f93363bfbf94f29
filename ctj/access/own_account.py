"""What users do with their own account: set up, step up, change what proves them, end sessions."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ctj.identity.errors import SealBroken
from ctj.identity.narratives import open_instance
from ctj.identity.seal import instance_sealer
from ctj.language import LANGUAGES, say
from ctj.model.approvals import ApprovalRow
from ctj.model.users import Credential, User
from ctj.transaction import UnitOfWork, unit_of_work

from . import approvals, lockout, second_factor, sessions
from .errors import NotVisible, SignInRefused
from .gate import CODE_TRY, PASSWORD_TRY, CameFrom, Gate, actor_of, count, is_demonstration, refuse
from .passwords import Passwords, check_new
from .sessions import SET_UP, ListedSession, LiveSession
from .sign_in import WRONG_CODE, Entered, enter

#: What a request is called that would replace somebody's password and second factor.
RESET_FACTOR = "reset_factor"


@dataclass(frozen=True)
class OfferedFactor:
    """A seed that waits for its first code. ``offer`` is the seed sealed for this user: the form
    brings it back, so that nothing is stored before it is proved."""

    secret: str
    picture: str
    offer: str


@dataclass(frozen=True)
class AskedReset:
    """That an administrator asked to replace this user's password and second factor, and when."""

    id: str
    asked_at: datetime
    approved: bool


@dataclass(frozen=True)
class AccountState:
    """What the account page shows."""

    sessions: tuple[ListedSession, ...]
    recovery_codes_left: int
    password_changed_at: datetime | None
    factor_since: datetime | None
    resets: tuple[AskedReset, ...]


def state(gate: Gate, session: LiveSession) -> AccountState:
    """Sessions, codes left, and since when password and factor stand."""
    with gate.database.read() as connection:
        row = connection.execute(
            select(Credential.password_changed_at, Credential.totp_confirmed_at).where(
                Credential.user_id == session.user_id
            )
        ).one_or_none()
        return AccountState(
            sessions.live_sessions(connection, session.user_id, session.now),
            second_factor.recovery_codes_left(connection, session.user_id),
            row.password_changed_at if row else None,
            row.totp_confirmed_at if row else None,
            _resets(connection, session),
        )


def _resets(connection: Connection, session: LiveSession) -> tuple[AskedReset, ...]:
    rows = connection.execute(
        select(
            ApprovalRow.id, ApprovalRow.requested_at, ApprovalRow.decision, ApprovalRow.seen
        ).where(
            ApprovalRow.case_id.is_(None),
            ApprovalRow.what == RESET_FACTOR,
            ApprovalRow.used_at.is_(None),
            ApprovalRow.expires_at > session.now,
        )
    )
    return tuple(
        AskedReset(row.id, row.requested_at, row.decision == approvals.APPROVED)
        for row in rows
        if row.seen.get("user") == session.user_id and row.decision != approvals.DECLINED
    )


def object_to_resets(gate: Gate, session: LiveSession) -> int:
    """The owner says no: what was asked for can no longer be carried out. Returns how many."""
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        asked = _resets(work.connection, session)
        for one in asked:
            approvals.withdraw(work.connection, one.id, work.now)
            objects = {"approval": one.id, "user": session.user_id}
            work.audit(f"{RESET_FACTOR}.objected", objects=objects)
        return len(asked)


def choose_language(gate: Gate, session: LiveSession, code: str) -> None:
    """The language of the pages from the next request on; one not offered changes nothing."""
    if code not in LANGUAGES:
        return
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        work.connection.execute(update(User).where(User.id == session.user_id).values(locale=code))
        work.audit("language.chosen", objects={"user": session.user_id, "language": code})


def choose_password(gate: Gate, session: LiveSession, password: str) -> None:
    """The first password, or the next after a recovery; in a set-up session only.

    Raises WeakPassword.
    """
    if session.stage != SET_UP:
        raise NotVisible
    check_new(password, email=session.email)
    hashed = Passwords(gate.settings).hash(password)
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        _store_password(work, session.user_id, hashed)
        work.audit("password_set", objects={"user": session.user_id})


def change_password(
    gate: Gate, came_from: CameFrom, session: LiveSession, present: str, new: str
) -> None:
    """Another password; all other sessions end. Raises SignInRefused, WeakPassword."""
    attempt = gate.attempt(came_from, session.email, PASSWORD_TRY)
    number = count(gate, attempt, session.user_id)
    with gate.database.read() as connection:
        stored = connection.execute(
            select(Credential.password_hash).where(Credential.user_id == session.user_id)
        ).scalar_one_or_none()
    passwords = Passwords(gate.settings)
    if not passwords.verify(stored, present):
        raise refuse(
            gate, attempt, session.user_id, "password", say("This is not your present password.")
        )
    check_new(new, email=session.email)
    hashed = passwords.hash(new)
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        lockout.succeeded(work.connection, number)
        _store_password(work, session.user_id, hashed)
        _end_others(work, session, "password changed")
        work.audit("password_changed", objects={"user": session.user_id})


def offer_factor(gate: Gate, session: LiveSession) -> OfferedFactor:
    """A fresh seed with its picture; nothing is stored."""
    return _offered(gate, session, second_factor.new_secret())


def offered_again_or_new(gate: Gate, session: LiveSession, offer: str) -> OfferedFactor:
    """The seed that was offered, for a form that comes back; a fresh one if that was none."""
    try:
        return _offered(gate, session, _opened(gate, session, offer))
    except SignInRefused:
        return offer_factor(gate, session)


def accept_factor(
    gate: Gate, came_from: CameFrom, session: LiveSession, offer: str, code: str
) -> tuple[Entered | None, tuple[str, ...]]:
    """Take the offered seed if this code proves it; returns fresh recovery codes, shown once.

    In a set-up session a full session begins, else the present one stays and all others end.
    Raises SignInRefused.
    """
    secret = _opened(gate, session, offer)
    step = second_factor.matching_step(secret, code, session.now, gate.settings.code_window)
    if step is None:
        attempt = gate.attempt(came_from, session.email, CODE_TRY)
        raise refuse(gate, attempt, session.user_id, "factor offered", WRONG_CODE)
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        if session.stage == SET_UP and not _has_chosen_password(work, session):
            raise NotVisible
        second_factor.store_secret(
            work.connection, gate.keyring, session.user_id, secret, step=step, now=work.now
        )
        codes = second_factor.new_recovery_codes(work.connection, session.user_id)
        work.audit("factor_set", objects={"user": session.user_id})
        _end_others(work, session, "factor changed")
        if session.stage == SET_UP:
            return enter(work, gate, came_from, session, by="set-up"), codes
        return None, codes


def step_up(gate: Gate, came_from: CameFrom, session: LiveSession, code: str) -> str:
    """Give the second factor again: a new token for this session. Raises SignInRefused."""
    attempt = gate.attempt(came_from, session.email, CODE_TRY)
    number = count(gate, attempt, session.user_id)
    with gate.database.read() as connection:
        secret = second_factor.load_secret(connection, gate.keyring, session.user_id)
    window = gate.settings.code_window
    step = second_factor.matching_step(secret, code, session.now, window) if secret else None
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        if step is not None and second_factor.use_step(work.connection, session.user_id, step):
            lockout.succeeded(work.connection, number)
            work.audit("stepped_up", objects={"session": session.id})
            return sessions.renew(work.connection, session.id, now=work.now)
    raise refuse(gate, attempt, session.user_id, "step-up", WRONG_CODE)


def renew_recovery_codes(gate: Gate, session: LiveSession) -> tuple[str, ...]:
    """Ten fresh recovery codes in place of all earlier ones, shown once."""
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        work.audit("recovery_codes_renewed", objects={"user": session.user_id})
        return second_factor.new_recovery_codes(work.connection, session.user_id)


def end_session(gate: Gate, session: LiveSession, which: str) -> None:
    """End one of the own sessions. Raises NotVisible if it is not one."""
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        if not sessions.revoke(
            work.connection, which, user_id=session.user_id, why="ended by owner", now=work.now
        ):
            raise NotVisible
        work.audit("session_ended", objects={"session": which})


def end_other_sessions(gate: Gate, session: LiveSession) -> int:
    """End all sessions of the user but this one; returns how many."""
    with unit_of_work(gate.database, actor_of(session.user_id, session.agency_id)) as work:
        ended = _end_others(work, session, "ended by owner")
        work.audit("sessions_ended", objects={"user": session.user_id, "count": ended})
        return ended


def demonstration_code(gate: Gate, session: LiveSession) -> str | None:
    """On a demonstration instance the next code that will be taken, since nobody there has the
    authenticator; None anywhere else, or if the present steps are spent."""
    with gate.database.read() as connection:
        if not is_demonstration(connection):
            return None
        secret = second_factor.load_secret(connection, gate.keyring, session.user_id)
        last = connection.execute(
            select(Credential.totp_last_step).where(Credential.user_id == session.user_id)
        ).scalar_one_or_none()
    present = second_factor.step_of(session.now)
    step = present if last is None else max(present, last + 1)
    if secret is None or step > present + gate.settings.code_window:
        return None
    return second_factor.code_at(secret, step)


def _end_others(work: UnitOfWork, session: LiveSession, why: str) -> int:
    return sessions.revoke_all(
        work.connection, session.user_id, why=why, now=work.now, but=session.id
    )


def _has_chosen_password(work: UnitOfWork, session: LiveSession) -> bool:
    """In this set-up: a password of before a recovery does not count."""
    chosen = select(Credential.user_id).where(
        Credential.user_id == session.user_id, Credential.password_changed_at >= session.created_at
    )
    return work.connection.execute(chosen).first() is not None


def _store_password(work: UnitOfWork, user_id: str, hashed: str) -> None:
    values = {"password_hash": hashed, "password_changed_at": work.now}
    done = work.connection.execute(
        update(Credential).where(Credential.user_id == user_id).values(**values)
    )
    if not done.rowcount:
        work.connection.execute(insert(Credential).values(user_id=user_id, **values))


def _context(session: LiveSession) -> str:
    return f"factor offered to {session.user_id} in {session.id}"


def _offered(gate: Gate, session: LiveSession, secret: str) -> OfferedFactor:
    sealed = instance_sealer(gate.keyring).seal(_context(session), {"secret": secret})
    uri = second_factor.enrolment_uri(secret, email=session.email, issuer=gate.settings.issuer)
    offer = base64.urlsafe_b64encode(sealed).decode()
    return OfferedFactor(secret, second_factor.picture(uri), offer)


def _opened(gate: Gate, session: LiveSession, offer: str) -> str:
    try:
        sealed = base64.urlsafe_b64decode(offer.encode())
        return str(open_instance(gate.keyring).open(_context(session), sealed)["secret"])
    except (binascii.Error, ValueError, SealBroken):
        raise SignInRefused(say("This form is too old. Load the page again.")) from None
