"""An entry in full, and its mending through the pages: correct, withdraw, insert, ask, refuse."""

from __future__ import annotations

import re

import pytest

from ctj.casework.approvals import decide
from ctj.queries.approvals import waiting
from ctj.queries.case_log import load_log
from tests.web.forms_of import form_of


@pytest.fixture
def case(story):
    """Charged and on trial; a colleague on the team."""
    story.begun()
    story.charged(note="V1 was heard twice.")
    story.on_trial()
    story.world.user("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    return story


def entries(story):
    with story.world.database.read() as connection:
        return load_log(connection, story.case_id)


def entry(story, transition):
    return next(e for e in reversed(entries(story)) if e.transition == transition)


def url(story, transition, rest=""):
    return f"/cases/{story.reference}/entries/{entry(story, transition).id}{rest}"


def test_an_entry_says_what_who_when_and_by_which_rules(case, sign_in):
    page = sign_in("pros").get(url(case, "charge"))
    assert "Monday 1 April 2024" in page and "R-1234" in page and "Court" in page
    assert "V1 was heard twice." in page
    assert "Pros, Police, prosecutor" in page and "recorded late" in page
    assert "Charged: waiting for the first day of trial" in page
    assert entry(case, "charge").definition_hash[:12] in page
    for mend in ("Correct this entry", "Withdraw it", "Insert a forgotten step before it"):
        assert mend in page


def test_the_activity_leads_to_each_entry(case, sign_in):
    page = sign_in("pros").get(f"/cases/{case.reference}/activity")
    found = set(re.findall(r"/entries/([0-9a-f-]{36})", page))
    assert found == {e.id for e in entries(case)}


def test_narratives_are_for_roles_that_read_them(case, sign_in):
    case.world.user("vso")
    case.world.grant(case.case_id, "vso", rights="read")
    page = sign_in("vso").get(url(case, "charge"))
    assert "V1 was heard twice." not in page and "R-1234" not in page
    assert "hidden: not for your role" in page
    assert "Correct this entry" not in page


def test_identity_is_never_on_the_page(case, sign_in):
    page = sign_in("lead").get(url(case, "name_suspect"))
    assert "Dela Cruz" not in page and "in the vault" in page
    form = sign_in("lead").get(url(case, "name_suspect", "/correct"))
    assert "Dela Cruz" not in form and "Stays as it is where you leave it empty." in form


@pytest.mark.parametrize("rest", ["", "/correct", "/withdraw", "/insert"])
def test_an_entry_of_another_case_or_of_none_is_not_there(case, sign_in, rest):
    other = case.world.bare_case()
    assert other
    missing = f"/cases/{case.reference}/entries/00000000-0000-4000-8000-000000000000{rest}"
    assert "nothing here for you" in sign_in("pros").get(missing, status=404)
    stranger = case.world.user("pros9", "pros")
    assert stranger
    assert "nothing here for you" in sign_in("pros9").get(url(case, "charge", rest), status=404)


def test_the_form_of_a_correction_stands_as_it_was_recorded(case, sign_in):
    form = form_of(sign_in("pros").get(url(case, "charge", "/correct")))
    assert form.values["occurred_on.day"] == ["01"]
    assert form.values["charges.0.offence"] == ["ph.tip.4a"]
    assert form.values["docket"] == ["R-1234"] and form.values["note"] == ["V1 was heard twice."]
    assert form.values["in_custody"] == ["no"]


def test_a_correction_is_looked_at_before_it_is_recorded(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "charge", "/correct")
    form = form_of(visitor.get(where))
    sent = form.with_(occurred_on__day="5", mend__reason="wrong_date", mend__explanation="Misread.")
    page = visitor.post(where, sent)
    assert "What will change" in page
    assert "Friday 5 April 2024" in page and "Monday 1 April 2024" in page
    assert "A1: Charge" in page
    assert len(entries(case)) == 8
    page = visitor.post(where + "/check")
    assert "Corrected: entry 7, Charge." in page
    assert "5 April 2024" in page and "as corrected" in page
    assert "Misread." in page and "Wrong date" in page
    assert entries(case)[-1].kind == "supersede"
    # what was kept is kept
    assert "V1 was heard twice." in page and "R-1234" in page


def test_a_correction_can_be_taken_back(case, sign_in):
    test_a_correction_is_looked_at_before_it_is_recorded(case, sign_in)
    correction = entries(case)[-1]
    where = f"/cases/{case.reference}/entries/{correction.id}"
    visitor = sign_in("pros")
    answer = visitor.client.get(where)
    assert answer.headers["Location"].endswith(f"{entry_id(case, 'charge')}#c9")
    sent = form_of(visitor.get(where + "/withdraw")).with_(
        mend__reason="typing_error", mend__explanation="The first was right."
    )
    page = visitor.post(where + "/withdraw", sent)
    assert "A1: Charge" in page and "Two persons are needed" in page


def entry_id(story, transition):
    return next(e.id for e in entries(story) if e.transition == transition)


def test_without_reason_and_with_a_bad_date_both_are_told_and_nothing_is_lost(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "charge", "/correct")
    sent = form_of(visitor.get(where)).with_(occurred_on__day="31")
    page = visitor.post(where, sent, status=422)
    assert "3 things to mend" in page
    assert 'href="#mend-reason"' in page and 'href="#mend-explanation"' in page
    assert 'href="#f-occurred_on"' in page
    assert form_of(page).values["occurred_on.day"] == ["31"]


def test_a_correction_that_breaks_what_follows_names_the_entry(case, sign_in):
    case.convicted()
    visitor, where = sign_in("pros"), url(case, "open_trial", "/withdraw")
    sent = form_of(visitor.get(where)).with_(
        mend__reason="duplicate", mend__explanation="It was not held."
    )
    page = visitor.post(where, sent, status=422)
    assert "A later entry would no longer fit" in page
    assert f"/entries/{entry_id(case, 'convict_and_sentence')}" in page
    assert "It was not held." in page


def test_a_withdrawal_asks_a_second_person_and_then_is_carried_out(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "open_trial", "/withdraw")
    sent = form_of(visitor.get(where)).with_(
        mend__reason="duplicate", mend__explanation="It was not held."
    )
    page = visitor.post(where, sent)
    assert "Two persons are needed" in page and "waiting for the first day of trial" in page
    page = visitor.post(where + "/check", {"do": "ask", "why": "Please look."})
    assert "Asked for approval" in page
    second = case.world.viewer("pros2")
    with case.world.database.read() as connection:
        (asked,) = waiting(connection, second, case.services.library)
    decide(case.services, second, asked.id, "approved")
    page = visitor.get(f"/cases/{case.reference}/entries/{entry_id(case, 'open_trial')}")
    assert "This entry stays readable and counts no more" in page
    assert "second person: Pros2" in page
    assert "It was withdrawn" in page and "Correct this entry" not in page
    again = visitor.get(url(case, "charge"))
    assert "Correct this entry" in again


def test_a_forgotten_step_is_chosen_asked_and_put_in_its_place(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "open_trial", "/insert")
    page = visitor.get(where)
    assert "Record an arrest" not in page or "Add a note" in page
    assert "step=add_note" in page and "step=create_accused" not in page
    form = form_of(visitor.get(where + "?step=add_note"))
    sent = form.with_(
        occurred_on__day="2", occurred_on__month="5", occurred_on__year="2024",
        text="Counsel asked for time.", mend__reason="new_information",
        mend__explanation="Found in the diary.",
    )  # fmt: skip
    page = visitor.post(where + "?step=add_note", sent)
    assert "Counsel asked for time." in page and "still fits" in page
    page = visitor.post(where + "/check?step=add_note")
    assert "Inserted before entry 8: Add a note." in page
    inserted = entries(case)[-1]
    assert inserted.kind == "insert"
    page = visitor.get(f"/cases/{case.reference}/entries/{inserted.id}")
    assert "put before entry 8" in page and "Counsel asked for time." in page


def test_a_step_that_does_not_fit_there_cannot_be_asked_for(case, sign_in):
    sign_in("pros").get(url(case, "open_trial", "/insert?step=convict"), status=404)


def test_who_may_not_take_the_step_may_not_mend_it(case, sign_in):
    page = sign_in("lead").get(url(case, "open_trial"))
    assert "may mend" in page and "Withdraw it" not in page
    page = sign_in("lead").get(url(case, "open_trial", "/withdraw"), status=403)
    assert "This is not yours to do" in page


def test_a_draft_of_a_mend_waits(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "charge", "/correct")
    sent = form_of(visitor.get(where)).with_(docket="R-9", do="keep")
    assert "Kept as a draft" in visitor.post(where, sent)
    page = visitor.get(f"/cases/{case.reference}")
    assert "correction of entry 7" in page and where in page
    assert form_of(visitor.get(where)).values["docket"] == ["R-9"]
    visitor.post(where, {"do": "discard"})
    assert form_of(visitor.get(where)).values["docket"] == ["R-1234"]


def test_somebody_was_faster(case, sign_in):
    visitor, where = sign_in("pros"), url(case, "charge", "/correct")
    form = form_of(visitor.get(where))
    case.checked("A1")
    sent = form.with_(mend__reason="other", mend__explanation="Misread.")
    page = visitor.post(where, sent, status=409)
    assert "Somebody was faster." in page
    assert form_of(page).values["mend.explanation"] == ["Misread."]


def test_notes_are_found_by_their_words_by_those_who_read_narratives(sign_in, story) -> None:
    story.begun()
    text = "The van was seen near the harbour."
    story.take("prosecution.add_note", "A1", occurred_on="2024-04-02", text=text)
    address = f"/cases/{story.reference}/activity?q="
    page = sign_in("pros").get(address + "harbour+van")
    assert text in page and "Name a suspect" not in page
    assert text not in sign_in("pros").get(address + "harbour+lorry")
    assert "Nothing recorded fits" in sign_in("pros").get(address + "aeroplane")
