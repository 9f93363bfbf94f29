"""Facts by their rule: first, last, set, sum, count, cleared (indicators.md 2.0.1)."""

from __future__ import annotations

from ctj.workflow.projection import FactValue

from ..story import TIP, Story, on_trial, verdicts


def arrested(story: Story, occurred: str) -> None:
    story.do("A1", "arrest", occurred, custody=[{"kind": "police"}], rights_read="yes")


def test_first_keeps_the_earliest_occurrence_in_whatever_order_it_was_recorded():
    story = on_trial()
    arrested(story, "2004-08-01")
    arrested(story, "2004-09-01")
    assert story.fact("A1", "arrested") == "2004-08-01"
    arrested(story, "2004-07")
    assert story.fact("A1", "arrested") == "2004-07"


def test_first_is_replaced_only_by_what_certainly_was_earlier():
    story = on_trial()
    arrested(story, "2004-08-15")
    for coarse in ("2004-08", "2004", "unknown"):
        arrested(story, coarse)
    assert story.fact("A1", "arrested") == "2004-08-15"


def test_facts_of_one_event_stay_together():
    story = Story()
    story.opened()
    story.accused("A1", "2004", age_on_day="child")
    story.do("A1", "charge", "2005-01-10", charges=[TIP], age_on_day="adult")
    assert (story.fact("A1", "suspected_age"), story.fact("A1", "charged_age")) == (
        "child",
        "adult",
    )


def test_a_second_charge_keeps_the_first_date_and_what_was_charged_first():
    story = Story()
    story.opened()
    story.accused("A1", "2004")
    story.do("A1", "charge", "2005-01-10", charges=[TIP])
    story.do("A1", "divert", "2005-02-01", check_on="2005-08-01")
    row = story.row("charges", "A1").id
    story.do("A1", "fail_diversion", "2005-09-01", charges=[{"row": row, "is_tip": "no"}])
    assert story.fact("A1", "charged") == "2005-01-10"
    assert story.fact("A1", "tip_charged") == "yes"


def test_last_takes_the_newest_step_also_when_its_date_was_typed_too_early():
    """The order of a track is that of recording: the wrong date is a finding, no outcome."""
    story = on_trial()
    story.do("A1", "convict", "2005-06", verdicts=verdicts(story, "A1", "proven"), in_absence="no")
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 12}])
    story.do("A1", "lodge_appeal", "2005-08", by=["accused"], against=["conviction"], court="c")
    story.do(
        "A1",
        "record_appeal_decision",
        "1996-01-01",
        result="guilty_to_acquitted",
        level=2,
        verdicts=[{"row": story.row("charges", "A1").id, "state": "quashed"}],
    )
    assert story.fact("A1", "outcome_now") == "acquitted"
    story.do("A1", "lodge_appeal", "unknown", by=["prosecution"], against=["acquittal"], court="c")
    story.do("A1", "record_appeal_decision", "1995-01-01", result="withdrawn", level=3)
    assert story.fact("A1", "appeal_result") == "withdrawn"
    assert story.fact("A1", "appeal_decided") == "1995-01-01"


def test_an_act_told_late_does_not_replace_what_certainly_came_after_it():
    story = on_trial()
    story.do("A1", "change_role", "2005-05-01", role=["controller"], official="police")
    story.do("A1", "change_role", "2005-04-01", role=["driver"], official="no_official")
    assert story.fact("A1", "role") == ("controller",)
    assert story.fact("A1", "official") == "yes"
    story.do("A1", "change_role", "2005", role=["harbourer"], official="no_official")
    assert story.fact("A1", "role") == ("harbourer",)


def test_a_value_that_sums_up_rows_is_always_the_newest():
    story = on_trial()
    row = story.row("charges", "A1").id
    story.do(
        "A1",
        "amend_charge",
        "2005-03-02",
        charges=[{"row": row, "state": "amended", "form": "begging"}],
    )
    story.do(
        "A1",
        "amend_charge",
        "2003-01-01",
        charges=[{**TIP, "state": "filed", "form": "domestic_servitude"}],
    )
    assert story.fact("A1", "charge_forms") == ("begging", "domestic_servitude")


def test_set_unites_and_unknown_leaves_it_once_something_is_known():
    story = on_trial()
    for by in (["unknown"], ["accused"], ["prosecution", "accused"]):
        state = story.state("A1")
        if state == "on_trial":
            story.do("A1", "acquit", "2005-06", verdicts=verdicts(story, "A1", "not_proven"))
        story.do("A1", "lodge_appeal", "2005-08", by=by, against=["acquittal"], court="c")
        story.do("A1", "record_appeal_decision", "2006", result="upheld", level=2)
    assert story.fact("A1", "appealed_by") == ("accused", "prosecution")


def test_count_adds_one_and_a_withdrawn_entry_is_not_counted():
    story = on_trial()
    hearings = [
        story.do(
            "A1", "adjourn_hearing", "2005-04", hearings=[{"kind": "trial"}], reason="victim_absent"
        )
        for _ in range(3)
    ]
    assert story.fact("A1", "hearings_adjourned") == 3
    story.withdraw(hearings[1])
    assert story.fact("A1", "hearings_adjourned") == 2


def test_none_clears_and_what_was_never_set_stays_absent():
    story = on_trial()
    story.do("A1", "withdraw_prosecution", "2005-06", end_reason="insufficient_evidence", why="x")
    assert story.fact("A1", "outcome_now") == "withdrawn"
    story.do("A1", "recharge", "2005-09", reason="new_evidence", why="x")
    facts = story.projection.facts[("accused", "subject-A1")]
    assert not {"outcome", "outcome_now", "disposed", "end_reason"} & set(facts)


def test_an_empty_field_sets_nothing_and_unknown_sets_unknown():
    story = Story()
    story.opened()
    story.accused("A1", official="unknown")
    assert story.fact("A1", "main_role") is None
    assert story.fact("A1", "official") == "unknown"


def test_a_condition_on_an_answer():
    story = on_trial()
    story.do("A1", "abscond", "2005-05-05", abroad="no")
    assert story.fact("A1", "located_abroad") is None
    story.do("A1", "locate_abroad", "2006", country="MY")
    assert story.fact("A1", "located_abroad") == "2006"


def test_each_fact_knows_its_event_source_and_when_that_occurred():
    story = on_trial()
    event = story.do(
        "A1", "arrest", "2005-04-01", custody=[{"kind": "police"}], source="court_record"
    )
    found = story.projection.facts[("accused", "subject-A1")]["arrested"]
    assert found == FactValue("2005-04-01", event.id, "court_record", "2005-04-01")


def test_a_date_with_a_source_of_its_own_keeps_that_source():
    story = on_trial()
    told = {"value": "2005-04-01", "source": "press", "alternatives": [{"value": "2005-04-02"}]}
    story.do("A1", "arrest", told, custody=[{"kind": "police"}], source="court_record")
    found = story.projection.facts[("accused", "subject-A1")]["arrested"]
    assert (found.value, found.source) == (told, "press")


def test_facts_of_the_case():
    story = Story()
    story.do(
        None,
        "open_case",
        "2004-02-02",
        reported_on="2004-01",
        detection="ngo",
        victim_complained="no",
        forms=["forced_begging"],
        lead_agency="unit",
    )
    assert story.fact(None, "opened") == "2004-02-02"
    assert story.fact(None, "detected") == "2004-01"
    assert story.fact(None, "proactive") == "yes"
    assert story.fact(None, "forms") == ("forced_begging",)


def test_a_person_whom_the_step_adds_gets_the_facts_of_the_form():
    story = Story()
    story.opened()
    story.person("V1")
    story.do("V1", "register_person", "2004", sex="female", age_group="child")
    assert (story.fact("V1", "sex"), story.fact("V1", "age_group")) == ("female", "child")


def test_adoption_sets_exactly_the_milestones_given():
    story = Story()
    story.person("A1")
    story.append(adoption(story))
    facts = story.projection.facts[("accused", "subject-A1")]
    assert {name: fact.value for name, fact in facts.items()} == {
        "charged": "2003",
        "verdict": "unknown",
        "outcome_now": "guilty_tip",
        "role": ("recruiter",),
    }
    assert story.state("A1") == "appeal_period_running"
    assert story.row("charges", "A1").status == "proven"


def test_what_follows_an_adoption_takes_the_place_of_what_was_adopted():
    story = Story()
    story.person("A1")
    story.append(adoption(story))
    story.do("A1", "change_role", "2003-05", role=["driver"], official="unknown")
    story.do("A1", "lodge_appeal", "2004", by=["accused"], against=["conviction"], court="c")
    assert story.fact("A1", "role") == ("driver",)
    assert story.fact("A1", "charged") == "2003"


def adoption(story: Story):
    data = {
        "state": "appeal_period_running",
        "source": "court_record",
        "milestones": {
            "charged": "2003",
            "verdict": "unknown",
            "outcome_now": "guilty_tip",
            "role": ["recruiter"],
        },
        "rows": {"charges": [{**TIP, "status": "proven", "result": "guilty_trial"}]},
    }
    return story.event("A1", "adopt", "2009-09-09", data, kind="adopt")
