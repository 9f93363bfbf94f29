"""What tests of the vault share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from ctj.identity import KeyRing
from ctj.transaction import Database


@pytest.fixture
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """A ring of its own for each test, since tests rotate it."""
    return KeyRing.create(tmp_path_factory.mktemp("ring") / "keys" / "root.json")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One database for a file of tests that commit nothing."""
    with request.getfixturevalue(f"{request.param}_databases").new() as made:
        yield made


@pytest.fixture
def connection(shared_database: Database) -> Iterator[Connection]:
    """A transaction that is rolled back after the test."""
    with shared_database.engine.connect() as opened:
        yield opened
        opened.rollback()
