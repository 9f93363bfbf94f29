"""T04: a case is listed exactly when it may be opened, and both are what C01 says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection

from ctj.access.rule import Order, all_visible, sight, sight_of_reference, visible_cases
from ctj.access.viewers import Viewer, load_viewer
from ctj.transaction import Database
from tests.security.worlds import Told, case_id, store, user_id, worlds


def _examples(count: int) -> settings:
    """The database fixture is made once per back end; each example rolls back what it wrote."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=count, deadline=None, suppress_health_check=checks)


PAGE = 2


def _pages(connection: Connection, viewer: Viewer, order: Order) -> list[str]:
    """All pages of the list, in order, by its own keys."""
    listed: list[str] = []
    after = None
    while True:
        page = connection.execute(visible_cases(viewer, order=order, after=after, limit=PAGE)).all()
        listed += [row.case_id for row in page]
        if len(page) < PAGE:
            return listed
        after = (page[-1].changed_at, page[-1].case_id)


def _check(database: Database, told: Told) -> None:
    with database.engine.connect() as connection:
        now = database.now(connection)
        store(connection, told, now)
        for user in told.users:
            viewer = replace(load_viewer(connection, user_id(user)), now=now)
            _check_viewer(connection, viewer, {
                case_id(case): told.rights(user, case) for case in told.cases
            })  # fmt: skip
        connection.rollback()


def _check_viewer(connection: Connection, viewer: Viewer, rights: dict[str, str | None]) -> None:
    expected = {case for case, right in rights.items() if right}
    newest = _pages(connection, viewer, Order.LATEST_FIRST)
    oldest = _pages(connection, viewer, Order.OLDEST_FIRST)
    assert sorted(newest) == sorted(expected), "the list is what C01 says, each case once"
    assert oldest == newest[::-1], "the same in the other order"
    assert set(connection.scalars(all_visible(viewer))) == expected
    for case, right in rights.items():
        seen = sight(connection, viewer, case)
        assert (seen.rights if seen else None) == right, "one case is decided alike"


@_examples(200)
@given(told=worlds())
def test_a_case_is_listed_exactly_when_it_may_be_opened(database: Database, told: Told) -> None:
    """C01, T04: 200 worlds, two users and five cases each, on both databases."""
    _check(database, told)


@pytest.mark.full
@pytest.mark.timeout(600)
@_examples(2000)
@given(told=worlds())
def test_the_same_in_two_thousand_worlds(database: Database, told: Told) -> None:
    """C01, T04 at its full figure."""
    _check(database, told)


def test_a_reference_and_an_id_decide_alike(database: Database, world) -> None:
    mine, hidden = world.bare_case(), world.bare_case()
    world.grant(mine, "inv")
    viewer = world.viewer("inv")
    with database.read() as connection:
        seen = sight(connection, viewer, mine)
        assert seen is not None
        assert sight_of_reference(connection, viewer, seen.reference) == seen
        assert sight(connection, viewer, hidden) is None
        assert sight_of_reference(connection, viewer, "NOT-THERE") is None
