"""Guards about time limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ctj.workflow.definitions import ClockUse

from ..story import Story, on_trial, verdicts
from .asked import asked, on, sentence


def judged(occurred: str = "2005-06-01", jurisdiction: str = "neutral") -> Story:
    """Fifteen days run for each party: to the end of 16 June."""
    story = on_trial(jurisdiction=jurisdiction)
    story.do(
        "A1",
        "convict_and_sentence",
        occurred,
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 1}],
        in_absence="no",
    )
    return story


@pytest.mark.parametrize(
    ("now", "holds"),
    [("2005-06-16T15:59", False), ("2005-06-16T16:00", True), ("2005-07-01T00:00", True)],
)
def test_a_period_is_over_when_its_last_local_day_is(now, holds):
    story = judged()
    story.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    said = sentence(on(story, "A1", "become_final_convicted"), "clock_over", clock="appeal_period")
    assert (said is None) is holds
    if said:
        assert said == (
            "Waiting for last day to appeal: it ends on 16 June 2005 (1 min). "
            "A waiver can be recorded."
        )


def test_a_period_that_cannot_be_reckoned_or_was_stopped_waits_for_nobody():
    story = judged("2005-06")
    story.now = datetime(2005, 6, 2, tzinfo=UTC)
    args = {"clock": "appeal_period"}
    assert sentence(on(story, "A1", "become_final_convicted"), "clock_over", **args) is None
    assert sentence(on(on_trial(), "A1", "become_final_convicted"), "clock_over", **args) is None


def test_an_open_period_of_either_party_is_waited_for():
    story = judged()
    story.now = datetime(2005, 6, 2, tzinfo=UTC)
    clocks = dict(story.projection.clocks)
    for one in list(clocks.values()):
        if one.party == "accused":
            clocks[one.id] = replace(one, stopped="2005-06-02")
    story.projection = replace(story.projection, clocks=clocks)
    args = {"clock": "appeal_period"}
    assert sentence(on(story, "A1", "become_final_convicted"), "clock_over", **args)


@pytest.mark.parametrize(
    ("lodged", "form", "holds"),
    [
        ("2005-06-16", {"by": ["accused"]}, True),
        ("2005-06-17", {"by": ["accused"]}, False),
        ("2005-06-17", {"by": ["accused"], "leave_needed": "yes"}, True),
        ("2005-06", {"by": ["accused"]}, True),
        ("unknown", {"by": ["prosecution"]}, True),
        ("2005-07", {"by": ["prosecution"]}, False),
        ("2005-07", {"by": ["victim"]}, True),
        ("2005-07", {"by": ["automatic_review"]}, True),
    ],
)
def test_an_appeal_in_time(lodged, form, holds):
    situation = on(judged(), "A1", "lodge_appeal", lodged, **form)
    said = sentence(situation, "appeal_in_time")
    assert (said is None) is holds
    assert said is None or said.startswith("The period ended on 16 June 2005 (")


def test_a_refusal_that_rests_on_law_says_its_article():
    story = judged("2021-06-01", "PH")
    refusal = asked(on(story, "A1", "lodge_appeal", "2021-12", by=["accused"]), "appeal_in_time")
    assert refusal is not None
    assert refusal.article
    assert refusal.article_status in ("verified", "unverified")


def limited(total: int | None) -> Story:
    story = on_trial()
    story.do("A1", "arrest", "2005-04-01T10:00", custody=[{"kind": "police"}])
    total_clock = story.clock("custody_total", "A1")
    law = {**total_clock.statement, "article": "art 29", "status": "unverified"}
    changed = replace(total_clock, length=total, unit="days", statement=law)
    story.projection = replace(
        story.projection, clocks={**story.projection.clocks, changed.id: changed}
    )
    return story


@pytest.mark.parametrize(
    ("total", "until", "holds"),
    [
        (60, "2005-05-31", True),
        (60, "2005-06-01", False),
        (60, "2005-05", True),
        (60, "2005-07", False),
        (60, "unknown", True),
        (None, "2010-01-01", True),
    ],
)
def test_an_extension_stays_within_the_total(total, until, holds):
    situation = on(limited(total), "A1", "extend_custody", "2005-05-01", until=until)
    said = sentence(situation, "extension_within_total")
    assert (said is None) is holds
    assert said in (None, "The total of 60 days under art 29 ends on 31 May 2005.")


def test_a_reflection_period_is_left_in_peace_but_for_the_persons_own_wish():
    story = Story()
    story.opened("2004")
    story.person("V1")
    reflection = replace(
        judged().clock("appeal_period", "A1", "accused"),
        id="reflection-1",
        clock="reflection",
        track_id="track-V1",
        subject_id="subject-V1",
        party=None,
    )
    story.projection = replace(story.projection, clocks={reflection.id: reflection})
    story.now = datetime(2005, 6, 10, tzinfo=UTC)
    guard = {"guard": "clock_not_running", "clock": "reflection"}
    said = sentence(on(story, None, "add_note", of="subject-V1"), **guard)
    assert said is not None
    assert said.startswith("The reflection period of V1 runs until 16 June 2005.")
    assert sentence(on(story, None, "add_note", of="subject-V1", own_wish="yes"), **guard) is None
    story.now = datetime(2005, 6, 20, tzinfo=UTC)
    assert sentence(on(story, None, "add_note", of="subject-V1"), **guard) is None


def test_the_clock_of_another_accused_is_no_reason_to_wait():
    story = judged()
    story.accused("A2", "2004")
    story.now = datetime(2005, 6, 2, tzinfo=UTC)
    situation = on(story, "A2", "become_final_convicted")
    assert sentence(situation, "clock_over", clock="appeal_period") is None
    assert ClockUse("appeal_period") in on(story, "A1", "acquit").transition.clocks.start
