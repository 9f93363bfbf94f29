"""The verifier names the fault where it is: the three faults of a chain, and each column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from ctj.audit import Entry, append
from ctj.audit.verify import Finding, verify
from ctj.audit.walk import DESCRIBED, Walk
from ctj.model.base import new_id
from ctj.transaction import Actor, Database
from tests.audit.forgery import read_all, unlock
from tests.databases import PostgresqlDatabases, SqliteDatabases

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CASE = new_id()
ACTOR = Actor("user", new_id(), new_id(), "pros", new_id())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def owned(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database as the owner of its tables opens it."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    if isinstance(databases, SqliteDatabases):
        with databases.new() as made:
            yield made
        return
    assert isinstance(databases, PostgresqlDatabases)
    name = databases.new_name()
    database = Database.open(databases.url(name, databases.owner))
    yield database
    database.close()
    databases.drop(name)


@pytest.fixture
def connection(owned: Database) -> Iterator[Connection]:
    with owned.engine.connect() as opened:
        unlock(opened)
        append(opened, [Entry("a", ACTOR, CASE, None, {"n": n}) for n in range(1, 6)], NOW)
        yield opened
        opened.rollback()


def says(connection: Connection) -> list[tuple[int | None, str]]:
    return [(finding.seq, finding.says) for finding in verify(connection).findings]


def change(connection: Connection, at: int, /, **columns: Any) -> None:
    assigned = ", ".join(f"{name} = :{name}" for name in columns)
    statement = f"UPDATE audit_rows SET {assigned} WHERE seq = :at AND case_id IS NOT NULL"
    connection.execute(text(statement), {**columns, "at": at})


def test_a_dropped_link(connection: Connection) -> None:
    """The first of the three faults: a row does not hold on to the one before it."""
    change(connection, 3, previous="0" * 64)
    assert says(connection) == [
        (3, "does not name the hash of the row before it"),
        (3, "its column 'previous' is not what its content says"),
    ]


def test_reordered_rows(connection: Connection) -> None:
    """The second: rows 2 and 3 have changed places."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        change(connection, old, seq=new)
    found = says(connection)
    assert {seq for seq, _ in found} == {2, 3, 4}
    assert (2, "does not name the hash of the row before it") in found
    assert (2, "its column 'seq' is not what its content says") in found


def test_a_value_that_the_database_fills_in_after_the_hash(connection: Connection) -> None:
    """The third: a trigger or default completes a column that was hashed as null."""
    if connection.dialect.name == "sqlite":
        statement = (
            "CREATE TRIGGER fill AFTER INSERT ON audit_rows WHEN new.user_id IS NULL BEGIN "
            f"UPDATE audit_rows SET user_id = '{ACTOR.user_id}' WHERE id = new.id; END"
        )
        connection.execute(text(statement.replace(f"'{ACTOR.user_id}'", "new.id")))
    else:
        connection.execute(
            text(
                "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN NEW.user_id := NEW.id; RETURN NEW; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE TRIGGER fill BEFORE INSERT ON audit_rows FOR EACH ROW "
                "WHEN (NEW.user_id IS NULL) EXECUTE FUNCTION fill()"
            )
        )
    append(connection, [Entry("b", Actor(), CASE)], NOW)
    assert says(connection) == [(6, "its column 'user' is not what its content says")]


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("action", "b", "action"),
        ("action", 'a","at":"', "action"),
        pytest.param("id", new_id(), "id", id="another id"),
        ("user_id", None, "user"),
        ("case_id", None, "case"),
    ],
)
def test_each_column_is_held_against_the_content(
    connection: Connection, column: str, value: Any, name: str
) -> None:
    if column == "id" and connection.dialect.name == "sqlite":
        value = value.replace("-", "")
    change(connection, 2, **{column: value})
    assert says(connection) == [(2, f"its column '{name}' is not what its content says")]


def test_an_instant_that_differs_by_a_microsecond_is_noticed(connection: Connection) -> None:
    later = "2026-01-01 00:00:00.000001" + ("" if connection.dialect.name == "sqlite" else "+00")
    connection.execute(text(f"UPDATE audit_rows SET at = '{later}' WHERE seq = 4"))
    assert says(connection) == [(4, "its column 'at' is not what its content says")]


def test_missing_rows_are_named_by_their_place(connection: Connection) -> None:
    connection.execute(text("DELETE FROM audit_rows WHERE seq IN (2, 3)"))
    assert says(connection) == [(4, "follows row 1: rows between are missing")]


def test_a_chain_without_rows_and_one_without_head(connection: Connection) -> None:
    connection.execute(text("UPDATE audit_heads SET chain = 'instance'"))
    found = {(finding.chain, finding.says) for finding in verify(connection).findings}
    assert found == {
        (f"case:{CASE}", "has rows and no head"),
        ("instance", "has no rows; its head says 5"),
    }


def test_a_head_that_does_not_fit(connection: Connection) -> None:
    connection.execute(text("UPDATE audit_heads SET seq = 7"))
    assert says(connection) == [(5, "ends with row 5; its head says 7, or another hash")]


def test_content_that_is_no_audit_row(connection: Connection) -> None:
    for body in ("", "{}", "[]", "nonsense", '{"v": 1}', '"v"'):
        change(connection, 5, body=body)
        assert (5, "its content is not what was hashed") in says(connection)


def test_a_row_that_stands_twice_is_noticed(connection: Connection) -> None:
    """No database with its unique key can hold it; a copy without the key can."""
    (chain,) = read_all(connection).values()
    walk = Walk(connection, {}, None)
    for row in (chain[0], chain[0]):
        beginning = row["body"].partition('"what"')[0] + '"what":{'
        columns = row["chain"], row["seq"], row["previous"], row["hash"], row["body"]
        walk.see([(*columns, beginning)])
    assert [finding.says for finding in walk.findings] == ["stands twice"]


def test_many_findings_are_counted_and_the_first_described(connection: Connection) -> None:
    append(connection, [Entry("a", ACTOR, CASE) for _ in range(DESCRIBED + 50)], NOW)
    connection.execute(text("UPDATE audit_rows SET action = 'b'"))
    found = verify(connection)
    assert len(found.findings) == DESCRIBED < found.found
    assert not found.is_clean
    assert isinstance(found.findings[0], Finding)
