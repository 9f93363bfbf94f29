"""C13: rows follow each other on their chain, whoever writes at the same moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, event, select, text, update
from sqlalchemy.exc import DBAPIError

from ctj.audit import Entry, Head, append, case_chain, lock
from ctj.audit.chain import ChainForked
from ctj.audit.verify import verify
from ctj.model.audit import AuditHead, AuditRow
from ctj.model.base import new_id
from ctj.transaction import SYSTEM, Actor, Database

NOW = datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC)
CASES = [new_id() for _ in range(3)]


def entry(case: str | None = None, **objects: object) -> Entry:
    return Entry("track.fire", SYSTEM, case, "C01 team", objects)


def rows_on(connection: Connection, chain: str) -> Sequence[AuditRow]:
    wanted = select(AuditRow).where(AuditRow.chain == chain).order_by(AuditRow.seq)
    return connection.execute(wanted).all()  # type: ignore[return-value]


def test_each_row_names_the_hash_of_the_row_before(connection: Connection) -> None:
    for _ in range(3):
        append(connection, [entry(CASES[0]), entry(CASES[1])], NOW)
    for case in CASES[:2]:
        rows = rows_on(connection, case_chain(case))
        assert [row.seq for row in rows] == [1, 2, 3]
        assert [row.previous for row in rows] == ["0" * 64, rows[0].hash, rows[1].hash]
        head = connection.execute(select(AuditHead).where(AuditHead.chain == rows[0].chain)).one()
        assert (head.seq, head.hash) == (3, rows[2].hash)


def test_several_rows_of_one_chain_follow_each_other_in_the_order_given(
    connection: Connection,
) -> None:
    ids = append(connection, [entry(n=1), entry(CASES[0]), entry(n=2), entry(n=3)], NOW)
    rows = rows_on(connection, "instance")
    assert [json.loads(row.body)["what"]["objects"]["n"] for row in rows] == [1, 2, 3]
    assert [row.id for row in rows] == [ids[0], ids[2], ids[3]]


def test_what_was_written_verifies_whatever_it_holds(connection: Connection) -> None:
    actor = Actor("user", new_id().upper(), new_id(), "pros", new_id(), new_id())
    objects = {"ids": [new_id()], "é": 'e\u0301\u0000\n"\\', "deep": {"b": [1, None], "a": True}}
    here = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=7)))
    append(connection, [Entry("a.b_c1", actor, CASES[0].upper(), 'rule "x"', objects)], here)
    append(connection, [Entry("a", actor, None, None, {})], NOW.replace(microsecond=0))
    found = verify(connection)
    assert (found.rows, found.findings) == (2, ())


@pytest.mark.parametrize("action", ["", "Fire", "a b", "a" * 65, "a\n", 'a"b'])
def test_an_action_is_a_short_code(connection: Connection, action: str) -> None:
    with pytest.raises(ValueError, match="short code"):
        append(connection, [Entry(action, SYSTEM)], NOW)


def test_nothing_to_write_costs_nothing(connection: Connection) -> None:
    assert append(connection, [], NOW) == []


def test_any_number_of_rows_costs_four_statements_and_three_behind_a_lock(
    connection: Connection,
) -> None:
    append(connection, [entry(case) for case in CASES], NOW)
    sent: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *said: sent.append(said[2]))
    append(connection, [entry(case) for case in CASES] * 10, NOW)
    assert len(sent) == 3  # read the heads, write the rows, move the heads
    heads = lock(connection, [case_chain(CASES[0])])
    sent.clear()
    append(connection, [entry(CASES[0])], NOW, heads)
    assert len(sent) == 2


def test_a_head_that_somebody_moved_behind_the_lock_is_noticed(connection: Connection) -> None:
    append(connection, [entry()], NOW)
    heads = lock(connection, ["instance"])
    connection.execute(update(AuditHead).values(seq=9))
    with pytest.raises(ChainForked):
        append(connection, [entry()], NOW, heads)


def test_a_stale_head_cannot_fork_a_chain(connection: Connection) -> None:
    append(connection, [entry()], NOW)
    with pytest.raises((DBAPIError, ChainForked)):
        append(connection, [entry()], NOW, {"instance": Head(0, "0" * 64)})


def test_sixteen_writers_at_once_leave_no_gap_and_no_fork(database: Database) -> None:
    """T09, the audit's part: case chains and the chain of the instance, in either order."""

    def write(number: int) -> None:
        chains = [entry(CASES[number % 3]), entry(), entry(CASES[(number + 1) % 3])]
        for _ in range(6):
            with database.engine.connect() as connection:
                append(connection, chains, database.now(connection))
                connection.commit()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    with database.read() as connection:
        found = verify(connection)
    assert (found.rows, found.chains, found.findings) == (16 * 6 * 3, 4, ())


def test_a_transaction_that_is_rolled_back_leaves_no_trace(database: Database) -> None:
    with database.engine.connect() as connection:
        append(connection, [entry()], NOW)
        connection.rollback()
    with database.read() as connection:
        assert verify(connection).rows == 0
        assert connection.execute(select(AuditHead)).all() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_rows SET action = 'x'", "DELETE FROM audit_rows"]
)
def test_the_database_refuses_to_change_or_delete_a_row(
    connection: Connection, statement: str
) -> None:
    """C15: by trigger on both, and on PostgreSQL because the role may not."""
    append(connection, [entry()], NOW)
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        connection.execute(text(statement))
