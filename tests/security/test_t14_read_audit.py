"""T14: whatever is looked at, by whomever, in whatever order: one audit row each, with the rule."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from ctj.access.errors import NotVisible, RoleRefused
from ctj.audit.verify import verify
from ctj.model.audit import AuditRow
from ctj.queries.looks import REVEAL
from tests.casework.test_reveal import Opened
from tests.world import World

GROUPS = ("name", "birth", "documents", "contact")


@pytest.mark.parametrize("looks", [60, pytest.param(500, marks=pytest.mark.full)])
def test_every_look_has_one_row_with_its_rule_and_every_refusal_has_one_too(
    world: World, looks: int
) -> None:
    """Values shown = rows of looks, one by one; values refused show nothing."""
    case, chance = Opened(world), Random(14)
    roles = ("inv", "lead", "pros", "vso", "wpo", "cao", "stew", "exec")
    viewers = [
        (role, case.viewer(role, f"{role}{number}")) for number in range(8) for role in roles
    ]
    shown, refused, hidden = Counter[tuple[str, ...]](), Counter[str](), 0
    for _ in range(looks):
        role, viewer = chance.choice(viewers)
        label, group = chance.choice(("A1", "V1")), chance.choice(GROUPS)
        try:
            case.look(viewer, label, group)
        except NotVisible:
            hidden += 1
        except RoleRefused:
            refused[viewer.user_id] += 1
        else:
            shown[viewer.user_id, f"C01 team user; C03 {group} {role}"] += 1
    assert shown and refused and hidden
    assert written(world, REVEAL) == shown
    assert sum(written(world, f"{REVEAL}.refused").values()) == refused.total() + hidden
    with world.database.read() as connection:
        assert verify(connection).findings == ()


def written(world: World, action: str) -> Counter[tuple[str, ...]]:
    with world.database.read() as connection:
        bodies = connection.scalars(select(AuditRow.body).where(AuditRow.action == action))
        rows = [json.loads(body) for body in bodies]
    return Counter((row["user"], row["what"]["rule"]) for row in rows)
