"""A demonstration with its people, empty, and one that is loaded once for all who only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctj.access.settings import AccessSettings
from ctj.exchange.demonstration.caseload import load_caseload
from ctj.exchange.demonstration.people import seat_everybody
from ctj.identity.keyring import KeyRing
from ctj.services import Services
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.conftest import services_of
from tests.databases import SqliteDatabases

#: Hashing is not what is tested here.
CHEAP = AccessSettings(hash_memory_kib=64, hash_passes=1, hash_lanes=1)


@pytest.fixture
def seated(
    sqlite_database: Database, keyring: KeyRing, library: Library, tmp_path: Path
) -> Services:
    """An empty demonstration whose people are seated."""
    services = services_of(sqlite_database, keyring, library, tmp_path)
    seat_everybody(services, CHEAP)
    return services


@pytest.fixture(scope="session")
def demonstration(
    sqlite_databases: SqliteDatabases,
    keyring: KeyRing,
    library: Library,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Services]:
    """The whole demonstration, loaded once: only look at it."""
    with sqlite_databases.new() as database:
        services = services_of(database, keyring, library, tmp_path_factory.mktemp("home"))
        seat_everybody(services, CHEAP)
        report = load_caseload(services)
        assert [str(one) for one in report.refusals] == []
        yield services
