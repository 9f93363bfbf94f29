"""One person's screening as pages show it: the form, what was said so far, what is recommended.

Nothing here decides anything: the officer chooses, whatever is recommended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ctj.workflow.definitions import Library
from ctj.workflow.projection import Subject
from ctj.workflow.screening.answers import (
    Problem,
    Stop,
    allowed,
    assess_form,
    pages,
    problems,
    said,
    tell,
)
from ctj.workflow.screening.definitions import Form, FormStep, Question, Result, Screening
from ctj.workflow.screening.explanation import Explanation, explain
from ctj.workflow.screening.rule import Assessment

from .open_case import OpenCase

TRACK = "victim_support"
FORM = "short_first_line"
#: A draft of this name is a form of screening and no step of a track.
SCREENING = "screening"
#: What the officer may choose, whatever is recommended; those that the track has are offered.
ACTS = (
    "screen_presume",
    "screen_no_indicators",
    "record_screening_not_possible",
    "presume_at_once",
)


class NoScreening(LookupError):
    """The case has no such person, the form no such page."""


@dataclass(frozen=True)
class Person:
    """Who is screened, by pseudonym; what must be known before a word is said.

    ``language``: the label of the language, '' where it is not recorded. ``contact``: the emergency
    contact that the law of the case names, '' where none is entered.
    """

    label: str
    interpreter_needed: bool
    language: str
    danger_now: bool
    contact: str
    contact_status: str
    can_secure_safety: bool


@dataclass(frozen=True)
class Answer:
    """One answer that can be chosen. ``label`` is '' for 'does not know' and 'rather not'."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """One question of a page with what was answered. ``problem``: its kind, '' for none."""

    question: Question
    answers: tuple[Answer, ...]
    words: str
    problem: str


@dataclass(frozen=True)
class Page:
    """One page of the form: ``number`` of ``total``."""

    form: Form
    step: FormStep
    number: int
    total: int
    asked: tuple[Asked, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """What is recommended and why. ``acts``: (transition, button) that the officer may choose."""

    form: Form
    result: Result
    assessment: Assessment
    explanation: Explanation
    flags: tuple[str, ...]
    advice: tuple[str, ...]
    stop: Stop | None
    stop_label: str
    acts: tuple[tuple[str, str], ...]
    items: tuple[str, ...]


def person_to_screen(opened: OpenCase, label: str) -> Person:
    """The person of that pseudonym. Raises NoScreening."""
    subject = opened.file.subject(label)
    if subject is None or subject.kind != "victim" or opened.file.library.screening is None:
        raise NoScreening
    told = _registered(opened, subject)
    listed = opened.file.library.codes.get("language")
    language = listed.codes.get(str(told.get("language", ""))) if listed else None
    bodies = opened.file.overlay.own.institutions
    point = next((one for one in bodies if one.name == "hotline"), None)
    return Person(
        label=label,
        interpreter_needed=told.get("interpreter_needed") == "yes",
        language=language.label if language else "",
        danger_now=told.get("danger_now") == "yes",
        contact=point.says if point else "",
        contact_status=point.status if point else "",
        can_secure_safety="secure_safety" in _transitions(opened),
    )


def _registered(opened: OpenCase, subject: Subject) -> Mapping[str, Any]:
    """The answers of the latest entry that told of the person's language and danger."""
    found: dict[str, Any] = {}
    for event in opened.file.standing:
        if event.subject_id == subject.id:
            found |= {k: v for k, v in event.data.items() if k in _TOLD and v is not None}
    return found


_TOLD = ("language", "interpreter_needed", "danger_now")


def _transitions(opened: OpenCase) -> Mapping[str, Any]:
    track = opened.file.library.tracks.get(TRACK)
    return track.transitions if track else {}


def _form(opened: OpenCase) -> tuple[Screening, Form]:
    screening = opened.file.library.screening
    if screening is None or FORM not in screening.forms:
        raise NoScreening
    return screening, screening.forms[FORM]


def first_open_page(opened: OpenCase, typed: Mapping[str, Any]) -> str:
    """Where to go on: the first page on which nothing was answered; the result if there is none."""
    _screening, form = _form(opened)
    if tell(form, typed).stop is not None:
        return "result"
    for step in pages(form, typed):
        if not any(said(question, typed) for question in step.questions):
            return step.id
    return "result"


def screening_page(
    opened: OpenCase, name: str, typed: Mapping[str, Any], *, checked: bool = False
) -> Page:
    """One page; ``checked``: with what is wrong on it. Raises NoScreening."""
    _screening, form = _form(opened)
    shown = pages(form, typed)
    place = next((n for n, step in enumerate(shown) if step.id == name), None)
    if place is None:
        raise NoScreening
    step, codes = shown[place], opened.file.library.codes
    wrong = {one.question: one.kind for one in problems(step, typed, codes)} if checked else {}
    return Page(
        form=form,
        step=step,
        number=place + 1,
        total=len(shown),
        asked=tuple(_asked(one, typed, codes, wrong.get(one.id, "")) for one in step.questions),
        before=shown[place - 1].id if place else "",
        after=shown[place + 1].id if place + 1 < len(shown) else "result",
    )


def _asked(
    question: Question, typed: Mapping[str, Any], codes: Mapping[str, Any], problem: str
) -> Asked:
    answers = said(question, typed)
    return Asked(
        question=question,
        answers=tuple(
            Answer(code, label, code in answers)
            for code, label in allowed(question, codes).items()
            if question.kind != "text"
        ),
        words=answers[0] if answers and question.kind == "text" else "",
        problem=problem,
    )


def wrong_on_page(opened: OpenCase, name: str, typed: Mapping[str, Any]) -> list[Problem]:
    """What keeps this page from being left forwards. Raises NoScreening."""
    _screening, form = _form(opened)
    step = form.step(name)
    if step is None:
        raise NoScreening
    return problems(step, typed, opened.file.library.codes)


def stops_here(opened: OpenCase, typed: Mapping[str, Any]) -> bool:
    """Whether an answer so far ends the asking."""
    return tell(_form(opened)[1], typed).stop is not None


def outcome_of(opened: OpenCase, typed: Mapping[str, Any]) -> Outcome:
    """The recommended next step, with what led to it, of a form that is finished or not."""
    screening, form = _form(opened)
    told, found = tell(form, typed), assess_form(screening, form, typed)
    library = opened.file.library
    return Outcome(
        form=form,
        result=screening.rules.results[found.result],
        assessment=found,
        explanation=explain(screening, form, told.items, found),
        flags=_labels(library, "screening_flag", found.flags),
        advice=_labels(library, "screen_advice", found.advice),
        stop=told.stop,
        stop_label=", ".join(_labels(library, "screening_stop", [told.stop.code]))
        if told.stop
        else "",
        acts=tuple(
            (name, _transitions(opened)[name].label)
            for name in ACTS
            if name in _transitions(opened)
        ),
        items=tuple(item for item, value in told.items.items() if value == "yes"),
    )


def _labels(library: Library, listed: str, codes: Any) -> tuple[str, ...]:
    known = library.codes[listed].codes
    return tuple(known[code].label for code in codes if code in known)


def in_words(opened: OpenCase, typed: Mapping[str, Any]) -> str:
    """Every answer with its question, line by line, for the sealed account of the form."""
    _screening, form = _form(opened)
    lines = [f"{form.id} {form.version}"]
    for step in pages(form, typed):
        for question in step.questions:
            own = allowed(question, opened.file.library.codes)
            answers = said(question, typed)
            if answers:
                words = ", ".join(own.get(one) or one for one in answers)
                lines.append(f"{question.text}: {words}")
    return "\n".join(lines)
