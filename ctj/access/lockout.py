"""A brake on guessing, counted in the database per account and per address (C23).

A try is written down as failed before it is judged, under a lock on the account, and marked as
succeeded afterwards: of fifty tries at once, five are judged. Passwords and codes are counted
apart, so that knowing the password buys no further codes. A device that has signed in before is
judged by its own failures alone: others cannot lock it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, insert, select, update

from ctj.model.base import new_id
from ctj.model.sessions import KnownDevice, SignInAttempt

from .settings import AccessSettings

#: How many tries are looked at; a hundred failures in a row are far beyond the longest lock.
LOOK_BACK = 100


@dataclass(frozen=True)
class Try:
    """Who tries what: digests of the account and of the address, and the mark of the device."""

    account: str
    address: str
    device: str | None
    kind: str


@dataclass(frozen=True)
class Judged:
    """The number of a try that may be judged, or until when none is."""

    attempt_id: str | None
    locked_until: datetime | None


def reserve(
    connection: Connection,
    attempt: Try,
    user_id: str | None,
    now: datetime,
    settings: AccessSettings,
) -> Judged:
    """Count this try. It may be judged only if it got a number."""
    _one_at_a_time(connection, attempt.account)
    known = _is_known(connection, user_id, attempt.device)
    until = _locked_until(connection, attempt, known, now, settings)
    if until is not None:
        return Judged(None, until)
    attempt_id = new_id()
    connection.execute(
        insert(SignInAttempt).values(
            id=attempt_id,
            account=attempt.account,
            address=attempt.address,
            device=attempt.device if known else None,
            kind=attempt.kind,
            at=now,
            succeeded=False,
        )
    )
    return Judged(attempt_id, None)


def succeeded(connection: Connection, attempt_id: str) -> None:
    """The try was right: failures before it no longer count."""
    connection.execute(
        update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True)
    )


def remember_device(connection: Connection, user_id: str, device: str, now: datetime) -> None:
    """This device has signed in with both factors."""
    mine = (KnownDevice.user_id == user_id, KnownDevice.device == device)
    done = connection.execute(update(KnownDevice).where(*mine).values(last_used_at=now))
    if not done.rowcount:
        connection.execute(
            insert(KnownDevice).values(
                id=new_id(), user_id=user_id, device=device, last_used_at=now
            )
        )


def _one_at_a_time(connection: Connection, account: str) -> None:
    """Serialise tries on one account. SQLite's writers are serial already."""
    if connection.dialect.name == "postgresql":
        number = int(account[:15], 16)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def _is_known(connection: Connection, user_id: str | None, device: str | None) -> bool:
    if user_id is None or device is None:
        return False
    found = select(KnownDevice.id).where(
        KnownDevice.user_id == user_id, KnownDevice.device == device
    )
    return connection.execute(found.limit(1)).first() is not None


def _locked_until(
    connection: Connection, attempt: Try, known: bool, now: datetime, settings: AccessSettings
) -> datetime | None:
    by_account = (SignInAttempt.account == attempt.account, SignInAttempt.kind == attempt.kind)
    device = attempt.device if known else None
    mine = _latest(connection, *by_account, SignInAttempt.device.is_not_distinct_from(device))
    ends = [_lock_end(mine, settings.tries, settings)]
    if not known:
        from_there = _latest(
            connection,
            SignInAttempt.address == attempt.address,
            SignInAttempt.kind == attempt.kind,
            SignInAttempt.device.is_(None),
        )
        ends.append(_lock_end(from_there, settings.tries_per_address, settings))
    later = [end for end in ends if end is not None and end > now]
    return max(later, default=None)


def _latest(connection: Connection, *which: object) -> list[Row[datetime, bool]]:
    rows = connection.execute(
        select(SignInAttempt.at, SignInAttempt.succeeded)
        .where(*which)  # type: ignore[arg-type]
        .order_by(SignInAttempt.at.desc())
        .limit(LOOK_BACK)
    )
    return list(rows)


def _lock_end(
    latest: Iterable[Row[datetime, bool]], tries: int, settings: AccessSettings
) -> datetime | None:
    """When the lock that these tries (latest first) brought about ends, if they brought one."""
    failures = 0
    last: datetime | None = None
    for row in latest:
        if row.succeeded:
            break
        failures, last = failures + 1, last or row.at
    if last is None or failures < tries:
        return None
    return last + lock_length(failures - tries, settings)


def lock_length(further: int, settings: AccessSettings) -> timedelta:
    """Ten minutes, doubled by each failure after the one that locked, up to the longest."""
    return min(settings.lock * (1 << min(further, 20)), settings.longest_lock)
