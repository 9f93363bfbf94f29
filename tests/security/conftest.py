"""One site for all tests that only ask: made once, on SQLite; every request has its own session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctj.identity.keyring import KeyRing
from ctj.workflow.definitions import Library
from tests.conftest import services_of
from tests.databases import SqliteDatabases
from tests.security.site import Site


@pytest.fixture(scope="session")
def site(
    sqlite_databases: SqliteDatabases,
    keyring: KeyRing,
    library: Library,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    with sqlite_databases.new() as database:
        yield Site(services_of(database, keyring, library, tmp_path_factory.mktemp("site")))
