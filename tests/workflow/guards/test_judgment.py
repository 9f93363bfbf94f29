"""Guards about verdict, sentence and appeal."""

from __future__ import annotations

import pytest

from ..story import OTHER, TIP, Story, on_trial, verdicts
from .asked import on, sentence


def test_every_charge_needs_a_finding():
    story = on_trial("A1", TIP, OTHER, TIP)
    form = {"verdicts": verdicts(story, "A1", "proven", "severed", "dropped")[:1]}
    said = sentence(on(story, "A1", "convict", **form), "verdict_for_every_charge")
    assert said is not None
    assert said.startswith("No verdict yet for charge 2 of A1, charge 3 of A1.")
    form = {"verdicts": verdicts(story, "A1", "proven", "severed", "taken_into_consideration")}
    assert sentence(on(story, "A1", "convict", **form), "verdict_for_every_charge") is None


def test_a_charge_set_aside_needs_a_new_finding_and_a_dropped_one_needs_none():
    story = appealed(TIP, OTHER)
    story.do("A1", "order_retrial", "2006", court="c")
    story.do("A1", "open_trial", "2006", court="c")
    said = sentence(on(story, "A1", "convict"), "verdict_for_every_charge")
    assert said is not None
    assert "charge 1 of A1, charge 2 of A1" in said


@pytest.mark.parametrize(
    ("states", "parts", "holds"),
    [
        (["proven"], [], False),
        (["proven_lesser"], [], False),
        (["proven"], [{"part": "custody", "months": 12}], True),
        (["proven"], [{"part": "unknown"}], True),
        (["not_proven"], [], True),
    ],
)
def test_whoever_is_guilty_is_sentenced(states, parts, holds):
    story = on_trial()
    form = {"verdicts": verdicts(story, "A1", *states), "parts": parts}
    said = sentence(on(story, "A1", "convict_and_sentence", **form), "sentence_for_guilty")
    assert (said is None) is holds
    assert said is None or said.startswith("Guilty on charge 1 of A1, but no part of the sentence")


def test_what_was_asked_for_is_no_sentence():
    story = on_trial()
    story.do("A1", "ask_sentence", "2005", parts=[{"part": "custody", "months": 54}])
    form = {"verdicts": verdicts(story, "A1", "proven")}
    assert sentence(on(story, "A1", "convict_and_sentence", **form), "sentence_for_guilty")


def appealed(*charges: dict[str, object]) -> Story:
    story = on_trial("A1", *charges)
    found = verdicts(story, "A1", *["proven"] * len(charges))
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06-01",
        verdicts=found,
        parts=[{"part": "custody", "months": 12}],
        in_absence="no",
    )
    story.do("A1", "lodge_appeal", "2005-06-10", by=["accused"], against=["conviction"], court="c")
    return story


@pytest.mark.parametrize(
    ("result", "states", "more", "holds"),
    [
        ("guilty_to_acquitted", ["quashed", "quashed"], {}, True),
        ("guilty_to_acquitted", ["quashed", "upheld"], {}, False),
        ("guilty_to_acquitted", ["changed", "changed"], {"result": "acquitted"}, True),
        ("guilty_to_other", ["changed", "quashed"], {"result": "guilty_lesser"}, True),
        (
            "guilty_to_other",
            ["changed", "quashed"],
            {"result": "guilty_trial", "found_text": "s 5"},
            True,
        ),
        ("guilty_to_other", ["upheld", "upheld"], {}, False),
        ("acquitted_to_guilty", ["quashed", "quashed"], {}, False),
        ("restored", ["restored", "quashed"], {}, False),
        ("upheld", ["quashed", "quashed"], {}, True),
        ("unknown", ["quashed", "quashed"], {}, True),
        (None, ["quashed", "quashed"], {}, True),
    ],
)
def test_the_result_of_an_appeal_fits_the_charges(result, states, more, holds):
    story = appealed(TIP, OTHER)
    form = {"verdicts": verdicts(story, "A1", *states, **more), "result": result}
    said = sentence(on(story, "A1", "record_appeal_decision", **form), "result_fits_charges")
    assert (said is None) is holds


def test_a_result_that_does_not_fit_is_told_in_words():
    story = appealed(TIP, OTHER)
    form = {"verdicts": verdicts(story, "A1", "quashed", "upheld"), "result": "guilty_to_acquitted"}
    assert sentence(on(story, "A1", "record_appeal_decision", **form), "result_fits_charges") == (
        "The result says “Acquitted”, the charges say “charge 1 of A1: Set aside on appeal; "
        "charge 2 of A1: Upheld on appeal”."
    )


def test_where_no_charge_is_known_nothing_can_disagree():
    story = adopted("waiting_for_appeal")
    situation = on(story, "A1", "record_appeal_decision", result="guilty_to_other")
    assert sentence(situation, "result_fits_charges") is None


def adopted(state: str, **milestones: object) -> Story:
    story = Story()
    story.person("A1")
    data = {"state": state, "source": "court_record", "milestones": milestones}
    story.append(story.event("A1", "adopt", "2009", data, kind="adopt"))
    return story


def test_only_a_decision_can_be_appealed():
    story = on_trial()
    story.do("A1", "declare_mistrial", "2005-04", reason="jury_not_agreed")
    assert sentence(on(story, "A1", "lodge_appeal"), "appealable") == (
        "There is no decision that can be appealed."
    )
    assert sentence(on(story, "A1", "lodge_appeal", leave_needed="yes"), "appealable") is None


def test_a_final_decision_cannot_be_appealed_without_leave():
    story = appealed(TIP)
    story.do("A1", "record_appeal_decision", "2006", result="upheld", level=2)
    assert sentence(on(story, "A1", "lodge_appeal"), "appealable") is None
    story.do("A1", "become_final_convicted", "2006", how="waived", age_on_day="adult")
    assert sentence(on(story, "A1", "lodge_appeal"), "appealable")


def test_an_order_of_retrial_can_be_appealed():
    story = appealed(TIP)
    story.do("A1", "order_retrial", "2006", court="c")
    assert sentence(on(story, "A1", "lodge_appeal"), "appealable") is None


def test_a_matter_that_was_adopted_may_have_its_decision_outside_the_record():
    assert (
        sentence(on(adopted("appeal_period_running"), "A1", "lodge_appeal"), "appealable") is None
    )
