"""Overrides of consent are counted on the manager's page, in the cases that the manager may see."""

from __future__ import annotations

from sqlalchemy import insert

from ctj.components.overrides import Overrides, overrides
from ctj.components.scope import Scope
from ctj.model.base import new_id
from ctj.model.registers import RegisterRow
from ctj.transaction import unit_of_work
from tests.world import World


def _consent(world: World, case_id: str, owner_id: str, status: str) -> None:
    values = {
        "id": new_id(),
        "case_id": case_id,
        "register": "consents",
        "number": 1,
        "owner_kind": "victim",
        "owner_id": owner_id,
        "status": status,
        "values": {},
        "created_by": new_id(),
        "changed_by": new_id(),
    }
    with unit_of_work(world.database) as work:
        work.connection.execute(insert(RegisterRow).values(values))


def test_overrides_are_counted_where_the_case_is_seen(world: World) -> None:
    """One person with two overrides and one with one, a consent that was given, and one override
    in a case that is not seen."""
    seen, other = world.bare_case(), world.bare_case()
    first, second = new_id(), new_id()
    for owner, status in (
        (first, "overridden_by_law"),
        (first, "overridden_by_law"),
        (second, "overridden_by_law"),
        (second, "given"),
    ):
        _consent(world, seen, owner, status)
    _consent(world, other, new_id(), "overridden_by_law")
    world.grant(seen, "pros")
    with world.database.read() as connection:
        found = overrides(connection, Scope(world.viewer("pros")))
    assert found == Overrides(rows=3, persons=2, cases=1)
