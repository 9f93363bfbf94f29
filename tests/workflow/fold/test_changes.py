"""What differs between two projections, and the case as it was known before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ctj.workflow.fold import (
    CaseFrame,
    DoesNotFit,
    diff,
    fact_rows,
    fold,
    known_on,
    replay_with,
    versions,
)

from ..story import TIP, on_trial, verdicts


def test_nothing_differs_from_itself():
    story = on_trial()
    assert not diff(story.projection, story.refolded())


def test_what_one_step_changes():
    story = on_trial()
    before = story.projection
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 36}],
        in_absence="no",
    )
    changes = diff(before, story.projection)
    assert changes.tracks["track-A1"].after.state == "appeal_period_running"
    assert {c.verb for c in changes.rows.values()} == {"added", "changed"}
    accused = changes.facts[("accused", "subject-A1")]
    assert accused["sentence_months"].before is None
    assert accused["sentence_months"].after.value == 36
    assert {c.verb for c in changes.clocks.values()} == {"added", "changed"}
    (charge,) = changes.fact_rows.values()
    assert charge.after.values["charge_outcome"] == "guilty_trial"


def test_the_other_way_round_added_is_removed():
    story = on_trial()
    before = story.projection
    story.do("A1", "arrest", "2005-06-01", custody=[{"kind": "police"}])
    back = diff(story.projection, before)
    assert {c.verb for c in back.rows.values()} == {"removed"}
    assert back.facts[("accused", "subject-A1")]["arrested"].verb == "removed"


def test_row_facts_of_an_order_stand_for_payer_and_payee_and_its_payments_follow_it():
    story = on_trial()
    story.person("V1")
    story.person("V2")
    order = {"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "10"}}
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine"}],
        orders=[order],
        in_absence="no",
    )
    row = story.row("orders", "A1").id
    story.do(
        "A1",
        "record_payment",
        "2005-07",
        in_full="no",
        payments=[{"order": row, "amount": {"PHP": "4"}, "from": "offender"}],
    )
    found = fact_rows(story.projection)
    assert {(fact, who) for fact, _, who in found} == {
        ("charges", "subject-A1"),
        ("orders", "subject-A1"),
        ("orders", "subject-V1"),
        ("payments", "subject-V1"),
    }
    before = story.projection
    story.do("A1", "lodge_appeal", "2006", by=["accused"], against=["damages"], court="c")
    story.do(
        "A1",
        "record_appeal_decision",
        "2006",
        result="damages_changed",
        level=2,
        orders=[{"row": row, "state": "changed", "payee": "subject-V2"}],
    )
    moved = diff(before, story.projection).fact_rows
    verbs = {(fact, who): change.verb for (fact, _, who), change in moved.items()}
    assert verbs[("payments", "subject-V1")] == "removed"
    assert verbs[("payments", "subject-V2")] == "added"
    assert fact_rows(story.projection).keys() - found.keys() == {
        key for key, change in moved.items() if change.verb == "added"
    }


def corrected():
    """A verdict recorded as guilty, put right two entries later."""
    story = on_trial("A1", TIP)
    wrong = story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "fine"}],
        in_absence="no",
    )
    story.do("A1", "add_note", "2005-06-02", text={"sealed": 0})
    step = story.library.tracks["prosecution"].transitions["acquit"]
    data = {"verdicts": [{**wrong.data["verdicts"][0], "state": "not_proven"}], "in_absence": "no"}
    story.correct(wrong, transition=step.id, data=data, to_state=step.to, effects={})
    return story, wrong


def test_a_preview_says_what_a_correction_will_change():
    story, wrong = corrected()
    before = fold(story.frame, story.events[:-1], story.library)
    replayed = replay_with(story.frame, story.events[:-1], story.events[-1], story.library)
    changes = diff(before, replayed.projection)
    accused = changes.facts[("accused", "subject-A1")]
    assert (accused["outcome"].before.value, accused["outcome"].after.value) == (
        "guilty_tip",
        "acquitted",
    )
    assert accused["outcome"].after.event_id == wrong.id
    assert accused["sentence_kind"].verb == "removed"


def test_before_the_correction_the_error_is_still_what_was_known():
    story, _ = corrected()
    correction = story.events[-1]
    then = known_on(story.frame, story.events, story.library, correction.recorded_at)
    now = known_on(
        story.frame, story.events, story.library, correction.recorded_at + timedelta(days=1)
    )
    assert then.fact("accused", "subject-A1", "outcome") == "guilty_tip"
    assert now.fact("accused", "subject-A1", "outcome") == "acquitted"
    assert now == story.projection


def test_every_version_is_what_a_fold_of_the_events_known_by_then_gives():
    story, _ = corrected()
    answers = {"official": "no_official"}
    role = story.do("A1", "change_role", "unknown", role=["controller"], **answers)
    story.insert(role, "A1", "change_role", "unknown", role=["driver"], **answers)
    story.do("A1", "add_note", "2005-07-02", text={"sealed": 0})
    assert story.fact("A1", "role") == ("controller",)
    for version in list(versions(story.frame, story.events, story.library)):
        known = [e for e in story.events if e.recorded_at <= version.recorded_at]
        assert version.projection == fold(story.frame, known, story.library)
        assert version.act_id == known[-1].act_id


def test_events_of_one_act_make_one_version():
    story = on_trial()
    count = len(list(versions(story.frame, story.events, story.library)))
    assert count == len(story.events)
    joined = [
        type(e)(**{**e.__dict__, "act_id": "one", "recorded_at": story.now}) for e in story.events
    ]
    assert len(list(versions(story.frame, joined, story.library))) == 1


def test_versions_of_a_track_count_every_event_recorded_on_it():
    story, _ = corrected()
    assert story.projection.tracks["track-A1"].version == 6
    story.do("A1", "add_note", "2005-07-02", text={"sealed": 0})
    assert story.projection.tracks["track-A1"].version == 7
    assert story.refolded() == story.projection


def test_a_log_that_does_not_fit_is_refused():
    story = on_trial()
    with pytest.raises(DoesNotFit):
        fold(CaseFrame("case", "neutral"), story.events, story.library)
