"""Properties of the screening rule (screening.md 4.3): whatever the answers are."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ctj.workflow.checks.screening import NEVER_SAID
from ctj.workflow.reader import load
from ctj.workflow.screening.answers import (
    allowed,
    assess_form,
    pages,
    problems,
    profiles_of,
    said,
    tell,
)
from ctj.workflow.screening.definitions import OPEN, PROFILES, YES
from ctj.workflow.screening.explanation import explain
from ctj.workflow.screening.rule import assess

LIBRARY = load()
assert LIBRARY.screening is not None
SCREENING = LIBRARY.screening
FORM = SCREENING.forms["short_first_line"]
VALUES = ("yes", "no", "unknown", "refused", "not_asked", "not_applicable")
#: The child list of labour lacks two items (section 4.3).
NOT_OF_CHILDREN = {"rv_false_law", "ex_social"}

answers = st.dictionaries(st.sampled_from(sorted(SCREENING.items)), st.sampled_from(VALUES))
flags = st.lists(st.sampled_from(SCREENING.rules.floor.flags), max_size=2)
profile = st.sampled_from(PROFILES)


def place(
    given_answers: dict[str, str], own: str, given_flags: tuple[str, ...] = (), **more: Any
) -> int:
    asked = more.pop("asked", list(SCREENING.items))
    found = assess(SCREENING, given_answers, [own], asked=asked, flags=given_flags, **more)
    return SCREENING.rules.strength_of(found.result)


@given(answers, profile, flags, st.sampled_from(sorted(SCREENING.items)))
@settings(max_examples=400, deadline=None)
def test_a_further_yes_never_lowers(
    told: dict[str, str], own: str, given_flags: list[str], item: str
) -> None:
    before = place(told, own, tuple(given_flags))
    assert place({**told, item: YES}, own, tuple(given_flags)) >= before


@given(answers, profile, flags)
@settings(max_examples=400, deadline=None)
def test_an_open_answer_turned_into_no_never_raises(
    told: dict[str, str], own: str, given_flags: list[str]
) -> None:
    before = place(told, own, tuple(given_flags))
    for item in SCREENING.items:
        if told.get(item, "not_asked") in OPEN:
            assert place({**told, item: "no"}, own, tuple(given_flags)) <= before


@given(answers, st.sampled_from([("al", "cl"), ("as", "cs")]))
@settings(max_examples=400, deadline=None)
def test_a_child_is_never_below_an_adult(told: dict[str, str], pair: tuple[str, str]) -> None:
    same = {item: value for item, value in told.items() if item not in NOT_OF_CHILDREN}
    adult, child = pair
    assert place(same, child) >= place(same, adult)


@given(answers, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_answering_changes_nothing(
    told: dict[str, str], chance: random.Random
) -> None:
    shuffled = list(told.items())
    chance.shuffle(shuffled)
    for own in PROFILES:
        assert place(told, own) == place(dict(shuffled), own)


@st.composite
def typed(draw: st.DrawFn) -> dict[str, Any]:
    """A form filled in any way that it allows, also stopped anywhere and with gaps."""
    found: dict[str, Any] = {}
    for question in FORM.questions():
        if draw(st.booleans()):
            continue
        if question.kind == "text":
            found[question.id] = "as it was said"
            continue
        codes = sorted(allowed(question, LIBRARY.codes))
        one = draw(st.sampled_from(codes))
        found[question.id] = [one] if question.many else one
    return found


@given(typed())
@settings(max_examples=400, deadline=None)
def test_any_filling_gives_a_result_and_its_words(filled: dict[str, Any]) -> None:
    found = assess_form(SCREENING, FORM, filled)
    told = tell(FORM, filled)
    explained = explain(SCREENING, FORM, told.items, found)
    texts = [
        SCREENING.rules.results[found.result].said,
        SCREENING.rules.results[found.result].next_step,
        *(line for part in (*explained.met, *explained.open) for line in part.lines),
        *explained.said,
        *explained.ilo11,
    ]
    for text in texts:
        assert not NEVER_SAID.search(text), text
    assert set(found.results) == set(profiles_of(FORM, told))
    codes = LIBRARY.codes
    assert found.result in codes["screening_result"].codes
    assert set(found.flags) <= set(codes["screening_flag"].codes)
    assert set(found.advice) <= set(codes["screen_advice"].codes)
    assert all(not problems(step, filled, codes) or any(q.required for q in step.questions)
               for step in pages(FORM, filled))  # fmt: skip


@given(typed())
@settings(max_examples=400, deadline=None)
def test_the_short_form_alone_says_nothing_strong_of_an_adult(filled: dict[str, Any]) -> None:
    found = assess_form(SCREENING, FORM, filled)
    for own in ("al", "as"):
        assert found.results.get(own) != "indications_strong"


@given(typed(), st.integers(0, 26))
@settings(max_examples=200, deadline=None)
def test_stopped_and_taken_up_again_is_the_same(filled: dict[str, Any], at: int) -> None:
    first = dict(list(filled.items())[:at])
    rest = dict(list(filled.items())[at:])
    assert assess_form(SCREENING, FORM, {**rest, **first}) == assess_form(
        SCREENING, FORM, {**first, **rest}
    )


@given(typed())
@settings(max_examples=200, deadline=None)
def test_silence_is_no_sign(filled: dict[str, Any]) -> None:
    """A question that is refused never strengthens a result over its not being asked."""
    silent = {
        question.id: "refused"
        for question in FORM.questions()
        if question.by == "person" and question.kind != "text"
    }
    officer = {q.id: filled[q.id] for q in FORM.questions() if q.by == "officer" and q.id in filled}
    refused = assess_form(SCREENING, FORM, {**silent, **officer})
    assert refused.result == assess_form(SCREENING, FORM, officer).result
    assert all(said(q, silent) == ("refused",) for q in FORM.questions() if q.id in silent)
