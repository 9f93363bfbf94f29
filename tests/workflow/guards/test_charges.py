"""Guards about charges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctj.workflow.dates import parse

from ..story import OTHER, TIP, Story, overlay, verdicts
from .asked import asked, on, sentence

UNKNOWN = {"offence": "unknown", "is_tip": "unknown"}


def suspect(jurisdiction: str = "neutral") -> Story:
    story = Story(jurisdiction)
    story.opened()
    story.accused("A1", "2004")
    return story


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ({"charges": [TIP, OTHER]}, True),
        ({"charges": [OTHER]}, False),
        ({"charges": [OTHER, UNKNOWN]}, True),
        ({"charges": [OTHER], "no_tip_reason": {"sealed": 0}}, True),
        ({"charges": []}, False),
    ],
)
def test_tip_or_reason(form, holds):
    assert (sentence(on(suspect(), "A1", "charge", **form), "tip_or_reason") is None) is holds


def test_tip_or_reason_before_filing_looks_at_what_was_proposed():
    story = suspect()
    story.do("A1", "refer_accused", "2004-06", proposed_charges=[OTHER])
    assert "No trafficking charge among the charges of A1" in sentence(
        on(story, "A1", "divert"), "tip_or_reason"
    )


@pytest.mark.parametrize(
    ("dated", "holds"),
    [
        ("2003-05-25", False),
        ("2003-05-26", True),
        ("2003-05", True),
        ("2003", True),
        ("2002", False),
        ("unknown", True),
        ("2003-01..2003-06", True),
    ],
)
def test_charge_fits_dates(dated, holds):
    """Coarse dates: possibly in force is enough."""
    offence = next(o for o in overlay("PH").own.offences if o.type == "tip")
    law = replace(offence, valid_from=parse("2003-05-26"), valid_to=None)
    story = suspect("PH")
    others = tuple(o for o in story.overlay.own.offences if o.id != law.id)
    own = replace(story.overlay.own, offences=(law, *others))
    story.overlay = replace(story.overlay, own=own)
    situation = on(story, "A1", "charge", charges=[{"offence": law.id}], offence_dates=dated)
    refusal = asked(situation, "charge_fits_dates")
    assert (refusal is None) is holds
    if refusal is not None:
        assert "was in force from 26 May 2003; the offence is dated" in refusal.sentence
        assert (refusal.article, refusal.article_status) == (law.article, law.status)


def check(story: Story) -> None:
    story.do("A1", "check_non_punishment", "2004-07", link="no_link", decision="not_a_victim")


def test_the_non_punishment_check_must_follow_the_last_change_of_charges():
    story = suspect()
    assert sentence(on(story, "A1", "charge"), "non_punishment_checked")
    check(story)
    assert sentence(on(story, "A1", "charge"), "non_punishment_checked") is None
    story.do("A1", "refer_accused", "2004-08", proposed_charges=[TIP])
    assert sentence(on(story, "A1", "charge"), "non_punishment_checked")
    check(story)
    story.do("A1", "charge", "2004-09", charges=[{"row": story.row("charges", "A1").id}])
    assert sentence(on(story, "A1", "amend_charge"), "non_punishment_checked")


def test_the_check_of_another_accused_or_one_that_was_withdrawn_does_not_count():
    story = suspect()
    story.accused("A2", "2004")
    event = story.do(
        "A2", "check_non_punishment", "2004-07", link="no_link", decision="not_a_victim"
    )
    assert sentence(on(story, "A1", "charge"), "non_punishment_checked")
    assert sentence(on(story, "A2", "charge"), "non_punishment_checked") is None
    story.withdraw(event)
    assert sentence(on(story, "A2", "charge"), "non_punishment_checked")


def test_a_verdict_is_no_change_of_the_charges():
    story = suspect()
    story.do("A1", "charge", "2004-09", charges=[TIP])
    check(story)
    story.do(
        "A1", "convict_on_plea", "2005", plea="guilty", verdicts=verdicts(story, "A1", "proven")
    )
    assert sentence(on(story, "A1", "arrest"), "non_punishment_checked") is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (None, True),
        ({"kind": "speciality", "binds": "us", "status": "set"}, False),
        ({"kind": "speciality", "status": "due"}, False),
        ({"kind": "speciality", "binds": "us", "status": "met"}, True),
        ({"kind": "speciality", "binds": "us", "status": "waived"}, True),
        ({"kind": "speciality", "binds": "us", "status": "broken"}, False),
        ({"kind": "use_limit", "binds": "us", "status": "set"}, True),
        ({"kind": "speciality", "binds": "them", "status": "set"}, True),
    ],
)
def test_speciality(condition, holds):
    story = Story()
    story.person("A1")
    rows = {"conditions": [condition]} if condition else {}
    data = {
        "state": "needs_charge_decision",
        "source": "court_record",
        "milestones": {},
        "rows": rows,
    }
    story.append(story.event("A1", "adopt", "2009", data, kind="adopt"))
    said = sentence(on(story, "A1", "charge", charges=[TIP]), "speciality_ok")
    assert (said is None) is holds
    if said:
        assert said.startswith("A1 was surrendered for")


def test_no_charge_filed():
    story = suspect()
    assert sentence(on(story, "A1", "resume_before_charge"), "no_charge_filed") is None
    story.do("A1", "refer_accused", "2004-06", proposed_charges=[TIP])
    assert sentence(on(story, "A1", "resume_before_charge"), "no_charge_filed") is None
    story.do("A1", "charge", "2004-09", charges=[{"row": story.row("charges", "A1").id}])
    said = sentence(on(story, "A1", "resume_before_charge"), "no_charge_filed")
    assert said == "A1 is charged: back to trial instead."


def test_no_charge_filed_looks_at_the_fact_where_no_row_is_known():
    story = Story()
    story.person("A1")
    data = {"state": "halted", "source": "court_record", "milestones": {"charged": "unknown"}}
    story.append(story.event("A1", "adopt", "2009", data, kind="adopt"))
    assert sentence(on(story, "A1", "resume_before_charge"), "no_charge_filed")


def test_victims_of_the_charges_are_heard_on_compensation():
    story = suspect()
    for victim in ("V1", "V2", "V10"):
        story.person(victim)
    named = {**TIP, "victims": ["subject-V10", "subject-V1"]}
    story.do("A1", "charge", "2005", charges=[named, TIP])
    story.do("A1", "open_trial", "2005", court="c")
    guard = "victim_heard_on_compensation"
    assert sentence(on(story, "A1", "ask_sentence"), guard) == (
        "Nobody has asked V1, V10 about compensation."
    )
    story.do(
        "A1",
        "submit_compensation",
        "2005",
        victim="subject-V1",
        amount="unknown",
        orders=[{"kind": "compensation"}],
    )
    assert (
        sentence(on(story, "A1", "ask_sentence"), guard)
        == "Nobody has asked V10 about compensation."
    )
    story.do(
        "A1",
        "submit_compensation",
        "2005",
        victim="subject-V10",
        amount="unknown",
        orders=[{"kind": "compensation"}],
    )
    assert sentence(on(story, "A1", "ask_sentence"), guard) is None


def test_a_dropped_charge_asks_for_nobody():
    story = suspect()
    story.person("V1")
    story.do("A1", "charge", "2005", charges=[{**TIP, "victims": ["subject-V1"]}])
    story.do("A1", "open_trial", "2005", court="c")
    row = story.row("charges", "A1").id
    assert sentence(on(story, "A1", "ask_sentence"), "victim_heard_on_compensation")
    story.do("A1", "amend_charge", "2005", charges=[{"row": row, "state": "dropped"}])
    assert sentence(on(story, "A1", "ask_sentence"), "victim_heard_on_compensation") is None
