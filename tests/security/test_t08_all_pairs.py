"""T08: every state times every trigger, `to_<state>` names too, by page and write path.

A trigger that the definition does not allow from a state changes nothing and is refused with a
sentence; one that it allows asks for its form (or for what is missing), and with nothing typed it
changes nothing either. The expected answers come from the table of states in the YAML file, read
here as plain text and not through the compiled machine.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from ruamel.yaml import YAML
from sqlalchemy import func, select

from ctj.app import create_app
from ctj.casework.adoption import Adoption, adopt
from ctj.casework.refusals import Blocked, FormErrors, NotAllowedHere, NotFromHere
from ctj.casework.steps import Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.model.events import Event
from ctj.paths import workflows_dir
from ctj.services import Services
from ctj.transaction import Database
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.world import World

FILE: dict[str, Any] = YAML(typ="safe").load(workflows_dir() / "prosecution.yaml")
COMMON: dict[str, Any] = YAML(typ="safe").load(workflows_dir() / "common.yaml")
STATES = [state["id"] for state in FILE["states"]]
DONE = [state["id"] for state in FILE["states"] if state["kind"] == "done"]
SAMPLE = ("suspected", "on_trial", "executed")


def _expanded(names: list[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        if name == "@any":
            found |= set(STATES)
        elif name == "@not_done":
            found |= set(STATES) - set(DONE)
        elif name.startswith("@"):
            found |= _expanded(FILE["groups"][name[1:]])
        else:
            found.add(name)
    return found


def _triggers() -> dict[str, tuple[set[str], bool]]:
    """Trigger to (states it may start in, whether a person may press it)."""
    steps = [*FILE["transitions"], *COMMON["transitions"]]
    found = {
        step["id"]: (_expanded(step.get("from", [])), not step.get("only_fired_by"))
        for step in steps
    }
    return found | {f"to_{state}": (set(), False) for state in STATES}


TRIGGERS = _triggers()


def _case_in(story: Story, state: str) -> None:
    story.open()
    known = {"occurred_on": "2019-05-01", "state": state, "source": "court", "milestones": {}}
    rows = {"charges": [{"offence": "ph.tip.4a", "status": "filed"}]}
    matter = Adoption(story.reference, "prosecution", "A1", {**known, "rows": rows})
    adopt(story.services, story.pros, matter)


def _events(database: Database, case_id: str) -> int:
    with database.read() as connection:
        count = select(func.count()).select_from(Event).where(Event.case_id == case_id)
        return int(connection.execute(count).scalar_one())


def _refusal(story: Story, trigger: str) -> type[Exception] | None:
    step = Step(story.reference, "prosecution", trigger, (SubjectStep("A1"),), {}, {})
    for viewer in (story.pros, story.lead):
        try:
            fire(story.services, viewer, step)
        except NotFromHere:
            return NotFromHere
        except NotAllowedHere as refused:
            last: type[Exception] = type(refused)
        except (FormErrors, Blocked) as refused:
            return type(refused)
        else:
            return None
    return last


@pytest.mark.parametrize(
    "state", [s if s in SAMPLE else pytest.param(s, marks=pytest.mark.full) for s in STATES]
)
def test_every_trigger_through_the_write_path(world: World, state: str) -> None:
    story = Story(world)
    _case_in(story, state)
    before = _events(world.database, story.case_id)
    wrong = []
    for trigger, (starts, pressed) in TRIGGERS.items():
        refusal = _refusal(story, trigger)
        expected = state in starts and pressed
        if expected is (refusal in (NotFromHere, NotAllowedHere)) or refusal is None:
            wrong.append((trigger, refusal))
    assert wrong == []
    assert _events(world.database, story.case_id) == before


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})


@pytest.mark.parametrize(
    "state", [s if s == "on_trial" else pytest.param(s, marks=pytest.mark.full) for s in STATES]
)
def test_every_trigger_through_the_page(world: World, app: Flask, state: str) -> None:
    story = Story(world)
    _case_in(story, state)
    before = _events(world.database, story.case_id)
    browser = Browser(app, world, "pros")
    browser.get("/account")
    wrong = []
    for trigger in TRIGGERS:
        url = f"/cases/{story.reference}/steps/prosecution/{trigger}?for=A1"
        answer = browser.submit(url, {"do": "check"})
        known = not trigger.startswith("to_")
        if answer.status_code not in ((302, 303, 409, 422) if known else (404,)):
            wrong.append((trigger, answer.status_code))
    assert wrong == []
    assert _events(world.database, story.case_id) == before
