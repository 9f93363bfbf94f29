"""Guards about facts, rows, custody, evidence, orders, closing and consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ctj.workflow.projection import FactValue, Row

from ..story import TIP, Story, on_trial, verdicts
from .asked import on, sentence
from .test_people import with_track


def with_rows(story: Story, *rows: Row):
    """The projection with rows that no step here writes yet."""
    known = {**story.projection.rows, **{row.id: row for row in rows}}
    story.projection = replace(story.projection, rows=known)
    return story


def row(register: str, number: int, status: str | None, owner: str | None = None, **values) -> Row:
    kind = "case" if owner is None else "victim" if "V" in owner else "accused"
    return Row(f"{register}-{number}", register, number, kind, owner, status, values, "e", "e")


def test_has_counts_rows_of_the_subject_in_that_status():
    story = on_trial("A1", TIP)
    story.accused("A2", "2004")
    args = {"guard": "has", "register": "charges", "min": "1", "status": "filed"}
    assert sentence(on(story, "A1", "open_trial"), **args) is None
    assert sentence(on(story, "A2", "open_trial"), **args) == (
        "Needs 1 charge for A2: none recorded as ‘filed’."
    )
    assert sentence(on(story, "A1", "open_trial"), **{**args, "min": "2"}) == (
        "Needs 2 charges for A1: none recorded as ‘filed’."
    )
    assert sentence(on(story, "A1", "open_trial"), "has", register="hearings", min="1") == (
        "Needs 1 hearing for A1: none recorded."
    )


def test_has_knows_words_that_a_status_counts_as():
    story = on_trial("A1", TIP)
    args = {"guard": "has", "register": "charges", "min": "1"}
    row_id = story.row("charges", "A1").id
    story.do("A1", "amend_charge", "2005", charges=[{"row": row_id, "state": "amended"}])
    assert sentence(on(story, "A1", "open_trial"), status="filed", **args) is None
    assert sentence(on(story, "A1", "open_trial"), status="proposed", **args)


def test_has_counts_people_of_the_case_and_rows_that_are_passed_on():
    story = Story()
    story.opened()
    story.person("V1")
    args = {"guard": "has", "register": "accused", "min": "1"}
    assert sentence(on(story, None, "mark_ready"), **args) == (
        "Needs 1 accused for this case: none recorded."
    )
    story.person("A1")
    assert sentence(on(story, None, "mark_ready"), **args) is None
    args = {"guard": "has", "register": "charges", "min": "1", "status": "proposed"}
    assert sentence(on(story, None, "refer_to_prosecutor"), **args)
    form = {"accused": ["subject-A1"], "proposed_charges": [TIP]}
    assert sentence(on(story, None, "refer_to_prosecutor", **form), **args) is None


def test_a_row_of_the_form_counts_once():
    story = Story()
    story.opened()
    story.accused("A1")
    situation = on(story, "A1", "charge", charges=[TIP])
    args = {"guard": "has", "register": "charges", "status": "filed"}
    assert sentence(situation, min="1", **args) is None
    assert sentence(situation, min="2", **args)


def test_a_fact_of_unknown_date_is_known():
    story = Story()
    story.opened()
    story.accused("A1")
    args = {"guard": "fact_known", "fact": "trial_start"}
    assert sentence(on(story, "A1", "resume_trial"), **args) == "Needs first day of trial of A1."
    story.do("A1", "charge", "2005", charges=[TIP])
    story.do("A1", "open_trial", "unknown", court="c")
    assert sentence(on(story, "A1", "resume_trial"), **args) is None


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [("guilty_tip", True), ("acquitted", False), ("unknown", True), (None, False)],
)
def test_the_outcome_in_force_is_one_of_those(outcome, holds):
    story = on_trial()
    facts = {("accused", "subject-A1"): {"outcome_now": FactValue(outcome, "e")} if outcome else {}}
    story.projection = replace(story.projection, facts=facts)
    values = ("guilty_tip", "guilty_other")
    said = sentence(on(story, "A1", "become_final_convicted"), "outcome_in", values=values)
    assert (said is None) is holds
    assert said is None or said.startswith("The present outcome of A1 is ‘")


def test_the_lead_is_who_owns_the_investigation():
    story = Story()
    story.opened()
    assert sentence(on(story, None, "refer_to_prosecutor"), "lead_assigned")
    story.do(None, "accept_case", "2004")
    story.do(None, "assign_lead", "2004", owner="user-7", specialist="no", unit="u")
    assert story.projection.tracks["track-case"].owner_id == "user-7"
    assert sentence(on(story, None, "refer_to_prosecutor"), "lead_assigned") is None


def test_tracks_that_are_not_done_are_named():
    story = on_trial()
    for label in ("A2", "A10"):
        story.accused(label, "2004")
    args = {"guard": "tracks_done", "track": "prosecution"}
    assert sentence(on(story, None, "propose_closing"), **args) == (
        "A1, A2, A10 still have something open."
    )
    for label in ("A2", "A10"):
        story.do(label, "clear_suspect", "2004", end_reason="other", why="x")
    assert sentence(on(story, None, "propose_closing"), **args) == "A1 still have something open."
    story.do("A1", "end_otherwise", "2005", reason="died")
    assert sentence(on(story, None, "propose_closing"), **args) is None


def test_a_case_in_which_somebody_was_charged_is_not_closed_without_action():
    story = Story()
    story.opened()
    story.accused("A1")
    assert sentence(on(story, None, "approve_closing_no_action"), "no_accused_charged") is None
    story.do("A1", "charge", "unknown", charges=[TIP])
    assert sentence(on(story, None, "approve_closing_no_action"), "no_accused_charged") == (
        "A1 was charged: close as “proceedings ended”."
    )


def test_open_requests_hold_a_case_open():
    story = Story()
    story.opened()
    situation = on(story, None, "propose_closing")
    assert sentence(situation, "no_open_requests") is None
    track = story.library.tracks["investigation"]
    out = replace(
        track,
        id="police_cooperation_out",
        label="Police co-operation",
        runs_for="request",
        hash="out",
    )
    library = replace(story.library, by_hash={**story.library.by_hash, "out": out})
    request = replace(
        story.projection.tracks["track-case"], id="r", track=out.id, definition_hash="out"
    )
    tracks = {**story.projection.tracks, "r": request}
    situation = replace(
        situation, library=library, projection=replace(story.projection, tracks=tracks)
    )
    assert sentence(situation, "no_open_requests") == (
        "1 requests to other states are open: Police co-operation."
    )


@pytest.mark.parametrize(
    ("kinds", "holds"),
    [
        (["phone_device", "financial"], True),
        (["phone_device", "phone_device"], False),
        (["phone_device", "victim_statement", "accused_statement"], False),
        ([], False),
    ],
)
def test_evidence_beyond_what_people_say(kinds, holds):
    story = Story()
    story.opened()
    with_rows(
        story, *(row("exhibits", n, "registered", evidence_kind=k) for n, k in enumerate(kinds))
    )
    said = sentence(on(story, None, "mark_ready"), "evidence_kinds", min="2")
    assert (said is None) is holds
    assert said is None or said.startswith(f"Only {len(set(kinds) & {'phone_device'})} kind")


@pytest.mark.parametrize(
    ("status", "values", "holds"),
    [
        ("registered", {"holder": "office"}, True),
        ("moved", {"holder_org": "laboratory"}, True),
        ("registered", {}, False),
        ("moved", {}, False),
        ("returned", {}, True),
        ("retained", {"holder": "office", "return_by": "2009-12-31"}, False),
        ("retained", {"holder": "office", "return_by": "2010-01-01"}, True),
        ("retained", {"holder": "office", "return_by": "2010"}, True),
    ],
)
def test_exhibits_have_a_holder_and_go_back_in_time(status, values, holds):
    story = Story()
    story.opened()
    story.now = datetime(2010, 1, 1, 4, tzinfo=UTC)
    with_rows(story, row("exhibits", 1, status, **values))
    said = sentence(on(story, None, "propose_closing"), "exhibits_placed")
    assert (said is None) is holds


def test_a_warrant_that_was_granted_or_the_reason_why_none():
    story = Story()
    story.opened()
    with_rows(story, row("warrants", 1, "granted"), row("warrants", 2, "refused"))
    guard = "warrant_or_reason"
    assert sentence(on(story, None, "add_note"), guard)
    assert sentence(on(story, None, "add_note", warrant=[{"row": "warrants-2"}]), guard)
    assert sentence(on(story, None, "add_note", warrant=[{"row": "warrants-1"}]), guard) is None
    assert (
        sentence(on(story, None, "add_note", without_warrant_reason={"sealed": 0}), guard) is None
    )


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ({"end_reason": "delay", "why": {"sealed": 0}}, True),
        ({"reason": "plea_agreement", "why": {"sealed": 0}}, True),
        ({"end_reason": "unknown", "why": {"sealed": 0}}, True),
        ({"end_reason": "delay"}, False),
        ({"why": {"sealed": 0}}, False),
    ],
)
def test_reasons_have_a_code_and_words(form, holds):
    situation = on(on_trial(), "A1", "withdraw_prosecution", **form)
    assert (sentence(situation, "reasons_recorded") is None) is holds


def test_a_source_is_named_and_a_track_is_adopted_only_when_it_is_new():
    story = on_trial()
    assert sentence(on(story, "A1", "adopt"), "source_named") == "Say where this comes from."
    assert sentence(on(story, "A1", "adopt", source="press"), "source_named") is None
    assert sentence(on(story, "A1", "adopt"), "track_is_new")
    story.person("A2")
    assert sentence(on(story, "A2", "adopt"), "track_is_new") is None


@pytest.mark.parametrize(("bar", "holds"), [("yes", False), ("no", True), ("unknown", True)])
def test_a_dismissal_may_bar_a_new_charge(bar, holds):
    story = on_trial()
    story.do("A1", "record_dismissal", "2005-05", end_reason="delay", final_bar=bar)
    said = sentence(on(story, "A1", "recharge"), "dismissal_not_final")
    assert (said is None) is holds
    assert said is None or said.startswith("The dismissal bars a new charge (recorded ")


def test_a_withdrawal_after_a_barred_dismissal_was_reopened_does_not_bar():
    story = on_trial()
    story.do("A1", "record_dismissal", "2005-05", end_reason="delay", final_bar="yes")
    story.do("A1", "recharge", "2005-06", reason="court_order", why="x")
    story.do("A1", "decline_to_prosecute", "2005-07", end_reason="delay", why="x")
    assert sentence(on(story, "A1", "recharge"), "dismissal_not_final") is None


def test_custody_that_is_open_is_still_custody():
    story = on_trial()
    assert sentence(on(story, "A1", "acquit"), "custody_ended") is None
    story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}])
    said = sentence(on(story, "A1", "acquit"), "custody_ended")
    assert said is not None
    assert said.startswith("A1 is still recorded in custody")
    story.do("A1", "release", "2005-04-02", end="bail")
    assert sentence(on(story, "A1", "acquit"), "custody_ended") is None


def test_orders_that_are_open_are_told_with_what_was_paid():
    story = on_trial()
    story.person("V2")
    orders = [
        {"kind": "unpaid_wages", "payee": "subject-V2", "amount": {"SGD": "4878.31"}},
        {"kind": "confiscation"},
    ]
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine"}],
        orders=orders,
        in_absence="no",
    )
    story.do("A1", "become_final_convicted", "2005-07", how="waived")
    wages, thing = story.rows("orders", "A1")
    story.do(
        "A1",
        "record_payment",
        "2005-08",
        in_full="no",
        payments=[{"order": wages.id, "amount": {"SGD": "480.00"}}],
    )
    guard = "orders_settled"
    assert sentence(on(story, "A1", "finish_execution"), guard) == (
        "2 orders are open: V2: 480.00 SGD of 4878.31 paid; order 2 on A1."
    )
    for one, state in ((wages, "unenforceable"), (thing, "executed")):
        story.do(
            "A1",
            "record_execution_step",
            "2006",
            step="sale",
            orders=[{"row": one.id, "state": state}],
        )
    assert sentence(on(story, "A1", "finish_execution"), guard) is None


CONSENT = {"purpose": "share_police", "answer": "yes"}


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "never asked"),
        ([{**CONSENT, "answer": "no"}], "refused"),
        ([CONSENT], None),
        ([CONSENT, {**CONSENT, "answer": "no"}], "refused"),
        ([{**CONSENT, "withdrawn_on": "2005-05-01"}], "withdrawn"),
        ([{**CONSENT, "until": "2005-05-31"}], "no longer valid"),
        ([{**CONSENT, "until": "2005-06-01"}], None),
        ([{"purpose": "support", "answer": "yes"}], "never asked"),
        ([{"purpose": "referral", "answer": "yes"}], "never asked"),
    ],
)
def test_consent_is_for_a_purpose_and_a_recipient_and_the_latest_answer_counts(answers, why):
    story = on_trial()
    story.person("V1")
    with_rows(story, *(row("consents", n, None, "subject-V1", **a) for n, a in enumerate(answers)))
    situation = replace(
        on(story, "A1", "submit_compensation", victim="subject-V1"),
        library=with_track(story, "record_consent"),
    )
    args = {"guard": "consent", "purpose": "sharing", "recipient": "court", "of": "victim"}
    said = sentence(situation, **args)
    assert said == (
        why
        and f"V1 has not agreed to sharing with court: {why}. "
        "A legal duty can be recorded with its article."
    ) or (said is not None and why in said.lower())


def test_consent_is_not_asked_where_nobody_can_record_it():
    story = on_trial()
    story.person("V1")
    tracks = {k: v for k, v in story.library.tracks.items() if k != "victim_support"}
    situation = on(story, "A1", "submit_compensation", victim="subject-V1")
    situation = replace(situation, library=replace(story.library, tracks=tracks))
    args = {"guard": "consent", "purpose": "sharing", "recipient": "court", "of": "victim"}
    assert sentence(situation, **args) is None


def test_a_support_file_goes_along_only_with_consent():
    story = Story()
    story.person("V1")
    able = with_track(story, "record_consent")
    args = {"guard": "consent_if_support_file", "purpose": "sharing", "recipient": "other_agency"}
    handing_over = replace(on(story, None, "add_note", what=["lead", "subjects"]), library=able)
    assert sentence(handing_over, **args)
    assert sentence(replace(handing_over, form={"what": ["lead", "exhibits"]}), **args) is None
