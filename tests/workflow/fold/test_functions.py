"""The fact functions of process.md 8.1, each on the step that uses it."""

from __future__ import annotations

import pytest

from ctj.workflow.fold import FUNCTIONS

from ..story import OTHER, TIP, Story, library, on_trial, verdicts

UNKNOWN = {"offence": "unknown", "is_tip": "unknown"}


def test_every_function_that_a_track_names_is_there():
    named = {
        fact.argument
        for track in library().tracks.values()
        for transition in track.transitions.values()
        for fact in transition.facts
        if fact.how == "function"
    }
    assert named <= set(FUNCTIONS)


def charged_with(*charges: dict[str, object]) -> Story:
    return on_trial("A1", *charges)


@pytest.mark.parametrize(
    ("charges", "expected"),
    [
        ([TIP, OTHER], "yes"),
        ([OTHER, OTHER], "no"),
        ([OTHER, UNKNOWN], "unknown"),
        ([TIP, UNKNOWN], "yes"),
    ],
)
def test_has_tip(charges, expected):
    assert charged_with(*charges).fact("A1", "tip_charged") == expected


def test_a_dropped_charge_is_not_there_on_the_first_day_of_trial():
    story = Story()
    story.opened()
    story.accused("A1")
    story.do("A1", "charge", "2005", charges=[TIP, OTHER])
    row = story.row("charges", "A1").id
    story.do("A1", "amend_charge", "2005", charges=[{"row": row, "state": "dropped"}])
    story.do("A1", "open_trial", "2005", court="c")
    assert (story.fact("A1", "tip_charged"), story.fact("A1", "tip_trial")) == ("yes", "no")
    assert story.fact("A1", "related_charges") == ("document_offence",)
    assert story.fact("A1", "charge_forms") is None


@pytest.mark.parametrize(
    ("charges", "states", "outcome"),
    [
        ([TIP, OTHER], ["proven", "not_proven"], "guilty_tip"),
        ([TIP, OTHER], ["not_proven", "proven"], "guilty_other"),
        ([TIP], ["proven_lesser"], "guilty_other"),
        ([UNKNOWN], ["proven"], "unknown"),
        ([UNKNOWN, TIP], ["proven", "proven"], "guilty_tip"),
        ([TIP, TIP], ["not_proven", "dismissed"], "acquitted"),
        ([TIP, TIP], ["dismissed", "dropped"], "dismissed"),
        ([TIP], ["dropped"], "withdrawn"),
    ],
)
def test_outcome_of_all_charges(charges, states, outcome):
    story = charged_with(*charges)
    story.do("A1", "convict", "2005", verdicts=verdicts(story, "A1", *states), in_absence="no")
    assert story.fact("A1", "outcome") == outcome


@pytest.mark.parametrize(
    ("found_is_tip", "outcome"), [("yes", "guilty_tip"), ("no", "guilty_other")]
)
def test_where_another_offence_was_found_that_offence_counts(found_is_tip, outcome):
    story = charged_with(TIP)
    found = verdicts(story, "A1", "proven_lesser", found_text="s 5", found_is_tip=found_is_tip)
    story.do("A1", "convict", "2005", verdicts=found, in_absence="no")
    assert story.fact("A1", "outcome") == outcome


def sentenced(*parts: dict[str, object]) -> Story:
    story = charged_with(TIP)
    story.do(
        "A1",
        "convict_and_sentence",
        "2005",
        verdicts=verdicts(story, "A1", "proven"),
        parts=list(parts),
        in_absence="no",
    )
    return story


def custody(months: object, **more: object) -> dict[str, object]:
    return {"part": "custody", "months": months, **more}


FINE = {"part": "fine", "amount": {"PHP": "5"}}
SUSPENDED = {"part": "custody_suspended", "months": 12}
NON_PAROLE = {"part": "non_parole", "months": 30}


@pytest.mark.parametrize(
    ("parts", "months", "kinds", "suspended"),
    [
        ([custody(60), custody(84)], 84, ("custody",), "no"),
        ([custody(60), custody(100, is_total="yes"), custody(120)], 100, ("custody",), "no"),
        ([{"part": "life"}, FINE], None, ("fine", "life"), "no"),
        ([{"part": "life"}, custody(12)], None, ("custody", "life"), "no"),
        ([SUSPENDED], 12, ("custody_suspended",), "yes"),
        ([custody(12, suspended_months=12)], 12, ("custody",), "yes"),
        ([custody(12, suspended_months=6)], 12, ("custody",), "no"),
        ([FINE], None, ("fine",), None),
        ([{"part": "unknown"}], None, ("unknown",), None),
        ([custody("unknown")], None, ("custody",), "no"),
        ([custody(24), NON_PAROLE], 24, ("custody", "non_parole"), "no"),
    ],
)
def test_sentence(parts, months, kinds, suspended):
    story = sentenced(*parts)
    assert story.fact("A1", "sentence_months") == months
    assert story.fact("A1", "sentence_kind") == kinds
    assert story.fact("A1", "suspended") == suspended


def appealed(story: Story, **decision: object) -> Story:
    story.do("A1", "lodge_appeal", "2006", by=["prosecution"], against=["sentence"], court="c")
    story.do("A1", "record_appeal_decision", "2006", level=2, **decision)
    return story


def test_months_are_taken_back_when_an_appeal_makes_it_life():
    story = sentenced({"part": "custody", "months": 240})
    row = story.row("sentence_parts", "A1").id
    appealed(
        story, result="sentence_raised", parts=[{"row": row, "state": "remitted"}, {"part": "life"}]
    )
    assert story.fact("A1", "sentence_months") is None
    assert story.fact("A1", "sentence_kind") == ("life",)


def test_what_the_prosecution_asked_for_is_no_sentence():
    story = charged_with(TIP)
    story.do("A1", "ask_sentence", "2005", parts=[{"part": "custody", "months": 54}])
    story.do(
        "A1",
        "convict_and_sentence",
        "2005",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 36}],
        in_absence="no",
    )
    assert story.fact("A1", "sentence_months") == 36


def test_the_range_is_that_of_the_gravest_offence_proven():
    low = {**TIP, "min_months": 240, "max_months": 240, "penalty_rank": "term"}
    life = {**TIP, "min_months": 180, "penalty_rank": "life"}
    story = charged_with(low, life, {**low, "max_months": 480})
    found = verdicts(story, "A1", "proven", "proven", "not_proven")
    story.do("A1", "convict", "2005", verdicts=found, in_absence="no")
    story.do("A1", "sentence", "2005", parts=[{"part": "life"}])
    assert (story.fact("A1", "min_months"), story.fact("A1", "max_months")) == (180, None)


def ordered(story: Story, *orders: dict[str, object], to: str = "A1") -> Story:
    story.do(
        to,
        "convict_and_sentence",
        "2005-06-01",
        verdicts=verdicts(story, to, "proven"),
        parts=[{"part": "fine"}],
        orders=list(orders),
        in_absence="no",
    )
    return story


def test_orders_reach_the_victims_whom_they_name():
    story = charged_with(TIP)
    for victim in ("V1", "V2", "V3"):
        story.person(victim)
    ordered(
        story,
        {"kind": "unpaid_wages", "payee": "subject-V1", "amount": {"SGD": "4878.31"}},
        {"kind": "moral_damages", "payee": "subject-V1", "amount": {"SGD": "0.69", "USD": "10"}},
        {"kind": "compensation", "payee": "subject-V2"},
        {"kind": "compensation", "payees": 13, "amount": {"IDR": "884000000"}},
    )
    assert story.fact("V1", "comp_ordered") == "2005-06-01"
    assert story.fact("V1", "comp_amount") == {"SGD": "4879.00", "USD": "10"}
    assert story.fact("V1", "comp_route") == ("criminal_court",)
    assert (story.fact("V2", "comp_ordered"), story.fact("V2", "comp_amount")) == (
        "2005-06-01",
        None,
    )
    assert story.fact("V3", "comp_ordered") is None


def test_the_sum_follows_an_appeal_and_the_orders_on_other_accused():
    story = charged_with(TIP)
    story.person("V1")
    ordered(story, {"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "50000"}})
    row = story.row("orders", "A1").id
    appealed(
        story,
        result="damages_changed",
        orders=[{"row": row, "state": "changed", "amount": {"PHP": "75000"}}],
    )
    assert story.fact("V1", "comp_amount") == {"PHP": "75000"}
    assert story.fact("V1", "comp_ordered") == "2005-06-01"


def test_an_order_set_aside_takes_the_sum_back():
    story = charged_with(TIP)
    story.person("V1")
    ordered(story, {"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "50000"}})
    row = story.row("orders", "A1").id
    appealed(story, result="damages_changed", orders=[{"row": row, "state": "set_aside"}])
    assert story.fact("V1", "comp_amount") is None


def test_a_claim_becomes_an_order_on_the_same_row():
    story = charged_with(TIP)
    story.person("V1")
    story.do(
        "A1",
        "submit_compensation",
        "2005-04",
        victim="subject-V1",
        amount={"PHP": "1"},
        orders=[{"kind": "compensation"}],
    )
    assert (story.fact("V1", "comp_claimed"), story.fact("V1", "comp_ordered")) == ("2005-04", None)
    ordered(story, {"row": story.row("orders", "A1").id, "amount": {"PHP": "2"}})
    assert story.fact("V1", "comp_amount") == {"PHP": "2"}


def test_a_claim_that_was_not_ordered_adds_nothing():
    story = charged_with(TIP)
    story.person("V1")
    claim = {"victim": "subject-V1", "amount": {"PHP": "1"}, "orders": [{"kind": "costs"}]}
    story.do("A1", "submit_compensation", "2005-04", **claim)
    ordered(story, {"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "2"}})
    assert story.fact("V1", "comp_amount") == {"PHP": "2"}


def test_confiscation_ordered_and_done():
    story = charged_with(TIP)
    ordered(story, {"kind": "confiscation"}, {"kind": "forfeiture"}, {"kind": "costs"})
    assert story.fact("A1", "confiscation_ordered") == "2005-06-01"
    story.do("A1", "become_final_convicted", "2005-07", how="waived", age_on_day="adult")
    first, second, _ = story.rows("orders", "A1")
    for occurred, row in (("2006", first), ("2007", second)):
        assert story.fact("A1", "confiscation_done") is None
        story.do(
            "A1",
            "record_execution_step",
            occurred,
            step="sale",
            orders=[{"row": row.id, "state": "executed"}],
        )
    assert story.fact("A1", "confiscation_done") == "2007"


def test_payments_add_up_for_the_payee_of_their_order():
    story = charged_with(TIP)
    story.person("V1")
    ordered(story, {"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "50000"}})
    order = story.row("orders", "A1").id
    for occurred, amount in (("2005-08", "20000"), ("2005-07-02", "1000.50")):
        story.do(
            "A1",
            "record_payment",
            occurred,
            in_full="no",
            payments=[{"order": order, "amount": {"PHP": amount}}],
        )
    assert story.fact("V1", "comp_paid_sum") == {"PHP": "21000.50"}
    assert story.fact("V1", "comp_paid") == "2005-08"


@pytest.mark.parametrize(
    ("reason", "outcome", "end_reason"),
    [
        ("died", "died", "accused_died"),
        ("dissolved", "ended_other", "company_dissolved"),
        ("transferred", "transferred", "proceedings_transferred"),
        ("amnestied", "ended_other", "amnesty"),
        ("immune", "ended_other", "immunity"),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_another_end_before_a_verdict_ends_the_first_instance(reason, outcome, end_reason):
    story = charged_with(TIP)
    story.do("A1", "end_otherwise", "2005-05", reason=reason, age_on_day="adult")
    names = ("outcome", "outcome_now", "final_outcome", "end_reason", "disposed", "final")
    assert [story.fact("A1", n) for n in names] == [outcome] * 3 + [
        end_reason,
        "2005-05",
        "2005-05",
    ]


def test_death_during_an_appeal_leaves_what_the_first_instance_found():
    story = sentenced({"part": "custody", "months": 12})
    story.do("A1", "lodge_appeal", "2006", by=["accused"], against=["conviction"], court="c")
    story.do("A1", "end_otherwise", "2007", reason="died", age_on_day="adult")
    assert (story.fact("A1", "outcome"), story.fact("A1", "disposed")) == ("guilty_tip", "2005")
    assert (story.fact("A1", "outcome_now"), story.fact("A1", "final_outcome")) == ("died", "died")


@pytest.mark.parametrize(
    ("complained", "detection", "proactive"),
    [
        ("yes", "police_investigation", "no"),
        ("no", "self_report", "yes"),
        ("unknown", "raid_other_offence", "yes"),
        ("unknown", "hotline", "no"),
        ("unknown", "media", "unknown"),
    ],
)
def test_proactive(complained, detection, proactive):
    story = Story()
    story.do(None, "open_case", "2004", victim_complained=complained, detection=detection)
    assert story.fact(None, "proactive") == proactive


@pytest.mark.parametrize(
    ("official", "expected"),
    [("police", "yes"), ("no_official", "no"), ("unknown", "unknown"), ("other_official", "yes")],
)
def test_is_official(official, expected):
    story = Story()
    story.opened()
    story.accused("A1", official=official)
    assert story.fact("A1", "official") == expected
