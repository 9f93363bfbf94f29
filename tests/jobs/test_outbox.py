"""Claims by compare-and-set, five tries with growing delay, and what a crash leaves.

These must catch: the lease not asked in the update; tries not counted; the delay the same
each time; finished without asking for the lease; the text of an exception kept.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from sqlalchemy import select

from ctj.access.errors import NotVisible, RoleRefused
from ctj.casework.outbox import (
    DELAYS,
    LEASE,
    Work,
    claim,
    failed_work,
    finish,
    give_up,
    try_again,
)
from ctj.jobs.handlers import Handler, Tools
from ctj.jobs.runner import sweep
from ctj.model.outbox import OutboxRow
from ctj.services import Services
from ctj.transaction import unit_of_work
from tests.world import World

NOW = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KIND = "test.kind"


class Killed(BaseException):
    """The process ended here."""


def _put(services: Services, due: datetime = NOW) -> None:
    with unit_of_work(services.database) as work:
        work.outbox(KIND, {"thing": "1"}, due_at=due)


def _row(services: Services) -> OutboxRow:
    with services.database.read() as connection:
        return connection.execute(select(OutboxRow.__table__)).one()  # type: ignore[return-value]


def _sweep(services: Services, at: datetime, handler: Handler) -> int:
    return sweep(Tools(services, None), {KIND: handler}, at)


def test_what_is_not_due_waits(services: Services) -> None:
    _put(services, NOW + SECOND)
    assert claim(services, [KIND], at=NOW) == ()
    assert claim(services, ["other"], at=NOW + SECOND) == ()
    assert len(claim(services, [KIND], at=NOW + SECOND)) == 1


def test_a_claimed_row_is_nobody_elses_until_the_lease_ends(services: Services) -> None:
    _put(services)
    (first,) = claim(services, [KIND], at=NOW)
    assert claim(services, [KIND], at=NOW + LEASE - SECOND) == ()
    (second,) = claim(services, [KIND], at=NOW + LEASE)
    assert (first.attempt, second.attempt) == (1, 2)
    assert finish(services, first, NOW + LEASE) is False
    assert _row(services).done_at is None
    assert finish(services, second, NOW + LEASE) is True
    assert claim(services, [KIND], at=NOW + 2 * LEASE) == ()


def test_of_eight_who_claim_at_once_one_has_it(services: Services) -> None:
    for _ in range(3):
        _put(services)
    ready = Barrier(8)

    def one(_n: int) -> tuple[Work, ...]:
        ready.wait()
        return claim(services, [KIND], at=NOW)

    with ThreadPoolExecutor(8) as pool:
        found = [work.id for claimed in pool.map(one, range(8)) for work in claimed]
    assert len(found) == len(set(found)) == 3


def test_five_tries_with_growing_delay_then_failed_and_again_by_hand(world: World) -> None:
    services, tried, at = world.services, [], NOW
    _put(services)

    def refuses(_tools: Tools, _work: Work) -> None:
        tried.append(at)
        raise ValueError("Maria Santos Reyes")

    for delay in (*DELAYS, 0):
        assert _sweep(services, at - SECOND, refuses) == 0
        assert _sweep(services, at, refuses) == 1
        at += timedelta(seconds=delay)
    assert [b - a for a, b in pairwise(tried)] == [timedelta(seconds=one) for one in DELAYS]
    assert _sweep(services, at + timedelta(days=9), refuses) == 0
    row = _row(services)
    assert (row.failed_at is not None, row.last_error) == (True, "ValueError")
    with services.database.read() as connection:
        (failed,) = failed_work(connection)
    with pytest.raises(RoleRefused):
        try_again(services, world.viewer("mgr"), failed.id)
    try_again(services, world.viewer("adm"), failed.id)
    done: list[Work] = []
    later = services_now(services) + SECOND
    assert _sweep(services, later, lambda _tools, work: done.append(work)) == 1
    assert done[0].by_hand and _row(services).done_at is not None
    with pytest.raises(NotVisible):
        try_again(services, world.viewer("adm"), failed.id)


def services_now(services: Services) -> datetime:
    with services.database.read() as connection:
        return services.database.now(connection)


def test_who_dies_leaves_the_row_to_the_next(services: Services) -> None:
    _put(services)

    def dies(_tools: Tools, _work: Work) -> None:
        raise Killed

    with pytest.raises(Killed):
        _sweep(services, NOW, dies)
    done: list[str] = []
    assert _sweep(services, NOW + SECOND, lambda _t, work: done.append(work.id)) == 0
    assert _sweep(services, NOW + LEASE, lambda _t, work: done.append(work.id)) == 1
    assert len(done) == 1


def test_what_kills_every_worker_fails_in_the_end(services: Services) -> None:
    _put(services)
    for n in range(5):
        assert len(claim(services, [KIND], at=NOW + n * LEASE)) == 1
    assert claim(services, [KIND], at=NOW + 5 * LEASE) == ()
    assert _row(services).last_error == "gave_no_answer"


def test_a_lost_lease_changes_nothing(services: Services) -> None:
    _put(services)
    (first,) = claim(services, [KIND], at=NOW)
    (second,) = claim(services, [KIND], at=NOW + LEASE)
    assert give_up(services, first, "late", final=True, at=NOW + LEASE) is False
    assert finish(services, second, NOW + LEASE) is True
