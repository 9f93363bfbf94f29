"""AU-HCA-39-2008 (process.md 9.1): quashed, retrial ordered, restored, sentence cut."""

from __future__ import annotations

import pytest

from ..story import TIP, Story, verdicts


@pytest.fixture(scope="module")
def told() -> list[tuple[str, dict[str, object]]]:
    """State and facts of A1 after each step of the source."""
    story = Story()
    story.opened("unknown")
    after: list[tuple[str, dict[str, object]]] = []

    def step(transition: str, occurred: str, **form: object) -> None:
        story.do("A1", transition, occurred, **form)
        facts = story.projection.facts[("accused", "subject-A1")]
        after.append((story.state("A1") or "", {n: f.value for n, f in facts.items()}))

    story.accused("A1", "2003-05-31")
    step("arrest", "2003-05-31", custody=[{"kind": "police"}], rights_read="unknown", child="no")
    step(
        "charge",
        "2005",
        charges=[{**TIP} for _ in range(10)],
        court="county",
        offence_dates="2002-08..2003-05",
        in_custody="unknown",
        age_on_day="adult",
    )
    trial = {"court": "county", "court_special": "ordinary", "prosecutor_special": "ordinary"}
    step("open_trial", "unknown", **trial)
    step("declare_mistrial", "unknown", reason="jury_not_agreed")
    step("open_trial", "unknown", **trial)
    step(
        "convict",
        "unknown",
        verdicts=verdicts(story, "A1", *["proven"] * 10),
        in_absence="no",
        age_on_day="adult",
    )
    step(
        "sentence",
        "2006-06-09",
        parts=[
            {"part": "custody", "months": 120, "is_total": "yes"},
            {"part": "non_parole", "months": 72},
        ],
    )
    step("lodge_appeal", "unknown", by=["accused"], against=["conviction"], court="appeal")
    step("order_retrial", "2007-06-27", court="county")
    step(
        "lodge_appeal",
        "2007-12-14",
        by=["prosecution"],
        against=["order_of_retrial"],
        court="high",
        leave_needed="yes",
    )
    step("record_appeal_step", "2007-12-14", step="leave_granted")
    step(
        "record_appeal_decision",
        "2008-08-28",
        result="restored",
        level=3,
        verdicts=verdicts(story, "A1", *["restored"] * 10),
    )
    step(
        "lodge_appeal",
        "2008-08-28",
        by=["accused"],
        against=["sentence", "remitted"],
        court="appeal",
    )
    total, minimum = story.rows("sentence_parts", "A1")
    step(
        "record_appeal_decision",
        "2009-08-17",
        result="sentence_lowered",
        level=2,
        parts=[
            {"row": total.id, "months": 108, "state": "changed"},
            {"row": minimum.id, "months": 60, "state": "changed"},
        ],
    )
    step("become_final_convicted", "2009-08-17", how="highest_court", age_on_day="adult")
    assert story.refolded() == story.projection
    return after


def test_a_trial_without_a_verdict_sets_no_verdict(told):
    state, facts = told[3]
    assert state == "waiting_for_trial"
    assert "verdict" not in facts
    assert facts["trial_start"] == "unknown"


def test_the_first_finding_is_trafficking_and_the_minimum_is_no_part_of_the_total(told):
    state, facts = told[6]
    assert state == "appeal_period_running"
    assert (facts["outcome"], facts["outcome_now"]) == ("guilty_tip", "guilty_tip")
    assert facts["sentence_months"] == 120
    assert facts["sentence_kind"] == ("custody", "non_parole")


def test_a_retrial_leaves_nothing_in_force_and_keeps_what_the_first_trial_found(told):
    state, facts = told[8]
    assert state == "waiting_for_trial"
    assert "outcome_now" not in facts
    assert facts["outcome"] == "guilty_tip"
    assert facts["appeal_result"] == "retrial_ordered"


def test_the_highest_court_restores_what_was_set_aside(told):
    state, facts = told[11]
    assert state == "appeal_period_running"
    assert facts["outcome_now"] == "guilty_tip"
    assert facts["appealed_by"] == ("accused", "prosecution")


def test_it_ends_with_nine_years_and_a_final_conviction(told):
    state, facts = told[-1]
    assert state == "needs_execution"
    assert facts["sentence_months"] == 108
    assert (facts["final"], facts["final_outcome"]) == ("2009-08-17", "guilty_tip")
    assert facts["charged"] == "2005"
    assert facts["verdict"] == "unknown"
