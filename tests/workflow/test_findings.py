"""Impossible orders of dates, and guards that would fail now: findings, never refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from ctj.workflow.findings import (
    CHAINS,
    NOT_REPLAYED,
    guards_that_would_fail,
    impossible_orders,
    occurred_after_recorded,
)
from ctj.workflow.guards import GUARDS
from ctj.workflow.projection import EventRecord, FactValue, Projection

from .story import TIP, Story, library, on_trial, verdicts


def found(story: Story) -> list[tuple[str, str]]:
    orders = impossible_orders(story.projection, story.library)
    return [(one.earlier, one.later) for one in orders]


def test_a_verdict_before_the_trial_is_a_finding_and_is_recorded_all_the_same():
    story = on_trial()
    event = story.do("A1", "convict", "2004-12-31", verdicts=verdicts(story, "A1", "proven"))
    (order,) = impossible_orders(story.projection, story.library)
    assert (order.earlier, order.later, order.rule) == ("trial_start", "verdict", "Q.07")
    assert order.event_id == event.id
    assert order.sentence == (
        "A1: ‘Verdict’ (31 December 2004) lies before ‘First day of trial’ (1 March 2005)."
    )
    assert order.as_json()["subject"] == "subject-A1"


@pytest.mark.parametrize("occurred", ["2005-03-01", "2005", "2005-03", "unknown"])
def test_a_coarse_date_is_impossible_only_if_it_cannot_be_otherwise(occurred):
    story = on_trial()
    story.do("A1", "convict", occurred, verdicts=verdicts(story, "A1", "proven"))
    assert found(story) == []


def test_what_is_absent_or_unknown_between_two_milestones_is_passed_over():
    story = Story()
    story.opened("2004")
    story.accused("A1", "2004-06-01")
    story.do("A1", "charge", "unknown", charges=[TIP])
    story.do(
        "A1", "convict_on_plea", "2003", plea="guilty", verdicts=verdicts(story, "A1", "proven")
    )
    assert found(story) == [("suspected", "verdict")]


def test_an_arrest_after_the_charge_is_no_finding():
    story = on_trial()
    story.do("A1", "arrest", "2005-06-01", custody=[{"kind": "police"}])
    assert found(story) == []


@pytest.mark.parametrize(
    ("unit", "earlier", "later"),
    [
        (unit, earlier, later)
        for unit, chains in CHAINS.items()
        for chain in chains
        for earlier, later in pairwise(chain)
    ],
)
def test_every_pair_of_every_unit(unit, earlier, later):
    facts = {earlier: FactValue("2005-02-02", "e1"), later: FactValue("2005-02-01", "e2")}
    projection = Projection("case", "neutral", facts={(unit, "x"): facts})
    (order,) = impossible_orders(projection, library())
    assert (order.earlier, order.later) == (earlier, later)
    assert (unit, earlier) in library().facts
    assert (unit, later) in library().facts


@pytest.mark.parametrize(
    ("occurred", "is_one"),
    [("2010-01-02", False), ("2010-01-03", True), ("2010-01", False), ("unknown", False)],
)
def test_what_occurred_after_the_local_day_of_its_recording(occurred, is_one):
    event = replace(
        on_trial().events[0], occurred=occurred, recorded_at=datetime(2010, 1, 1, 17, tzinfo=UTC)
    )
    assert occurred_after_recorded(event, "Asia/Manila") is is_one


def would_fail(story: Story) -> list[tuple[str, str]]:
    def situate(event: EventRecord, before: Projection, told: tuple[EventRecord, ...]):
        label = next((s.label for s in story.subjects.values() if s.id == event.subject_id), None)
        situation = story.situation(label, event.transition, event.occurred, **event.data)
        track = before.tracks.get(event.track_id)
        return replace(situation, projection=before, track=track, events=told)

    failing = guards_that_would_fail(story.frame, tuple(story.events), story.library, situate)
    return [(one.event_id, one.refusal.guard) for one in failing]


def test_a_guard_that_fails_only_since_a_correction_is_found_at_the_entry_that_it_hits():
    story = Story()
    story.opened()
    story.accused("A1", "2004")
    answers = {"link": "no_link", "decision": "not_a_victim"}
    check = story.do("A1", "check_non_punishment", "2004-05", **answers)
    charge = story.do("A1", "charge", "2004-06", charges=[TIP])
    assert would_fail(story) == []
    story.withdraw(check)
    assert would_fail(story) == [(charge.id, "non_punishment_checked")]


def test_who_acted_is_not_asked_again():
    assert set(GUARDS) >= NOT_REPLAYED
    story = on_trial()
    story.do("A1", "withdraw_prosecution", "2005-06", end_reason="delay", why={"sealed": 0})
    assert "second_person" not in {guard for _, guard in would_fail(story)}
