"""Adopting a matter that began elsewhere: milestones, rows, and the clocks that still run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ..story import TIP, Story


def adopted(state: str, now: datetime, **answers: Any) -> Story:
    story = Story()
    story.person("A1")
    story.now = now
    form = {"state": state, "source": "court_record", **answers}
    story.append(story.event("A1", "adopt", "unknown", form, kind="adopt"))
    return story


def open_clocks(story: Story) -> dict[tuple[str, str | None], str]:
    return {(c.clock, c.party): c.start for c in story.projection.clocks.values() if c.is_open}


NOW = datetime(2010, 1, 10, tzinfo=UTC)


def test_milestones_may_stand_under_the_names_of_facts_and_rows_under_those_of_registers():
    story = adopted(
        "on_trial", NOW, charged="2009-02", tip_charged="yes", charges=[{**TIP, "status": "filed"}]
    )
    assert (story.fact("A1", "charged"), story.fact("A1", "tip_charged")) == ("2009-02", "yes")
    row = story.row("charges", "A1")
    assert (row.status, row.values["is_tip"], "status" in row.values) == ("filed", "yes", False)
    assert story.fact("A1", "arrested") is None


def test_the_fields_of_every_step_are_no_milestones():
    story = adopted("on_trial", NOW, note={"sealed": 0}, age_on_day="adult")
    assert ("accused", "subject-A1") not in story.projection.facts


def test_a_limit_that_lies_ahead_runs_from_its_milestone():
    story = adopted("waiting_for_trial", NOW, charged="2009-12-20")
    assert open_clocks(story) == {("trial_start_limit", None): "2009-12-20"}


def test_a_limit_that_has_passed_raises_nothing_for_the_past():
    story = adopted("waiting_for_trial", NOW, charged="2009-02-01", arrested="2009-01-01")
    assert story.projection.clocks == {}


@pytest.mark.parametrize("charged", ["unknown", "2009-12", "2009"])
def test_from_a_coarse_date_nothing_runs(charged):
    assert adopted("waiting_for_trial", NOW, charged=charged).projection.clocks == {}


def test_a_clock_that_a_later_milestone_stopped_does_not_run():
    story = adopted("on_trial", NOW, charged="2009-12-20", trial_start="2010-01-05")
    assert open_clocks(story) == {("trial_length", None): "2010-01-05"}


def test_a_state_from_which_nothing_stops_the_clock_starts_none():
    story = adopted("not_convicted_final", NOW, verdict="2010-01-05", charged="2009-12-20")
    assert story.projection.clocks == {}


def test_the_time_to_appeal_runs_for_each_party():
    story = adopted("appeal_period_running", NOW, verdict="2010-01-05", charged="2005")
    assert open_clocks(story) == {
        ("appeal_period", "accused"): "2010-01-05",
        ("appeal_period", "prosecution"): "2010-01-05",
    }


def test_what_was_adopted_goes_on_like_any_other_matter():
    story = adopted("appeal_period_running", NOW, verdict="2010-01-05", outcome_now="guilty_tip")
    story.do("A1", "lodge_appeal", "2010-01-12", by=["accused"], against=["conviction"], court="c")
    assert set(open_clocks(story)) == {("appeal_decision", None)}
    assert story.refolded() == story.projection


def owed_word_of_a_release(support: str | None, occurred: str) -> list[str]:
    """Days from which V1 is owed word that A1 is free; ``support``: where it was taken over."""
    story = Story()
    story.opened()
    story.person("V1")
    story.accused("A1")
    story.now = NOW
    if support is None:
        story.do("V1", "register_person", "2010-01-10", age_group="adult")
    else:
        form = {"state": support, "source": "court"}
        story.append(story.event("V1", "adopt", "unknown", form, kind="adopt"))
    story.do("A1", "release", occurred, end="released_unconditional")
    return [one.start for one in story.projection.clocks.values() if one.clock == "tell_victim"]


@pytest.mark.parametrize("occurred", ["unknown", "2008", "2008-05-05"])
def test_nothing_of_the_past_is_owed_to_a_person_whose_support_was_over(occurred):
    assert owed_word_of_a_release("handed_over", occurred) == []
    assert owed_word_of_a_release(None, occurred) == [occurred]


def test_what_may_still_be_told_in_time_is_owed_to_a_person_taken_over_too():
    assert owed_word_of_a_release("handed_over", "2010-01-10") == ["2010-01-10"]


def test_a_person_in_support_is_told_of_what_has_no_date():
    assert owed_word_of_a_release("in_support", "unknown") == ["unknown"]
    assert owed_word_of_a_release("in_support", "2008-05-05") == []
