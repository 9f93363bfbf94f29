"""What all tests share: databases made and dropped here, a key ring, definitions, and a `World`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctj.identity.keyring import KeyRing
from ctj.paths import workflows_dir
from ctj.services import Instance, Services
from ctj.transaction import Database
from ctj.workflow.calendar_files import calendars_from
from ctj.workflow.definitions import Library
from ctj.workflow.overlays import overlays_from
from ctj.workflow.reader import load
from tests.databases import PostgresqlDatabases, SqliteDatabases, why_no_postgresql
from tests.world import World

INSTANCE = Instance("Test instance", "PH", "Asia/Manila", demonstration=True)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresqlDatabases]:
    reason = why_no_postgresql()
    if reason:
        pytest.skip(reason)
    databases = PostgresqlDatabases()
    try:
        yield databases
    finally:
        databases.drop_all()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A new database with all tables, once on each back end. On PostgreSQL as the application's
    role; tests that need another one ask ``postgresql_databases``."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.new() as made:
        yield made


@pytest.fixture
def sqlite_database(sqlite_databases: SqliteDatabases) -> Iterator[Database]:
    """A new database, SQLite only: for tests of what no database can change."""
    with sqlite_databases.new() as made:
        yield made


@pytest.fixture
def postgresql_database(postgresql_databases: PostgresqlDatabases) -> Iterator[Database]:
    """A new database, PostgreSQL only: for what a file cannot do."""
    with postgresql_databases.new() as made:
        yield made


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    return KeyRing.create(folder / "root.json")


@pytest.fixture(scope="session")
def library() -> Library:
    """The real definitions."""
    return load()


@pytest.fixture
def services(database: Database, keyring: KeyRing, library: Library, tmp_path: Path) -> Services:
    return services_of(database, keyring, library, tmp_path)


def services_of(database: Database, keyring: KeyRing, library: Library, home: Path) -> Services:
    return Services(
        database=database,
        keyring=keyring,
        library=library,
        overlays=overlays_from(workflows_dir() / "jurisdictions"),
        calendars=calendars_from(),
        instance=INSTANCE,
        home=home,
    )


@pytest.fixture
def world(services: Services) -> World:
    """Agencies, users of every role, and cases, made when a test first asks for them."""
    return World(services)
