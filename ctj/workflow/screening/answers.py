"""What was typed into a form: which pages apply, what stops the asking, what the answers say.

Typed answers are texts by question id; several answers of one question are a list. Beside an answer
of its own every question that is put to the person may be answered `unknown` or `refused`; what is
left out was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .definitions import (
    CHILD_PROFILES,
    NO,
    REFUSED,
    SEXUAL_PROFILES,
    UNKNOWN,
    YES,
    Choice,
    Form,
    FormStep,
    Question,
    Screening,
)
from .rule import Assessment, assess

#: Answers of every question that is put to the person.
NO_ANSWER = (UNKNOWN, REFUSED)
LONGEST_WORDS = 2000
#: Which of two answers about one item in one form stands.
_WEIGHT = {YES: 5, NO: 4, "not_applicable": 3, UNKNOWN: 2, REFUSED: 1}


@dataclass(frozen=True)
class Stop:
    """The answer that ends the asking, and its code of screening_stop."""

    step: str
    question: str
    code: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer. ``kind``: missing, unknown_answer, alone, too_long."""

    question: str
    kind: str


@dataclass(frozen=True)
class Told:
    """What the answers say. ``child``: told or may be; ``touched``: labour, sexual."""

    items: Mapping[str, str]
    flags: tuple[str, ...]
    child: bool
    certainly_child: bool
    touched: frozenset[str]
    stop: Stop | None


def said(question: Question, typed: Mapping[str, Any]) -> tuple[str, ...]:
    """The answers of one question, as texts, none of them empty."""
    value = typed.get(question.id)
    several: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    return tuple(one.strip() for one in several if isinstance(one, str) and one.strip())


def problems(step: FormStep, typed: Mapping[str, Any], codes: Mapping[str, Any]) -> list[Problem]:
    """What keeps the answers of one page from being taken. ``codes``: the code lists by id."""
    found = []
    for question in step.questions:
        kind = _problem(question, said(question, typed), codes)
        if kind:
            found.append(Problem(question.id, kind))
    return found


def _problem(question: Question, answers: tuple[str, ...], codes: Mapping[str, Any]) -> str:
    if not answers:
        return "missing" if question.required else ""
    if question.kind == "text":
        return "too_long" if len(answers[0]) > LONGEST_WORDS else ""
    known = allowed(question, codes)
    if any(one not in known for one in answers) or (len(answers) > 1 and not question.many):
        return "unknown_answer"
    alone = {c.code for c in question.choices if c.alone} | set(NO_ANSWER)
    return "alone" if len(answers) > 1 and alone & set(answers) else ""


def allowed(question: Question, codes: Mapping[str, Any]) -> dict[str, str]:
    """Codes that may be answered, with their labels; without 'unknown' and 'refused'."""
    if question.list:
        listed = codes.get(question.list)
        own = {c.code: c.label for c in listed.codes.values()} if listed else {}
    else:
        own = {choice.code: choice.label for choice in question.choices}
    # What must be answered before going on (assent) has no way round it.
    if question.by == "person" and question.kind != "text" and not question.required:
        own |= {code: "" for code in NO_ANSWER if code not in own}
    return own


def tell(form: Form, typed: Mapping[str, Any]) -> Told:
    """What the answers of the pages that apply say, whatever their order."""
    chosen = _chosen(form, typed)
    child = any(choice.child for _step, _question, choice in chosen)
    certain = any(choice.flag == "child_protection" for _s, _q, choice in chosen)
    items: dict[str, str] = {}
    flags: list[str] = []
    stop = None
    for step, question, choice in chosen:
        if not applies(step, child):
            continue
        flags += [choice.flag] if choice.flag else []
        for item, value in choice.sets.items():
            items[item] = max(value, items.get(item, value), key=lambda one: _WEIGHT[one])
        if choice.stops and stop is None:
            stop = Stop(step.id, question.id, choice.stops)
    if stop is not None and stop.code == "no_interpreter":
        flags.append("language_missing")
    for item, value in _not_answered(form, typed, child).items():
        items.setdefault(item, value)
    touched = frozenset(choice.touches for _s, _q, choice in chosen if choice.touches)
    if any(item == "x_sex_child" and value == YES for item, value in items.items()):
        touched |= {"sexual"}
    return Told(items, tuple(dict.fromkeys(flags)), child, certain, touched, stop)


def _chosen(form: Form, typed: Mapping[str, Any]) -> list[tuple[FormStep, Question, Choice]]:
    return [
        (step, question, choice)
        for step in form.steps
        for question in step.questions
        for choice in question.choices
        if choice.code in said(question, typed)
    ]


def _not_answered(form: Form, typed: Mapping[str, Any], child: bool) -> dict[str, str]:
    """Items whose question was put and answered with 'does not know' or not at all."""
    found: dict[str, str] = {}
    for step in form.steps:
        for question in step.questions if applies(step, child) else ():
            for code in NO_ANSWER:
                if code in said(question, typed) and question.by == "person":
                    found |= {item: code for c in question.choices for item in c.sets}
    return found


def applies(step: FormStep, child: bool) -> bool:
    """Whether the page is shown, for one who is or may be a child, or is not."""
    if step.when == "child" and not child:
        return False
    return not (step.not_when == "child" and child)


def pages(form: Form, typed: Mapping[str, Any]) -> tuple[FormStep, ...]:
    """The pages that apply to what was answered so far."""
    child = tell(form, typed).child
    return tuple(step for step in form.steps if applies(step, child))


def profiles_of(form: Form, told: Told) -> tuple[str, ...]:
    """Labour always, sexual where it was touched; a child by the child lists, doubt by both."""
    wanted = [p for p in form.profiles if p not in SEXUAL_PROFILES or "sexual" in told.touched]
    if told.certainly_child:
        return tuple(p for p in wanted if p in CHILD_PROFILES)
    if told.child:
        return tuple(wanted)
    return tuple(p for p in wanted if p not in CHILD_PROFILES)


def assess_form(screening: Screening, form: Form, typed: Mapping[str, Any]) -> Assessment:
    """The recommended next step of a form, finished or not."""
    told = tell(form, typed)
    return assess(screening, told.items, profiles_of(form, told), asked=form.asks, flags=told.flags)
