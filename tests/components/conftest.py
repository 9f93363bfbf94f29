"""A database with the worked example of indicators.md section 4."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from ctj.model.facts import TABLES
from ctj.transaction import unit_of_work
from tests.components.worked_example import insert
from tests.components.worked_example_people import insert_people
from tests.world import World


@pytest.fixture
def reading(world: World) -> Iterator[Connection]:
    """All its cases, accused, victims and witnesses."""
    cases = {f"C{n:02d}": world.bare_case() for n in range(1, 13)}
    with unit_of_work(world.database) as work:
        insert(work.connection, TABLES["accused"], cases)
        insert_people(work.connection, cases)
    with world.database.read() as connection:
        yield connection
