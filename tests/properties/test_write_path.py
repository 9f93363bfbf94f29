"""T07: any sequence of legal and illegal steps by any role, against a small model.

What the model forbids never persists, leaves no event, and the audit shows the refusal. What it
allows leaves the state that the model says. In the end replay equals state, and facts rebuilt are
identical.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ctj.access.errors import NotVisible, Refusal
from ctj.casework.rebuild import rebuild_case
from ctj.casework.refusals import Blocked, NotAllowedHere, NotFromHere
from ctj.casework.steps import Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.identity.keyring import KeyRing
from ctj.model.audit import AuditRow
from ctj.model.events import Event
from ctj.model.tracks import Track
from ctj.queries.situations import load_case
from ctj.queries.verify import verify_case
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.casework.story import ALL_REASONS, CHARGE, Story
from tests.conftest import services_of
from tests.world import ROLES, World

BEFORE, CHARGED = {"suspected", "needs_charge_decision"}, {"waiting_for_trial", "on_trial"}
JUDGED = {"waiting_for_sentence", "appeal_period_running", "waiting_for_appeal"}
LIVE = BEFORE | CHARGED | JUDGED | {"halted"}
COURT = {"court": "court", "court_special": "unknown", "prosecutor_special": "unknown"}
#: transition -> (from, to or None for an act, roles, the rest of its form)
MODEL: Mapping[str, tuple[set[str], str | None, str, Mapping[str, Any]]] = {
    "charge": (BEFORE, "waiting_for_trial", "pros lead", CHARGE),
    "check_non_punishment": (LIVE, None, "pros", {"link": "no_link", "decision": "not_a_victim"}),
    "open_trial": ({"waiting_for_trial"}, "on_trial", "pros", COURT),
    "declare_mistrial": ({"on_trial"}, "waiting_for_trial", "pros", {"reason": "other"}),
    "convict": (
        {"on_trial"},
        "waiting_for_sentence",
        "pros",
        {"verdicts": [{"row": "charge 1", "state": "proven"}], "in_absence": "no"},
    ),
    "sentence": (
        {"waiting_for_sentence"},
        "appeal_period_running",
        "pros",
        {"parts": [{"part": "custody", "months": "12"}]},
    ),
    "lodge_appeal": (
        {"appeal_period_running", "waiting_for_trial"},
        "waiting_for_appeal",
        "pros",
        {"by": ["accused"], "against": ["conviction"], "court": "court"},
    ),
    "order_retrial": ({"waiting_for_appeal"}, "waiting_for_trial", "pros", {"court": "court"}),
    "abscond": (BEFORE | CHARGED, "halted", "inv lead pros", {"abroad": "no"}),
    "resume_for_trial": ({"halted"}, "waiting_for_trial", "pros", {"how": "arrested"}),
    "resume_before_charge": (
        {"halted"},
        "needs_charge_decision",
        "inv lead pros",
        {"how": "arrested"},
    ),
    "add_note": (LIVE, None, "inv lead pros vso wpo cao stew", {"text": "A word."}),
    "become_final_convicted": ({"nowhere in this model"}, None, "pros", {"how": "waived"}),
}
SEES = set(ROLES) - {"mgr", "adm", "aud", "exec"}


@dataclass
class Model:
    """Where the accused stands, by the model. ``guards`` says which steps guards must refuse."""

    state: str = "suspected"
    seen: set[str] = field(default_factory=set)

    def expects(self, step: str, role: str) -> type[Exception] | None:
        origins, _target, who, _form = MODEL[step]
        if role not in SEES:
            return NotVisible
        if role not in who.split():
            return NotAllowedHere
        if self.state not in origins:
            return NotFromHere
        return Blocked if self._lacks(step, role) else None

    def _lacks(self, step: str, role: str) -> bool:
        if step == "charge":
            return role == "lead" or "check_non_punishment" not in self.seen
        if step == "resume_for_trial":
            return "charge" not in self.seen
        if step == "resume_before_charge":
            return "charge" in self.seen
        return step == "lodge_appeal" and self.state == "waiting_for_trial"

    def moves(self, step: str) -> None:
        self.state = MODEL[step][1] or self.state
        self.seen.add(step)


STEPS = st.tuples(st.sampled_from(sorted(MODEL)), st.sampled_from([*ROLES, *["pros"] * 8]))


def _run(story: Story, viewers: Mapping[str, Any], steps: list[tuple[str, str]]) -> None:
    story.open()
    story.suspect()
    story.world.grant_all(story.case_id, *(viewers.keys() - {"pros", "lead"}))
    model, recorded, refused = Model(), _recorded(story), _refusals(story)
    for step, role in steps:
        if _try(story, viewers[role], model, step, role):
            recorded += 1
        else:
            refused += 1
    assert (_recorded(story), _refusals(story), _state(story)) == (recorded, refused, model.state)
    _check_whole(story)


def _try(story: Story, viewer: Any, model: Model, step: str, role: str) -> bool:
    """Whether it was recorded; that and nothing else must be what the model says."""
    expected = model.expects(step, role)
    answers = {"occurred_on": "2024-06-01", **MODEL[step][3]}
    taken = Step(story.reference, "prosecution", step, (SubjectStep("A1"),), answers, ALL_REASONS)
    try:
        fired = fire(story.services, viewer, taken)
    except Refusal as refused:
        assert expected is not None, f"{step} by {role} in {model.state}: {refused}"
        assert isinstance(refused, expected), f"{step} by {role} in {model.state}: {refused!r}"
        return False
    assert expected is None, f"{step} by {role} in {model.state} was recorded"
    model.moves(step)
    assert [(one.transition, one.state) for one in fired.events] == [(step, model.state)]
    return True


def _recorded(story: Story) -> int:
    with story.world.database.read() as connection:
        return connection.execute(
            select(func.count()).select_from(Event).where(Event.case_id == story.case_id)
        ).scalar_one()


def _refusals(story: Story) -> int:
    """Rows of the audit that show a refusal, of this case and of what is invisible."""
    with story.world.database.read() as connection:
        return connection.execute(
            select(func.count())
            .select_from(AuditRow)
            .where(AuditRow.action.in_(("step.refused", "case.not_visible")))
        ).scalar_one()


def _state(story: Story) -> str:
    with story.world.database.read() as connection:
        return connection.execute(
            select(Track.state).where(Track.case_id == story.case_id, Track.track == "prosecution")
        ).scalar_one()


def _check_whole(story: Story) -> None:
    """Replay equals state before and after everything is made again from the events."""
    for again in (False, True):
        if again:
            rebuild_case(story.services, story.case_id)
        with story.world.database.read() as connection:
            now = story.world.database.now(connection)
            case = load_case(connection, story.services, story.case_id, now)
            found, _ = verify_case(connection, story.services, case, random.Random(0), 3)
        assert found == []


@pytest.fixture
def story(database: Database, keyring: KeyRing, library: Library, tmp_path: Path) -> Story:
    return Story(World(services_of(database, keyring, library, tmp_path)))


@pytest.fixture
def viewers(story: Story) -> dict[str, Any]:
    return {role: story.world.viewer(role) for role in ROLES}


#: The database is shared by the runs, each on a case of its own. Shrinking would take minutes, and
#: the message names step, role and state.
SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@settings(SLOW, max_examples=30)
@given(steps=st.lists(STEPS, min_size=4, max_size=10))
def test_t07_quick(story: Story, viewers: dict[str, Any], steps: list[tuple[str, str]]) -> None:
    _run(story, viewers, steps)


@pytest.mark.full
@pytest.mark.timeout(1800)
@settings(SLOW, max_examples=100)
@given(steps=st.lists(STEPS, min_size=50, max_size=50))
def test_t07_full(story: Story, viewers: dict[str, Any], steps: list[tuple[str, str]]) -> None:
    _run(story, viewers, steps)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(SLOW, max_examples=500)
@given(steps=st.lists(STEPS, min_size=50, max_size=50))
def test_t07_long(story: Story, viewers: dict[str, Any], steps: list[tuple[str, str]]) -> None:
    _run(story, viewers, steps)
