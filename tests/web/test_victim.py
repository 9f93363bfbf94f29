"""The page of one victim: what each role reads of it."""

from __future__ import annotations

import pytest

from ctj.casework.approvals import request
from ctj.casework.steps import Correction
from ctj.queries.today.limits import limit_page
from tests.casework.support import CONSENT, Support
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


def punished(story: Support) -> str:
    fired = story.does(
        "record_np_event",
        event="detention_immigration",
        offence="begging",
        link="direct",
        np_events=[{"by": "immigration_border"}],
    )
    return fired.events[0].event_id


def test_who_approves_a_correction_reads_no_more_of_it_than_of_the_entry(sign_in, story) -> None:
    entry = story.answers("return", "no", on="2024-03-04").events[0].event_id
    row = {**CONSENT, "purpose": "return", "answer": "yes", "text_version": "Version 77"}
    correction = Correction(
        story.reference,
        "victim_support",
        "correct_event",
        entry,
        "typing_error",
        "Misread.",
        {"occurred_on": "2024-03-04", "consents": [row], "interpreter_named": "Ms N"},
    )
    story.world.viewer("vso2", "vso", agency="welfare")
    story.world.grant(story.case_id, "vso2")
    approval = request(story.services, story.vso, correction, "As the paper says.")
    page = f"/cases/{story.reference}/approvals/{approval}"
    read, unread = sign_in("vso2").get(page), sign_in("pros").get(page)
    assert "Version 77" in read and "Spoken, witnessed" in read
    assert "Version 77" not in unread and "Spoken, witnessed" not in unread
    assert "Misread." in unread and "Answers, one for each purpose" in unread


def test_what_a_mend_does_to_registers_that_are_not_read_is_not_told(sign_in, story) -> None:
    where = f"/cases/{story.reference}/entries/{punished(story)}/withdraw"
    why = {"mend.reason": "wrong_person", "mend.explanation": "It was another."}
    for name, told in (("pros", True), ("lead", False)):
        visitor = sign_in(name)
        visitor.get(where)
        page = visitor.post(where, why)
        assert "What will change" in page
        for words in ("punishment of this person", "relief from punishment", "victim detained"):
            assert (words in page.lower()) is told, (name, words)


def test_the_form_of_a_correction_is_for_who_reads_its_answers_or_told_them(sign_in, story) -> None:
    form = f"/cases/{story.reference}/entries/{punished(story)}"
    page = sign_in("pros").get(f"{form}/correct")
    assert 'value="begging" selected' in page or "Begging" in page
    refused = sign_in("lead").get(f"{form}/correct", 403)
    assert "answers that your role does not read" in refused and "Begging" not in refused
    assert "Correct this entry" not in sign_in("lead").get(form)
    assert "Correct this entry" in sign_in("pros").get(form)
    sign_in("lead").get(f"{form}/withdraw")


def test_limits_of_many_cases_tell_nobody_of_a_stay_that_the_role_is_not_shown(
    story: Support,
) -> None:
    world = story.world
    day = world.viewer("vso", agency="welfare").now.date().isoformat()
    story.does("enter_shelter", occurred_on=day, **STAY, shelter_stays=[{"provider": "shelter"}])
    threat = {"kind": "threat", "account": "Called at night.", "acted_on": "no"}
    story.does("record_incident", occurred_on=day, **threat)
    for name in ("inv", "vso"):
        world.grant(story.case_id, name)
        viewer = world.viewer(name)
        with world.database.read() as connection:
            told = limit_page(
                connection, viewer, story.services, supervised="shelter_consent_review"
            )
            known = limit_page(connection, viewer, story.services, supervised="threat_answer")
        assert bool(told.lines) is (name == "vso")
        assert known.lines


def test_the_activity_does_not_say_that_a_victim_was_punished(sign_in, story) -> None:
    """Process model 1.7, 22: sealed to the prosecutor and the victim-support officer."""
    entry = punished(story)
    where = f"/cases/{story.reference}"
    for name, told in (("pros", True), ("vso", True), ("lead", False)):
        visitor = sign_in(name)
        for page in (f"{where}/activity", where, f"{where}/entries/{entry}"):
            said = (
                "Record arrest, charge, detention"
                in visitor.get(page).partition("</aside>")[2 if page == where else 0]
            )
            assert said is told, (name, page)
