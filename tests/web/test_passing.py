"""C07 on the pages of a step: the pseudonym is offered; a reason lets the text pass."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ctj.model.events import Event
from tests.casework.story import Story
from tests.web.forms_of import form_of

WHY = "Reyes is also the village of the port."
NAMED = "We met Reyes and Santos at the port."


@pytest.fixture
def story(world):
    story = Story(world)
    story.open()
    story.victim()
    return story


def test_the_second_try_with_a_reason_is_recorded(world, story, sign_in):
    lead = sign_in("lead")
    url = f"/cases/{story.reference}/steps/investigation/add_note"
    date = {"occurred_on.day": "3", "occurred_on.month": "3", "occurred_on.year": "2024"}
    assert "name-in-text" not in lead.get(url)
    page = lead.post(url, {**date, "text": NAMED, "do": "check"}, status=422)
    assert "Write V1 in its place" in page and NAMED in page
    again = {**form_of(page).values, "reason:name_in_text": WHY, "do": "check"}
    page = lead.post(url, again)
    assert "Check your answers" in page and WHY in page
    assert "A text holds the sealed name of V1" in page
    page = lead.post(url + "/check", {"do": "record", "reason:name_in_text": " "}, status=422)
    assert "Write V1 in its place" in page and WHY in page
    lead.post(url + "/check", {"do": "record", "reason:name_in_text": WHY})
    with world.database.read() as connection:
        newest = select(Event.findings).order_by(Event.seq.desc()).limit(1)
        (finding,) = connection.scalar(newest)
    assert finding["guard"] == "name_in_text"


def test_a_number_that_belongs_to_nobody_asks_for_a_reason(story, sign_in):
    lead = sign_in("lead")
    url = f"/cases/{story.reference}/steps/investigation/add_note"
    date = {"occurred_on.day": "3", "occurred_on.month": "3", "occurred_on.year": "2024"}
    page = lead.post(url, {**date, "text": "Call +62 812 3456 7890.", "do": "check"})
    assert "looks like a telephone number" in page
    page = lead.post(url + "/check", {"do": "record"}, status=422)
    assert "Say why you record it all the same" in page
    assert "Recorded" in lead.post(
        url + "/check", {"do": "record", "reason:number_in_text": "The number of the shelter."}
    )
