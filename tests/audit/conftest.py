"""What tests of the audit share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from ctj.transaction import Database


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
