"""The short form of the first line: what stops it, what it never asks, and a child."""

from __future__ import annotations

from typing import Any

import pytest

from ctj.workflow.checks.screening import NEVER_ASKED, NEVER_SAID
from ctj.workflow.reader import load
from ctj.workflow.screening.answers import assess_form, pages, problems, tell
from ctj.workflow.screening.explanation import explain

LIBRARY = load()
assert LIBRARY.screening is not None
SCREENING = LIBRARY.screening
FORM = SCREENING.forms["short_first_line"]
SAFE: dict[str, Any] = {
    "q01_hurt": "no", "q01_danger": "no", "q01_private": "yes", "q01_companion": "no",
    "q01_language": "officer_speaks", "q01_child": "adult", "q01_refer": "yes",
    "q03_talk": "yes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [("q01_hurt", "yes", "emergency"), ("q01_private", "no", "not_private"),
     ("q01_companion", "yes", "companion"), ("q01_language", "needed_absent", "no_interpreter"),
     ("q01_language", "unsuitable", "no_interpreter"),
     ("q01_refer", "no", "no_referral_possible"), ("q03_talk", "no", "declined_screening"),
     ("q03_talk", "other_person", "handed_over")],
)  # fmt: skip
def test_each_check_stops_the_asking_with_its_code(question: str, answer: str, code: str) -> None:
    assert tell(FORM, SAFE).stop is None
    stop = tell(FORM, {**SAFE, question: answer}).stop
    assert stop is not None
    assert (stop.question, stop.code) == (question, code)


def test_the_form_has_fourteen_steps_and_a_page_for_a_child() -> None:
    assert len(pages(FORM, SAFE)) == 14
    child = pages(FORM, {**SAFE, "q05_age": "child"})
    assert [step.id for step in child] == ["s01", "s02", "s03", "s04", "s05", "s05c", "s14"]


def test_answers_of_pages_that_do_not_apply_are_not_read() -> None:
    """What an adult page took before the age was told is not asked of a child."""
    told = tell(FORM, {**SAFE, "q12_hurt": ["hurt"], "q05_age": "child"})
    assert "cd_violence" not in told.items


def test_a_child_is_computed_by_the_child_lists_and_doubt_by_both() -> None:
    child = assess_form(SCREENING, FORM, {**SAFE, "q05_age": "child", "q05c_known": ["unpaid"]})
    assert dict(child.results) == {"cl": "indications"}
    assert "child_protection" in child.flags
    assert "refer_child_protection" in child.advice
    doubt = assess_form(SCREENING, FORM, {**SAFE, "q01_child": "maybe", "q05c_known": ["unpaid"]})
    assert set(doubt.results) == {"al", "cl"}
    assert doubt.profile == "cl"


def test_a_child_who_is_not_asked_has_no_conclusion() -> None:
    told = assess_form(SCREENING, FORM, {**SAFE, "q05_age": "child"})
    assert told.result == "incomplete"


def test_two_answers_about_one_thing_a_yes_stands() -> None:
    told = tell(FORM, {**SAFE, "q09_happen": "nothing", "q12_hurt": ["frightened"]})
    assert told.items["cd_threats"] == "yes"


def test_sexual_profiles_only_where_it_was_said() -> None:
    spoken = {**SAFE, "q06_kind": "sexual", "q10_hours": "excessive"}
    assert set(assess_form(SCREENING, FORM, spoken).results) == {"al", "as"}
    assert set(assess_form(SCREENING, FORM, SAFE).results) == {"al"}


def test_wrong_answers_are_named() -> None:
    first = FORM.steps[0]
    found = {p.question: p.kind for p in problems(first, {"q01_hurt": "perhaps"}, LIBRARY.codes)}
    assert found.pop("q01_hurt") == "unknown_answer"
    assert set(found.values()) == {"missing"}
    needs = FORM.step("s02")
    assert needs is not None
    assert [p.kind for p in problems(needs, {"q02_needs": ["nothing", "doctor"]}, LIBRARY.codes)] \
        == ["alone"]  # fmt: skip
    words = FORM.step("s14")
    assert words is not None
    long = problems(words, {"q14_wish": "x" * 2001}, LIBRARY.codes)
    assert [p.kind for p in long] == ["too_long"]
    assert problems(first, SAFE, LIBRARY.codes) == []


def test_what_is_never_asked_is_not_asked_and_never_said_is_not_said() -> None:
    asked = [*FORM.say_first, FORM.never_promise]
    asked += [text for step in FORM.steps for text in (step.title, step.text)]
    asked += [question.text for question in FORM.questions()]
    for text in asked:
        assert not NEVER_ASKED.search(text), text
    for code in ("screening_result", "screening_flag", "screen_advice", "screening_stop"):
        for one in LIBRARY.codes[code].codes.values():
            assert not NEVER_SAID.search(f"{one.label} {one.meaning}"), one.code


def test_an_explanation_lists_what_was_said_and_what_would_settle_most() -> None:
    filled = {**SAFE, "q08_papers": ["held_by_other"], "q12_hurt": ["hurt"], "q10_hours": "refused"}
    told = tell(FORM, filled)
    found = assess_form(SCREENING, FORM, filled)
    explained = explain(SCREENING, FORM, told.items, found)
    assert found.result == "indications"
    assert [(part.code, part.lines) for part in explained.met] == [
        ("CD", ("Papers held", "Violence"))
    ]
    work = next(part for part in explained.open if part.code == "EX")
    assert work.lines[0].startswith("When did you start and stop?")
    assert explained.not_asked["refused"] == ("Excessive days or hours",)
    assert "Retention of identity documents" in explained.ilo11


def test_the_list_of_indicators_is_made_of_the_items() -> None:
    assert list(LIBRARY.codes["indicator"].codes) == list(SCREENING.items)


@pytest.mark.parametrize("answer", ["unknown", "refused"])
def test_silence_is_no_assent(answer: str) -> None:
    """'May we talk' has no answer that goes on without a yes."""
    assent = FORM.step("s03")
    assert assent is not None
    assert [p.kind for p in problems(assent, {"q03_talk": answer}, LIBRARY.codes)] == [
        "unknown_answer"
    ]
