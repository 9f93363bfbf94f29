"""Clocks as steps start, stop, pause, resume, extend and cancel them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..story import TIP, Story, on_trial, verdicts


@pytest.fixture
def suspect() -> Story:
    story = Story()
    story.opened()
    story.accused("A1", "2004")
    return story


def arrest(story: Story, occurred: str) -> None:
    story.do("A1", "arrest", occurred, custody=[{"kind": "police"}])


def test_a_clock_starts_with_its_law_and_stops_with_the_act(suspect):
    arrest(suspect, "2004-05-01T10:00")
    clock = suspect.clock("custody_initial", "A1")
    assert (clock.length, clock.unit, clock.rule) == (48, "hours", "custody.police")
    assert (clock.start, clock.is_open) == ("2004-05-01T10:00", True)
    assert clock.statement["policy"] is True
    suspect.do("A1", "release", "2004-05-02", end="released_unconditional")
    assert suspect.clock("custody_initial", "A1").stopped == "2004-05-02"


def test_stopping_what_does_not_run_does_nothing(suspect):
    suspect.do("A1", "release", "2004-05-02", end="bail")
    assert suspect.clock("custody_initial", "A1") is None


def test_a_new_start_stops_the_one_before(suspect):
    for occurred in ("2004-05-01T10:00", "2004-06-01T10:00"):
        arrest(suspect, occurred)
    first, second = (c for c in suspect.projection.clocks.values() if c.clock == "custody_initial")
    assert (first.stopped, second.is_open) == ("2004-06-01T10:00", True)


def test_pause_and_resume(suspect):
    suspect.do("A1", "charge", "2005-01-01", charges=[TIP])
    suspect.do("A1", "abscond", "2005-01-11", abroad="no")
    assert suspect.clock("trial_start_limit", "A1").pauses == (("2005-01-11", None),)
    suspect.do("A1", "resume_for_trial", "2005-03-01", how="arrested")
    clock = suspect.clock("trial_start_limit", "A1")
    assert clock.pauses == (("2005-01-11", "2005-03-01"),)
    suspect.do("A1", "open_trial", "2005-03-02", court="c")
    assert suspect.clock("trial_start_limit", "A1").stopped == "2005-03-02"


def test_a_clock_that_is_paused_is_not_paused_again(suspect):
    suspect.do("A1", "charge", "2005-01-01", charges=[TIP])
    suspect.do("A1", "divert", "2005-01-05", check_on="2005-06-01")
    suspect.do("A1", "abscond", "2005-01-11", abroad="no")
    assert suspect.clock("trial_start_limit", "A1").pauses == (("2005-01-05", None),)


def test_an_order_ends_on_its_own_day_and_is_extended_to_another():
    story = on_trial()
    story.do(
        "A1", "order_custody", "2005-04-01", custody=[{"kind": "court_order"}], until="2005-05-01"
    )
    clock = story.clock("custody_ordered", "A1")
    assert (clock.fixed_end, clock.rule) == ("2005-05-01", "custody.pretrial")
    event = story.do(
        "A1",
        "extend_custody",
        "2005-04-28",
        until="2005-06-01",
        custody=[{"row": story.row("custody", "A1").id}],
        extension_reason="court_order",
    )
    assert story.clock("custody_ordered", "A1").extensions == (
        {"until": "2005-06-01", "reason": "court_order", "on": "2005-04-28", "event": event.id},
    )


def test_an_order_without_a_known_end_is_reviewed_again():
    story = on_trial()
    story.do(
        "A1", "order_custody", "2005-04-01", custody=[{"kind": "court_order"}], until="unknown"
    )
    clock = story.clock("custody_ordered", "A1")
    assert (clock.rule, clock.length, clock.unit) == ("custody.review", 30, "days")
    assert clock.fixed_end is None


def test_before_the_charge_the_rule_of_that_stage_runs(suspect):
    suspect.do(
        "A1", "order_custody", "2004-05-03", custody=[{"kind": "court_order"}], until="2004-06-01"
    )
    assert suspect.clock("custody_ordered", "A1").rule == "custody.precharge"


def judged() -> Story:
    story = on_trial()
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine", "amount": {"PHP": "1"}}],
        read_on="2005-06-03",
        in_absence="no",
    )
    return story


def test_each_party_has_a_period_to_appeal_from_the_day_of_reading():
    story = judged()
    for party, rule in (("accused", "appeal.first"), ("prosecution", "appeal.prosecutor")):
        clock = story.clock("appeal_period", "A1", party)
        assert (clock.rule, clock.start, clock.length) == (rule, "2005-06-03", 15)


def test_above_the_first_instance_the_second_period_runs():
    story = judged()
    story.do("A1", "lodge_appeal", "2005-06-10", by=["accused"], against=["conviction"], court="c")
    assert not story.clock("appeal_period", "A1", "prosecution").is_open
    story.do("A1", "record_appeal_decision", "2006-01-01", result="upheld", level=2)
    assert story.clock("appeal_period", "A1", "accused").rule == "appeal.second"


def test_service_of_a_judgment_starts_nothing_where_the_judgment_did():
    story = judged()
    before = len(story.projection.clocks)
    story.do(
        "A1",
        "serve_document",
        "2005-07-01",
        what="judgment",
        how="post",
        on="subject-A1",
        service=[{"state": "served"}],
    )
    assert len(story.projection.clocks) == before
    assert story.clock("appeal_period", "A1", "accused").start == "2005-06-03"


def with_law(story: Story, **changes: object) -> Story:
    """As in a system whose own law on the time to appeal differs so from the neutral one."""
    rules = ("appeal.first", "appeal.prosecutor")
    stated = (story.overlay.clock_rule(rule) for rule in rules)
    own = tuple(replace(one, id=f"xx.{one.rule}", is_policy=False, **changes) for one in stated)
    story.overlay = replace(story.overlay, own=replace(story.overlay.own, clocks=own))
    return story


def test_where_the_law_counts_from_service_only_service_starts_the_period_of_the_accused():
    story = with_law(on_trial(), starts_from="service")
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine"}],
        in_absence="no",
    )
    assert story.clock("appeal_period", "A1", "accused") is None
    assert story.clock("appeal_period", "A1", "prosecution").start == "2005-06-01"
    story.do(
        "A1",
        "serve_document",
        "2005-07-01",
        what="judgment",
        how="post",
        on="subject-A1",
        service=[{"state": "served"}],
    )
    assert story.clock("appeal_period", "A1", "accused").start == "2005-07-01"


def test_a_service_date_in_the_judgment_counts_as_the_service():
    story = with_law(on_trial(), starts_from="service")
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine"}],
        in_absence="no",
        served_on="2005-06-20",
    )
    assert story.clock("appeal_period", "A1", "accused").start == "2005-06-20"


def test_the_law_may_leave_the_start_to_another_step():
    story = with_law(on_trial(), starts=("prosecution.serve_document",))
    story.do("A1", "acquit", "2005-06-01", verdicts=verdicts(story, "A1", "not_proven"))
    assert story.clock("appeal_period", "A1") is None
    story.do(
        "A1",
        "serve_document",
        "2005-07-01",
        what="judgment",
        how="post",
        on="subject-A1",
        service=[{"state": "served"}],
    )
    assert story.clock("appeal_period", "A1", "accused").start == "2005-07-01"


def test_the_law_may_start_a_clock_with_a_step_that_no_column_names():
    story = with_law(on_trial(), starts=("prosecution.hold_hearing",))
    story.do("A1", "hold_hearing", "2005-04-01", hearings=[{"kind": "judgment"}], result="held")
    assert story.clock("appeal_period", "A1", "prosecution").start == "2005-04-01"


def test_one_clock_for_each_victim_on_whom_a_decision_was_served():
    story = on_trial()
    story.person("V1")
    story.do("A1", "withdraw_prosecution", "2005-05-01", end_reason="other", why="x")
    story.do(
        "A1",
        "serve_document",
        "2005-05-09",
        what="decline_decision",
        how="post",
        on="subject-V1",
        service=[{"state": "served"}],
    )
    assert story.clock("review_of_non_prosecution", "A1", "subject-V1").start == "2005-05-09"


def test_one_clock_for_each_warrant_which_its_end_stops():
    story = on_trial()
    for expires in ("2005-09-01", "2005-10-01"):
        story.do(
            "A1", "issue_warrant", "2005-04-01", warrants=[{"kind": "search", "expires": expires}]
        )
    first, second = story.rows("warrants", "A1")
    assert story.clock("warrant_expiry", "A1", first.id).fixed_end == "2005-09-01"
    story.do("A1", "end_warrant", "2005-05-01", warrants=[{"row": second.id, "state": "withdrawn"}])
    assert story.clock("warrant_expiry", "A1", first.id).is_open
    assert story.clock("warrant_expiry", "A1", second.id).stopped == "2005-05-01"


def test_money_owed_is_waited_for_order_by_order_and_a_fine_only_where_there_is_one():
    story = on_trial()
    for victim in ("V1", "V2"):
        story.person(victim)
    orders = [{"kind": "compensation", "payee": f"subject-{v}"} for v in ("V1", "V2")]
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 1}],
        orders=orders,
        in_absence="no",
    )
    story.do("A1", "become_final_convicted", "2005-07-01", how="waived", age_on_day="adult")
    assert story.clock("fine_payment", "A1") is None
    first, second = story.rows("orders", "A1")
    story.do("A1", "record_payment", "2005-08-01", in_full="yes", payments=[{"order": first.id}])
    assert story.clock("restitution_payment", "A1", first.id).stopped == "2005-08-01"
    assert story.clock("restitution_payment", "A1", second.id).is_open


def test_an_order_that_was_paid_or_set_aside_before_it_was_final_is_not_waited_for():
    story = on_trial()
    story.person("V1")
    orders = [{"kind": "compensation", "payee": "subject-V1"} for _ in range(2)]
    judgment = {"verdicts": verdicts(story, "A1", "proven"), "parts": [{"part": "fine"}]}
    story.do("A1", "convict_and_sentence", "2005-06-01", orders=orders, **judgment)
    first, second = story.rows("orders", "A1")
    story.do("A1", "lodge_appeal", "2005-06-02", by=["accused"], against=["damages"], court="c")
    aside = [{"row": first.id, "state": "set_aside"}]
    story.do("A1", "record_appeal_decision", "2006", result="upheld", level=2, orders=aside)
    story.do("A1", "become_final_convicted", "2006", how="waived")
    assert story.clock("restitution_payment", "A1", first.id) is None
    assert story.clock("restitution_payment", "A1", second.id).is_open


def test_a_done_state_cancels_policy_clocks_and_leaves_those_of_law():
    story = on_trial()
    arrest(story, "2005-03-20")
    story.do("A1", "grant_bail", "2005-04-01", bail=[{"kind": "cash"}])
    story.do("A1", "record_dismissal", "2005-05-01", end_reason="delay", final_bar="no")
    assert story.clock("bail_review", "A1").cancelled == "2005-05-01"
    assert story.clock("custody_total", "A1").is_open
    assert story.clock("appeal_period", "A1", "accused").is_open


def test_another_end_cancels_all_but_what_victims_are_owed():
    story = judged()
    story.do("A1", "become_final_convicted", "2005-07-01", how="waived", age_on_day="adult")
    story.do("A1", "end_otherwise", "2005-08-01", reason="died", age_on_day="adult")
    left = {
        c.clock for c in story.projection.clocks.values() if c.is_open and c.track_id == "track-A1"
    }
    assert left <= {"restitution_payment"}
    assert story.clock("fine_payment", "A1").cancelled == "2005-08-01"


def test_limitation_counts_from_the_last_day_of_the_offences_as_they_become_known(suspect):
    assert suspect.clock("limitation", "A1").start == "unknown"
    dated = {**TIP, "offence_from": "2003-01", "offence_to": "2003-05-09"}
    suspect.do(
        "A1", "refer_accused", "2004-07", proposed_charges=[dated, {**TIP, "offence_to": "2003-02"}]
    )
    assert suspect.clock("limitation", "A1").start == "2003-05-09"


def test_a_clock_that_nobody_here_could_stop_is_not_started():
    story = on_trial()
    story.person("V1")
    story.do(
        "A1",
        "schedule_hearing",
        "2005-04-01",
        witness_called="yes",
        hearings=[{"kind": "trial", "planned": "2005-09-01"}],
    )
    names = {clock.clock for clock in story.projection.clocks.values()}
    assert not {"measures_before_day", "tell_victim"} & names


def test_a_review_lies_at_most_as_far_ahead_as_the_policy_allows():
    story = on_trial()
    story.do("A1", "halt", "2005-04-01", reason="unfit", review_on="2007-01-01")
    assert story.clock("suspended_review", "A1").fixed_end == "2005-06-30"


def test_the_length_may_follow_an_answer():
    story = Story()
    story.do(None, "open_case", "2004-02-05", reported_on="2004-02-03", danger_now="yes")
    clock = story.clock("triage", None)
    assert (clock.length, clock.unit, clock.start) == (1, "days", "2004-02-03")


def test_a_clock_may_count_from_a_fact_and_a_switch_may_keep_it_from_starting():
    story = Story()
    story.opened("2004-02-05")
    story.do(None, "accept_case", "2004-02-06", priority="ordinary")
    story.do(None, "assign_lead", "2004-02-20", owner="user-9", specialist="yes", unit="u")
    assert story.clock("refer_in_time", None).start == "2004-02-05"
    assert story.clock("early_prosecutor", None) is not None
    assert story.clock("specialist_in_time", None) is None


def test_the_law_may_name_what_stops_a_clock_and_then_nothing_else_does():
    story = on_trial()
    arrest(story, "2005-04-01T10:00")
    held = story.clock("custody_initial", "A1")
    law = replace(held, statement={**held.statement, "stops": ["prosecution.grant_bail"]})
    story.projection = replace(story.projection, clocks={**story.projection.clocks, law.id: law})
    story.do("A1", "release", "2005-04-02", end="bail")
    assert story.clock("custody_initial", "A1").is_open
    story.do("A1", "grant_bail", "2005-04-03", bail=[{"kind": "cash"}])
    assert story.clock("custody_initial", "A1").stopped == "2005-04-03"


def test_ids_of_clocks_follow_from_event_clock_and_party():
    first, second = judged(), judged()
    assert first.projection.clocks == second.projection.clocks
    assert len({c.id for c in first.projection.clocks.values()}) == len(first.projection.clocks)
