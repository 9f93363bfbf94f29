"""The page of one victim: what each role reads of it."""

from __future__ import annotations

import pytest

from tests.casework.support import Support
from tests.world import World

STAY = {"kind": "open", "leave_right": "free", "consent": "yes"}


@pytest.fixture
def story(world: World) -> Support:
    told = Support(world).registered(safe_contact="Only mornings, never by letter.")
    told.presumed()
    told.in_plan()
    return told


def page_of(sign_in, story: Support, name: str, label: str = "V1", status: int = 200) -> str:
    return sign_in(name).get(f"/cases/{story.reference}/people/{label}", status)


def test_safe_contact_comes_first_and_the_rule_itself_is_not_on_the_page(sign_in, story) -> None:
    page = page_of(sign_in, story, "vso")
    assert page.index("Before any contact") < page.index("Where support stands")
    assert "not read today" in page
    assert "never by letter" not in page
    assert page.index("Needs") < page.index("What people were told")


def test_every_purpose_stands_on_the_page_and_silence_counts_as_no(sign_in, story) -> None:
    page = page_of(sign_in, story, "vso")
    assert page.count("never asked: counts as no") == 16
    assert "Spoken" not in page
    story.does("withdraw_consent", purpose="support")
    assert "withdrawn" in page_of(sign_in, story, "vso")


def test_a_prosecutor_sees_categories_and_never_the_shelter(sign_in, story) -> None:
    story.does("enter_shelter", **STAY, shelter_stays=[{"provider": "shelter"}])
    own, other = page_of(sign_in, story, "vso"), page_of(sign_in, story, "pros")
    assert "Stays in shelters" in own
    assert "Stays in shelters" not in other
    assert "wishes to stay" in own
    assert "wishes to stay" not in other
    assert "Safety" in other
    assert "do not contact" in other.lower()
    entry = story.does("leave_shelter", why="own_wish", shelter_stays=[{"row": "stay 1"}])
    shown = f"/cases/{story.reference}/entries/{entry.events[0].event_id}"
    assert "Own wish" in sign_in("vso").get(shown)
    assert "Own wish" not in sign_in("pros").get(shown)


def test_who_is_no_victim_of_the_case_is_not_there(sign_in, story) -> None:
    for label in ("V2", "A1", "x"):
        page_of(sign_in, story, "vso", label, status=404)


def test_the_case_page_shows_the_track_of_each_victim(sign_in, story) -> None:
    page = sign_in("vso").get(f"/cases/{story.reference}")
    assert f"/cases/{story.reference}/people/V1" in page
    assert "In support: plan needs follow-through by the provider" in page
