"""The unit of work: all or nothing, one commit, one clock."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, insert, select

from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.outbox import OutboxRow
from ctj.transaction import Actor, Database, DatabaseBusy, DatabaseLost, unit_of_work
from tests.world import World


def _count(database: Database, table: type) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_everything_in_it_is_saved_together(world: World) -> None:
    case_id = world.bare_case()
    actor = Actor("user", user_id=world.user("pros"), role="pros")
    with unit_of_work(world.database, actor) as work:
        work.audit("case.test", case_id=case_id, objects={"n": 1})
        work.outbox("test", {"case": case_id}, case_id=case_id)
    assert _count(world.database, AuditRow) == _count(world.database, OutboxRow) == 1


def test_nothing_is_saved_if_it_fails(world: World) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(world.database) as work:
        work.connection.execute(insert(OutboxRow).values(_outbox_row(work.now)))
        work.audit("case.test")
        raise ZeroDivisionError
    assert _count(world.database, AuditRow) == _count(world.database, OutboxRow) == 0


def test_an_inner_one_joins_the_outer_and_the_outermost_commits(world: World) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(world.database):
        with unit_of_work(world.database) as inner:
            inner.audit("inner")
        raise ZeroDivisionError
    assert _count(world.database, AuditRow) == 0


def test_an_inner_failure_cannot_be_swallowed(world: World) -> None:
    with pytest.raises(RuntimeError, match="nothing was saved"), unit_of_work(world.database):
        try:
            with unit_of_work(world.database) as inner:
                inner.audit("inner")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert _count(world.database, AuditRow) == 0


def test_a_refusal_is_audited_after_the_roll_back(world: World) -> None:
    case_id = world.bare_case()
    with pytest.raises(ZeroDivisionError), unit_of_work(world.database) as work:
        work.audit("case.step", case_id=case_id)
        work.refused("case.step_refused", case_id=case_id, rule="who")
        raise ZeroDivisionError
    with world.database.read() as connection:
        assert connection.scalars(select(AuditRow.action)).all() == ["case.step_refused"]


def test_a_read_connection_cannot_write(world: World) -> None:
    with pytest.raises(Exception, match=r"read.?only"), world.database.read() as connection:
        connection.execute(insert(OutboxRow).values(_outbox_row(world.database.now(connection))))


def test_a_write_after_a_read_on_the_same_connection_may_write(world: World) -> None:
    for _ in range(3):
        _count(world.database, OutboxRow)
        with unit_of_work(world.database) as work:
            work.outbox("test", {})
    assert _count(world.database, OutboxRow) == 3


def test_the_clock_stands_still_within_a_unit_of_work(world: World) -> None:
    with unit_of_work(world.database) as work:
        first = work.now
        assert first.utcoffset() is not None
        assert work.now == first


def test_a_locked_sqlite_file_gets_a_sentence(sqlite_database: Database) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with unit_of_work(sqlite_database) as work:
            work.outbox("test", {})
            assert work.now
            held.set()
            release.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    impatient = Database.open(str(sqlite_database.engine.url))
    try:
        with pytest.raises(DatabaseBusy, match="try again"), impatient.engine.connect() as raw:
            raw.connection.driver_connection.execute("PRAGMA busy_timeout=50")
            raw.close()
            with unit_of_work(impatient) as work:
                assert work.now
    finally:
        release.set()
        thread.join()
        impatient.close()


def test_a_lost_connection_gets_a_sentence_and_saves_nothing(
    postgresql_database: Database,
) -> None:
    with (
        pytest.raises(DatabaseLost, match="Nothing was saved"),
        unit_of_work(postgresql_database) as work,
    ):
        work.connection.execute(insert(OutboxRow).values(_outbox_row(work.now)))
        work.connection.connection.driver_connection.pgconn.finish()
        postgresql_database.now(work.connection)
    assert _count(postgresql_database, OutboxRow) == 0


def _outbox_row(now: object) -> dict[str, object]:
    return {"id": new_id(), "kind": "t", "payload": {}, "created_at": now, "due_at": now}
