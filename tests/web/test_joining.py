"""Joining two cases as pages: form, what will happen, a second person, both cases after."""

from __future__ import annotations

import re

import pytest

from ctj.queries.approvals import waiting
from tests.casework.story import Story
from tests.web.forms_of import form_of


@pytest.fixture
def there(world) -> Story:
    story = Story(world)
    story.open()
    story.suspect(full_name="Pedro Santos")
    return story


def every_page(visitor, reference: str) -> dict[str, str]:
    """Each page of a case, and of each of its entries."""
    pages = {
        name: visitor.get(f"/cases/{reference}{name}")
        for name in ("", "/people", "/registers", "/activity", "/team")
    }
    for event_id in set(re.findall(r"/entries/([0-9a-f-]{36})", pages["/activity"])):
        pages[event_id] = visitor.get(f"/cases/{reference}/entries/{event_id}")
    return pages


def test_two_cases_are_joined_and_parted_again(sign_in, world, story, there) -> None:
    story.begun()
    story.charged()
    world.viewer("lead2", "lead")
    for one in (story, there):
        world.grant(one.case_id, "lead2")
    lead, second = sign_in("lead"), sign_in("lead2")
    assert "Join two cases" in lead.get(f"/cases/{story.reference}?steps=all")
    address = f"/cases/{story.reference}/steps/investigation/merge_case"
    form = form_of(lead.get(address))
    sent = form.with_(
        occurred_on__day="2", occurred_on__month="5", occurred_on__year="2024",
        other_case=there.reference, subjects=["V1", "A1"], reason="The same house.", do="check",
    )  # fmt: skip
    page = lead.post(address, sent)
    assert "V1, A1 go along" in page and "A1 is A2 there" in page
    assert "Ask a second person" in page or "second person" in page
    page = lead.post(address + "/check", {"do": "ask", "why": "Please look."})
    assert "Asked for approval" in page
    with world.database.read() as connection:
        (one,) = waiting(connection, world.viewer("lead2"), world.services.library)
    place = f"/cases/{story.reference}/approvals/{one.id}"
    assert "The same house." in second.get(place)
    second.post(place, {"decision": "approved"})
    assert "A2" in lead.get(f"/cases/{there.reference}")
    left, received = every_page(lead, story.reference), every_page(lead, there.reference)
    assert "Undo it" in "".join(left.values()) and "Undo it" in "".join(received.values())
    earlier = lead.get(f"/cases/{there.reference}/activity/earlier")
    assert "Charge" in earlier and story.reference in earlier
