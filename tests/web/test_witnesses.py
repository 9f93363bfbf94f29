"""Witnesses of a case as a page: what each role may know of how somebody is protected."""

from __future__ import annotations

import pytest

from ctj.queries import witnesses as views
from tests.casework.story import Story
from tests.casework.test_witness import Witness


@pytest.fixture
def witness(world) -> Witness:
    found = Witness(world).summoned()
    found.take("report_threat", "2024-06-05", threats=[{"kind": "to_family", "from_side": "yes"}])
    for name in ("vso", "wpo2"):
        world.user(name)
        world.grant(found.story.case_id, name)
    return found


def test_a_case_without_witnesses_says_so(sign_in, story: Story) -> None:
    story.open()
    page = sign_in("lead").get(f"/cases/{story.reference}/witnesses")
    assert "Nobody has been asked to testify" in page
    assert "No witness who is not a victim is named" in page


def test_state_risk_measures_threats_and_what_is_owed_stand_together(sign_in, witness) -> None:
    witness.story.charged()
    page = sign_in("wpo").get(f"/cases/{witness.story.reference}/witnesses")
    for words in (
        "Summoned: needs measures in place and preparation",
        "High",
        "Safe housing",
        "Screen",
        "To the family",
        "Tell the person: charge or no charge",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("role", "knows", "opens"),
    [("wpo", True, True), ("pros", True, False), ("vso", True, False), ("inv", False, False)],
)
@pytest.mark.parametrize("place", ["witnesses", "registers"])
def test_who_learns_of_a_measure_and_who_may_open_its_place(
    sign_in, witness, role, knows, opens, place
) -> None:
    page = sign_in(role).get(f"/cases/{witness.story.reference}/{place}")
    assert ("Safe housing" in page) is knows
    assert "Screen" in page
    assert ("group=location" in page) is (opens and place == "witnesses")
    assert "Hidden Lane" not in page


def test_only_witness_protection_opens_the_place(sign_in, witness) -> None:
    path = f"/cases/{witness.story.reference}/people/V1/reveal?group=location"
    asked = {"group": "location", "reason": "The escort needs the address today."}
    shown = sign_in("wpo", stepped_up=True).post(path, asked)
    assert "12 Hidden Lane" in shown
    for role in ("vso", "pros", "inv", "lead"):
        refused = sign_in(role, stepped_up=True).post(path, asked, status=422)
        assert "does not include the location" in refused
        assert "Hidden Lane" not in refused


def test_many_witnesses_come_by_the_page(sign_in, witness, monkeypatch) -> None:
    witness.story.victim(full_name="Second Person")
    told = {"state": "needs_asking", "source": "police", "occurred_on": "2024-03-05"}
    witness.story.take("witness_support.adopt", "V2", by=witness.vso, **told)
    monkeypatch.setattr(views, "PAGE", 1)
    browser, path = sign_in("wpo"), f"/cases/{witness.story.reference}/witnesses"
    first, second = browser.get(path), browser.get(f"{path}?page=2")
    assert "Page 1 of 2" in first and 'aria-label="V1"' in first
    assert 'aria-label="V2"' in second and 'aria-label="V1"' not in second
    assert "Page 2 of 2" in browser.get(f"{path}?page=99")
    assert "Page 1 of 2" in browser.get(f"{path}?page=x")


def test_the_case_page_carries_the_track_of_the_witness(sign_in, witness) -> None:
    page = sign_in("wpo").get(f"/cases/{witness.story.reference}")
    assert "Summoned: needs measures in place and preparation" in page
    assert f"/cases/{witness.story.reference}/witnesses" in page
