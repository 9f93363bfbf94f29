"""Approvals through the pages: who sees which, what stands on the screen, deciding."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from ctj.casework.approvals import request
from ctj.casework.steps import Correction, Step, SubjectStep
from ctj.model.approvals import ApprovalRow
from ctj.queries.case_log import load_log
from ctj.transaction import unit_of_work
from tests.casework.story import ALL_REASONS
from tests.web.forms_of import form_of


@pytest.fixture
def case(story):
    story.begun()
    story.charged()
    story.world.user("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    return story


def withdrawal(case, **answers):
    told = {
        "occurred_on": "2024-05-01",
        "end_reason": "insufficient_evidence",
        "why": "Evidence fell away.",
        **answers,
    }
    return Step(
        case.reference,
        "prosecution",
        "withdraw_prosecution",
        (SubjectStep("A1"),),
        told,
        ALL_REASONS,
    )


@pytest.fixture
def asked(case):
    return request(case.services, case.pros, withdrawal(case), "V1 withdrew her statement.")


def where(case, approval_id):
    return f"/cases/{case.reference}/approvals/{approval_id}"


def test_nothing_waits_and_nothing_was_asked(case, sign_in):
    page = sign_in("pros2").get("/approvals")
    assert "Nothing waits for your decision" in page and "You have asked nobody yet" in page


def test_it_waits_for_colleagues_of_the_role_and_not_for_who_asked(case, asked, sign_in):
    page = sign_in("pros2").get("/approvals")
    assert "1 wait for your decision" in page and "Withdraw the prosecution" in page
    assert where(case, asked) in page
    page = sign_in("pros").get("/approvals")
    assert "Nothing waits for your decision" in page and "waiting for a decision" in page


def test_who_does_not_see_the_case_sees_nothing(case, asked, sign_in):
    case.world.user("pros9", "pros")
    stranger = sign_in("pros9")
    assert case.reference not in stranger.get("/approvals")
    assert "nothing here for you" in stranger.get(where(case, asked), status=404)


def test_another_role_is_told_so(case, asked, sign_in):
    page = sign_in("lead").get(where(case, asked), status=403)
    assert "another role" in page and "Evidence fell away." not in page
    assert case.reference not in sign_in("lead").get("/approvals")


def test_an_approval_of_another_case_is_not_under_this_one(case, asked, sign_in):
    other = type(case)(case.world)
    other.open()
    case.world.grant(other.case_id, "pros2")
    sign_in("pros2").get(where(other, asked), status=404)


def test_all_that_is_needed_stands_on_one_screen(case, asked, sign_in):
    page = sign_in("pros2").get(where(case, asked))
    for words in (
        "Pros, prosecutor",
        "V1 withdrew her statement.",
        "Wednesday 1 May 2024",
        "Insufficient evidence",
        "Evidence fell away.",
        "Ended without judgment",
        "1 in charges of A1: dropped",
        "in the name of Pros",
        "Approve: record exactly this",
    ):
        assert words in page
    assert "another person decides" in sign_in("pros").get(where(case, asked))


def test_approving_records_it_at_once(case, asked, sign_in):
    visitor = sign_in("pros2")
    form = form_of(visitor.get(where(case, asked)), action="/approvals/")
    page = visitor.post(where(case, asked), form.with_(decision="approved"))
    assert "Approved and recorded: Withdraw the prosecution, in the name of Pros." in page
    assert "Ended without judgment" in page
    mine = sign_in("pros").get("/approvals")
    assert "approved and recorded" in mine and "Pros2" in mine
    page = sign_in("pros").get(where(case, asked))
    assert "It has been recorded." in page and "Your decision" not in page


def test_declining_needs_a_reason_which_who_asked_reads(case, asked, sign_in):
    visitor = sign_in("pros2")
    page = visitor.post(where(case, asked), {"decision": "declined"}, status=422)
    assert "Say why you decline" in page
    page = visitor.post(where(case, asked), {"decision": "declined", "reason": "Not yet."})
    assert "Declined: Withdraw the prosecution." in page
    assert "Not yet." in sign_in("pros").get("/approvals")
    page = visitor.post(where(case, asked), {"decision": "approved", "reason": ""}, status=409)
    assert "decided already" in page


def test_a_choice_must_be_made(case, asked, sign_in):
    page = sign_in("pros2").post(where(case, asked), {"decision": "x"}, status=422)
    assert "Choose whether you approve or decline" in page


def test_who_asked_cannot_decide_by_hand(case, asked, sign_in):
    page = sign_in("pros").post(where(case, asked), {"decision": "approved"}, status=409)
    assert "Another person decides" in page


def test_what_has_changed_since_is_said_and_nothing_is_recorded(case, asked, sign_in):
    case.checked("A1")
    visitor = sign_in("pros2")
    page = visitor.post(where(case, asked), {"decision": "approved"}, status=409)
    assert "must be asked anew" in page
    case.on_trial()
    with case.world.database.read() as connection:
        log = load_log(connection, case.case_id)
    assert "withdraw_prosecution" not in [event.transition for event in log]


def test_an_expired_one_waits_no_longer(case, asked, sign_in):
    with unit_of_work(case.world.database) as work:
        past = work.now - timedelta(seconds=1)
        work.connection.execute(update(ApprovalRow).values(expires_at=past))
    assert "Nothing waits" in sign_in("pros2").get("/approvals")
    assert "expired undecided" in sign_in("pros").get("/approvals")
    page = sign_in("pros2").get(where(case, asked))
    assert "expired undecided" in page and "Your decision" not in page


def test_a_correction_shows_before_and_after(case, sign_in):
    case.on_trial()
    case.convicted()
    with case.world.database.read() as connection:
        judgment = load_log(connection, case.case_id)[-1]
    correction = Correction(
        case.reference,
        "prosecution",
        "correct_event",
        judgment.id,
        "wrong_date",
        "The day was misread.",
        answers={
            "occurred_on": "2024-09-02",
            "verdicts": [{"row": "charge 1", "state": "proven", "result": "guilty_trial"}],
            "parts": [{"part": "custody", "months": "240", "is_total": "yes"}],
            "orders": [{"kind": "compensation", "payee": "V1", "amount": "PHP 500000"}],
            "in_absence": "no",
            "read_on": "2024-09-01",
        },
    )
    approval = request(case.services, case.pros, correction, "")
    page = sign_in("pros2").get(where(case, approval))
    assert "Sunday 1 September 2024" in page and "Monday 2 September 2024" in page
    assert "The day was misread." in page and "Wrong date" in page
    form = form_of(page, action="/approvals/")
    page = sign_in("pros2").post(where(case, approval), form.with_(decision="approved"))
    assert "Approved and recorded: Correct this entry" in page


def test_a_withdrawal_names_the_entry_and_hides_identity(world, story, sign_in):
    story.open()
    story.suspect()
    world.user("lead2", "lead")
    world.grant(story.case_id, "lead2")
    with world.database.read() as connection:
        log = load_log(connection, story.case_id)
    named = next(event for event in log if event.transition == "name_suspect")
    correction = Correction(
        story.reference, "investigation", "void_event", named.id, "wrong_person", "Another man."
    )
    approval = request(story.services, story.lead, correction, "")
    page = sign_in("lead2").get(where(story, approval))
    assert "About entry 2" in page and "Another man." in page and "Dela Cruz" not in page
