"""Adding somebody after 'same' was answered: the check page asks who it is."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ctj.casework.drafts import save_draft
from ctj.casework.known_people import record_judgements, search_known_people
from ctj.casework.steps import Step
from ctj.model.cases import SubjectRow
from tests.casework.story import VICTIM, Story


@pytest.fixture
def two(world):
    first, second = Story(world), Story(world)
    for story in (first, second):
        story.open()
    first.victim()
    record_judgements(world.services, story.lead, {(first.reference, "V1"): "same"})
    step = Step(second.reference, "investigation", "register_victim", answers=VICTIM)
    save_draft(world.services, world.viewer("lead"), step)
    return first, second


def address(story):
    return f"/cases/{story.reference}/steps/investigation/register_victim/check"


def records(world):
    with world.database.read() as connection:
        return connection.execute(
            select(func.count(SubjectRow.person_id.distinct())).where(SubjectRow.label == "V1")
        ).scalar_one()


def test_the_person_found_stands_chosen_and_is_recorded(world, two, sign_in):
    first, second = two
    lead = sign_in("lead")
    page = lead.get(address(second))
    chosen = f'value="{first.reference}:V1" required checked'
    assert "Who is this?" in page and chosen in page
    told = lead.post(address(second), {"do": "record", "who": f"{first.reference}:V1"})
    assert "New in the case: V1" in told
    assert records(world) == 1


def test_somebody_new_can_be_said_and_something_must_be(world, two, sign_in):
    _first, second = two
    lead = sign_in("lead")
    lead.get(address(second))
    for nothing in ("", "V1", f"{second.reference}:V1", "x" * 9000):
        page = lead.post(address(second), {"do": "record", "who": nothing}, status=422)
        assert "Say whether this is the person whom you found" in page
    lead.post(address(second), {"do": "record", "who": "new"})
    assert records(world) == 2


def test_who_found_nobody_is_not_asked(world, two, sign_in):
    _first, second = two
    world.grant(second.case_id, "inv")
    viewer = world.viewer("inv")
    search_known_people(world.services, viewer, "nobody at all")
    step = Step(second.reference, "investigation", "register_victim", answers=VICTIM)
    save_draft(world.services, viewer, step)
    assert "Who is this?" not in sign_in("inv").get(address(second))
