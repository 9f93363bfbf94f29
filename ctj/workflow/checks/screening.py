"""`screening/`: names, and what a form may never do (screening.md sections 1, 3, 6 and 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..definitions import Code
from ..screening.definitions import (
    PROFILES,
    YES,
    Condition,
    Form,
    Item,
    Question,
    Result,
    Screening,
)
from .found import Found

ITEMS, RULES = "screening/items.yaml", "screening/rules.yaml"
#: What no result, flag or explanation may say (section 6).
NEVER_SAID = re.compile(
    r"not a victim|reject|refused|ineligible|\bfail|\bscores?\b|\bpoints?\b|%|percent|illegal",
    re.IGNORECASE,
)
#: What is never asked at first contact (section 3).
NEVER_ASKED = re.compile(
    r"victim of trafficking|did you consent|know it was prostitution|why did(n't| not)? you"
    r"|did you not leave|how many clients|testify|virgin|pregnan|\bhiv\b|your religion"
    r"|your ethnic|who trafficked|name of the (trafficker|recruiter|employer|boss)"
    r"|family's (address|telephone)",
    re.IGNORECASE,
)


def check_screening(found: Found) -> None:
    """Items, rule and forms; nothing where there is no screening."""
    screening = found.library.screening
    if screening is None:
        return
    for item in screening.items.values():
        _item(found, screening, item)
    _rules(found, screening)
    for form in screening.forms.values():
        _form(found, screening, form)


def _item(found: Found, screening: Screening, item: Item) -> None:
    if item.dimension:
        found.known(ITEMS, item.dimension, screening.dimensions, "dimension")
    for number in item.ilo11:
        found.known(ITEMS, str(number), map(str, screening.ilo11), "ILO indicator", item.code)
    for other in item.also:
        found.known(ITEMS, other, screening.items, "item")
    for profile in item.profiles:
        found.known(ITEMS, profile, PROFILES, "profile")
    if set(item.basis) != set(item.strength):
        found.refuse(
            ITEMS,
            item.code,
            f"'{item.code}' does not say where each strength is from.",
            "Give a 'basis' for each profile of 'strength'.",
        )
    if item.status == "verified" and set(item.basis.values()) - {"read"}:
        found.refuse(
            ITEMS,
            item.code,
            f"'{item.code}' is marked verified, but its source was not read.",
            "Keep it 'unverified' until the brochure itself was read ('basis: read').",
        )


def _rules(found: Found, screening: Screening) -> None:
    rules = screening.rules
    for result in rules.results.values():
        _result(found, result)
    for row in (*rules.adult, *rules.child):
        found.known(RULES, row.result, rules.results, "result")
        _condition(found, screening, row.condition)
    for name, table in (("adult", rules.adult), ("child", rules.child)):
        if not table or table[-1].condition.kind != "always":
            found.refuse(
                RULES, 0, f"The table '{name}' may end without a result.", "End it with 'always'."
            )
    _flags(found, screening)
    for name in (*rules.floor.lifts, rules.floor.result):
        found.known(RULES, name, rules.results, "result")
    for listed, code in _labels(found, "screening_result", "screening_flag", "screen_advice"):
        _said(found, f"codes/{listed}.yaml", code.label)
        _said(found, f"codes/{listed}.yaml", code.meaning)
    results = found.library.codes.get("screening_result")
    if results and set(results.codes) - set(rules.results):
        found.refuse(RULES, 0, "A result of the code list is not told here.", "Add it, in order.")


def _result(found: Found, result: Result) -> None:
    _code(found, RULES, "screening_result", result.code)
    for advice in result.advice:
        _code(found, RULES, "screen_advice", advice)
    for flag in result.flags:
        _code(found, RULES, "screening_flag", flag)
    for text in (result.said, result.next_step, result.presume):
        _said(found, RULES, text)


def _flags(found: Found, screening: Screening) -> None:
    rules = screening.rules
    for flag, condition in rules.flags:
        _code(found, RULES, "screening_flag", flag)
        _condition(found, screening, condition)
    for flag in rules.floor.flags:
        _code(found, RULES, "screening_flag", flag)
    for flag, advice in rules.flag_advice.items():
        _code(found, RULES, "screening_flag", flag)
        _code(found, RULES, "screen_advice", advice)


def _labels(found: Found, *names: str) -> Iterator[tuple[str, Code]]:
    for name in names:
        listed = found.library.codes.get(name)
        for code in listed.codes.values() if listed else ():
            yield name, code


def _condition(found: Found, screening: Screening, condition: Condition) -> None:
    for part in condition.parts:
        _condition(found, screening, part)
    if condition.kind == "positive":
        for name in condition.names:
            found.known(RULES, name, screening.dimensions, "dimension")
    if condition.kind == "yes":
        for name in condition.names:
            found.known(RULES, name, [*screening.dimensions, *screening.items], "dimension or item")


def _code(found: Found, file: str, listed: str, code: str) -> None:
    known = found.library.codes.get(listed)
    found.known(file, code, known.codes if known else (), f"code of '{listed}'")


def _said(found: Found, file: str, text: str) -> None:
    match = NEVER_SAID.search(text)
    if match:
        found.refuse(
            file,
            text,
            f"'{match.group()}' is never said of a person or a screening.",
            "Say what was seen, and the next step (screening.md section 6).",
        )


def _form(found: Found, screening: Screening, form: Form) -> None:
    file = f"screening/{form.id}.yaml"
    _code(found, file, "screening_tool", form.id)
    _code(found, file, "consent_purpose", form.consent)
    for item in form.asks:
        if found.known(file, item, screening.items, "item"):
            _strength(found, file, form, screening.items[item], item)
    asked = [q for q in form.questions() if q.by == "person"]
    if len(asked) > form.max_minutes * 2:
        found.refuse(
            file,
            form.id,
            f"{len(asked)} questions do not fit into {form.max_minutes} minutes.",
            "Ask at most two questions a minute.",
        )
    names = [*(s.id for s in form.steps), *(q.id for q in form.questions())]
    for name in names:
        if names.count(name) > 1:
            found.refuse(file, name, f"'{name}' stands here twice.", "Rename one.")
    for text in (*form.say_first, *(t for s in form.steps for t in (s.title, s.text))):
        _asked(found, file, text)
    for question in form.questions():
        _question(found, screening, form, question)


def _strength(found: Found, file: str, form: Form, item: Item, at: str) -> None:
    missing = [p for p in form.profiles if not item.counts_in(p)]
    if item.dimension and missing:
        found.refuse(
            file,
            at,
            f"'{item.code}' has no strength for {', '.join(missing)}, which this form computes.",
            "Give one in items.yaml, or take the profile out.",
        )


def _question(found: Found, screening: Screening, form: Form, question: Question) -> None:
    file = f"screening/{form.id}.yaml"
    if not question.guidance:
        found.refuse(
            file,
            question.id,
            f"'{question.id}' has no guidance.",
            "Say how it is asked, and what is not asked.",
        )
    _asked(found, file, question.text)
    if question.list:
        found.known(file, question.list, found.library.codes, "code list")
    elif question.kind != "text" and not question.choices:
        found.refuse(file, question.id, f"'{question.id}' has no answers.", "Add 'choices'.")
    for choice in question.choices:
        lists = ((question.list, choice.code), ("screening_stop", choice.stops))
        for listed, code in (*lists, ("screening_flag", choice.flag)):
            if listed and code:
                _code(found, file, listed, code)
        for item, value in choice.sets.items():
            found.known(file, item, screening.items, "item")
            if value == YES and question.by == "officer" and question.about != "facts":
                found.refuse(
                    file,
                    choice.code,
                    f"'{question.id}' says yes to '{item}' from what the officer sees.",
                    "Behaviour is trauma, culture or fear: let it set a flag at most.",
                )


def _asked(found: Found, file: str, text: str) -> None:
    match = NEVER_ASKED.search(text)
    if match:
        found.refuse(
            file,
            text,
            f"'{match.group()}' is never asked at first contact.",
            "Take it out (screening.md section 3).",
        )
