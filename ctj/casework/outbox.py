"""Claiming work of the outbox, and what became of it. The table is the only source of work.

A claim is a lease by compare-and-set, so that of many workers one has it; who dies leaves it to the
next one after the lease. Five tries with growing delay, then it has failed and waits for the
administrator. Whatever carries out the work must bear being called twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, update

from ctj.access.errors import NotVisible
from ctj.access.viewers import Viewer
from ctj.model.base import new_id
from ctj.model.outbox import OutboxRow
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work

from .administration import acting

LEASE = timedelta(seconds=60)
TRIES = 5
BY_HAND = "again_by_hand"
#: How long after each failed try the next one waits.
DELAYS = (10, 60, 600, 3600)


@dataclass(frozen=True)
class Work:
    """A claimed row. ``attempt`` counts from 1; ``by_hand``: an administrator asked for it."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    case_id: str | None
    lease: str
    attempt: int
    by_hand: bool = False


def claim(
    services: Services, kinds: Iterable[str], *, most: int = 20, at: datetime | None = None
) -> tuple[Work, ...]:
    """Rows of these kinds that are due and leased by nobody, now leased to the caller.

    ``at`` stands for the database's clock, in tests. A row that used up its tries without an answer
    (whoever worked on it died each time) is marked as failed instead.
    """
    wanted = sorted(kinds)
    with services.database.read() as connection:
        now = at or services.database.now(connection)
        found = connection.scalars(_due(wanted, now).limit(most)).all()
    if not found:
        return ()
    with unit_of_work(services.database, recorded_at=at) as work:
        claimed = (_claim(work, one) for one in found)
        return tuple(one for one in claimed if one is not None)


def _due(kinds: list[str], now: datetime) -> Any:
    return (
        select(OutboxRow.id)
        .where(*_free(now), OutboxRow.due_at <= now, OutboxRow.kind.in_(kinds))
        .order_by(OutboxRow.due_at, OutboxRow.id)
    )


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now)
    return OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None), free


def _claim(work: UnitOfWork, row_id: str) -> Work | None:
    lease, now = new_id(), work.now
    mine = update(OutboxRow).where(OutboxRow.id == row_id, *_free(now))
    spent = work.connection.execute(
        mine.where(OutboxRow.attempts >= TRIES).values(failed_at=now, last_error="gave_no_answer")
    )
    if spent.rowcount:
        return None
    taken = work.connection.execute(
        mine.values(lease=lease, leased_until=now + LEASE, attempts=OutboxRow.attempts + 1)
    )
    if taken.rowcount == 0:  # somebody else was first
        return None
    row = work.connection.execute(select(OutboxRow).filter_by(id=row_id).with_only_columns(
        OutboxRow.kind, OutboxRow.payload, OutboxRow.case_id, OutboxRow.attempts,
        OutboxRow.last_error,
    )).one()  # fmt: skip
    by_hand = row.last_error == BY_HAND and row.attempts == 1
    return Work(row_id, row.kind, row.payload, row.case_id, lease, row.attempts, by_hand)


def finish(services: Services, done: Work, at: datetime | None = None) -> bool:
    """It is done. False where the lease went to somebody else meanwhile, who will finish it."""
    with unit_of_work(services.database, recorded_at=at) as work:
        return _leave(work, done, done_at=work.now)


def give_up(
    services: Services, tried: Work, error: str, *, final: bool = False, at: datetime | None = None
) -> bool:
    """It did not work: tried again after a growing delay, or failed for good.

    ``error`` is a code, never a text of an exception, which may hold what was in the mail (C32).
    """
    with unit_of_work(services.database, recorded_at=at) as work:
        if final or tried.attempt >= TRIES:
            return _leave(work, tried, failed_at=work.now, last_error=error[:64])
        again = work.now + timedelta(seconds=DELAYS[min(tried.attempt, len(DELAYS)) - 1])
        return _leave(work, tried, due_at=again, last_error=error[:64])


def _leave(work: UnitOfWork, leased: Work, **values: Any) -> bool:
    done = work.connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == leased.id, OutboxRow.lease == leased.lease)
        .where(OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None))
        .values(lease=None, leased_until=None, **values)
    )
    return bool(done.rowcount)


@dataclass(frozen=True)
class FailedWork:
    """A row that has failed: what kind, when, and why as a code. No case is named (C28)."""

    id: str
    kind: str
    attempts: int
    created_at: datetime
    failed_at: datetime
    error: str


def failed_work(connection: Connection, most: int = 200) -> tuple[FailedWork, ...]:
    """What waits for an administrator, the oldest first."""
    rows = connection.execute(
        select(
            OutboxRow.id,
            OutboxRow.kind,
            OutboxRow.attempts,
            OutboxRow.created_at,
            OutboxRow.failed_at,
            OutboxRow.last_error,
        )
        .where(OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_not(None))
        .order_by(OutboxRow.failed_at, OutboxRow.id)
        .limit(most)
    )
    return tuple(
        FailedWork(r.id, r.kind, r.attempts, r.created_at, r.failed_at, r.last_error or "")
        for r in rows
    )


def try_again(services: Services, by: Viewer, row_id: str) -> None:
    """By hand: failed work is due now, with all its tries. Raises NotVisible, RoleRefused."""
    with unit_of_work(services.database, acting(by)) as work:
        done = work.connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row_id, OutboxRow.failed_at.is_not(None))
            .where(OutboxRow.done_at.is_(None))
            .values(failed_at=None, attempts=0, due_at=work.now, last_error=BY_HAND)
        )
        if done.rowcount == 0:
            raise NotVisible
        work.audit("outbox.retried", objects={"row": row_id})
