"""Why a recommendation stands, in what the officer can check: never a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .definitions import NOT_ASKED, OPEN, YES, Form, Item, Screening
from .rule import MAY_BE, POSITIVE, Assessment

#: How many questions are told of an open dimension.
_MOST_QUESTIONS = 2


@dataclass(frozen=True)
class Part:
    """A dimension with what was said, or with what would settle it."""

    code: str
    label: str
    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """``said``: items answered yes in no dimension that is met. ``not_asked``: items of the form
    without a yes or no, by why. ``ilo11``: indicators of forced labour that were named."""

    met: tuple[Part, ...]
    said: tuple[str, ...]
    open: tuple[Part, ...]
    not_asked: Mapping[str, tuple[str, ...]]
    ilo11: tuple[str, ...]


def explain(
    screening: Screening, form: Form, answers: Mapping[str, str], assessment: Assessment
) -> Explanation:
    """What led to the result by the profile that stands."""
    profile = assessment.profile
    own = [item for item in screening.items.values() if item.counts_in(profile)]
    named = [item for item in own if answers.get(item.code) == YES]
    state = assessment.dimensions[profile]
    in_met = {code for code, value in state.items() if value == POSITIVE}
    return Explanation(
        met=tuple(
            Part(d.code, d.label, d.question, _labels(named, d.code))
            for d in screening.dimensions.values()
            if d.code in in_met
        ),
        said=tuple(item.label for item in named if item.dimension not in in_met),
        open=tuple(
            Part(d.code, d.label, d.question, _settling(own, answers, d.code, profile))
            for d in screening.dimensions.values()
            if state[d.code] == MAY_BE
        ),
        not_asked=_not_asked(screening, form, answers),
        ilo11=_ilo(screening, named),
    )


def _labels(items: list[Item], dimension: str) -> tuple[str, ...]:
    return tuple(item.label for item in items if item.dimension == dimension)


def _settling(
    items: list[Item], answers: Mapping[str, str], dimension: str, profile: str
) -> tuple[str, ...]:
    """The open questions that weigh most; of equals the first of the list."""
    still = [
        item
        for item in items
        if item.dimension == dimension and answers.get(item.code, NOT_ASKED) in OPEN
    ]
    ordered = sorted(still, key=lambda item: "SMW".index(item.strength[profile]))
    return tuple(item.asked for item in ordered[:_MOST_QUESTIONS])


def _not_asked(
    screening: Screening, form: Form, answers: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in form.asks:
        why = answers.get(code, NOT_ASKED)
        if why in OPEN:
            found.setdefault(why, []).append(screening.items[code].label)
    return {why: tuple(labels) for why, labels in found.items()}


def _ilo(screening: Screening, named: list[Item]) -> tuple[str, ...]:
    numbers = {number for item in named for number in item.ilo11}
    return tuple(label for number, label in screening.ilo11.items() if number in numbers)
