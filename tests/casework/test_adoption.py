"""A matter that began elsewhere enters with the milestones known, and then goes on as any."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ctj.casework.adoption import Adoption, adopt
from ctj.casework.cases import Opening, open_case
from ctj.casework.refusals import Blocked, FormErrors, NotFromHere
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.facts import TABLES
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world)
    story.open()
    return story


ON_TRIAL = {
    "occurred_on": "2019-05-01",
    "state": "on_trial",
    "source": "court",
    "milestones": {"suspected": "2018", "charged": "2018-06", "tip_charged": "yes"},
    "rows": {"charges": [{"offence": "ph.tip.4a", "status": "filed"}]},
}


def test_a_person_new_in_the_case_enters_where_the_matter_stands(story: Story) -> None:
    fired = adopt(
        story.services, story.pros, Adoption(story.reference, "prosecution", "A1", ON_TRIAL)
    )
    assert fired.added == ("A1",)
    assert fired.events[0].state == "on_trial"
    with story.world.database.read() as connection:
        facts = connection.execute(
            select(TABLES["accused"][0].c.charged_precision, TABLES["accused"][0].c.origin)
        ).one()
        charge = connection.execute(
            select(TABLES["charges"][0].c.is_tip, TABLES["charges"][0].c.origin)
        ).one()
        origin = connection.scalars(select(Event.origin).where(Event.kind == "adopt")).one()
        clocks = connection.scalars(
            select(ClockRow.clock).where(ClockRow.subject_id.is_not(None))
        ).all()
    assert tuple(facts) == ("month", "imported")
    assert tuple(charge) == ("yes", "imported")
    assert (origin, clocks) == ("imported", [])


def test_later_steps_go_the_ordinary_way(story: Story) -> None:
    adopt(story.services, story.pros, Adoption(story.reference, "prosecution", "A1", ON_TRIAL))
    story.victim()
    assert story.convicted().events[0].state == "appeal_period_running"


def test_a_track_that_runs_is_not_taken_over(story: Story) -> None:
    story.suspect()
    with pytest.raises((NotFromHere, Blocked)):
        adopt(story.services, story.pros, Adoption(story.reference, "prosecution", "A1", ON_TRIAL))


def test_an_unknown_state_or_milestone_is_told(story: Story) -> None:
    with pytest.raises(NotFromHere):
        adopt(
            story.services,
            story.pros,
            Adoption(story.reference, "prosecution", "", {**ON_TRIAL, "state": "in_limbo"}),
        )
    wrong = {**ON_TRIAL, "milestones": {"caught": "2018"}}
    with pytest.raises(FormErrors, match="caught"):
        adopt(story.services, story.pros, Adoption(story.reference, "prosecution", "", wrong))


def test_pseudonyms_are_given_in_their_order(story: Story) -> None:
    with pytest.raises(FormErrors, match="A1, not A7"):
        adopt(story.services, story.pros, Adoption(story.reference, "prosecution", "A7", ON_TRIAL))


def test_a_whole_case_may_begin_elsewhere(story: Story) -> None:
    answers = {
        "occurred_on": "unknown",
        "state": "with_prosecutor",
        "source": "court",
        "milestones": {"opened": "2017"},
    }
    fired = open_case(story.services, story.lead, Opening(answers, transition="adopt"))
    assert fired.events[0].state == "with_prosecutor"
