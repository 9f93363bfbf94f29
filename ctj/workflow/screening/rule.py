"""From answers to a recommended next step (screening.md section 4). Pure, and never a verdict.

The order of answers, stopping and resuming change nothing: only what stands at the end is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .definitions import (
    CHILD_PROFILES,
    NOT_ASKED,
    OPEN,
    SEXUAL_PROFILES,
    YES,
    Condition,
    Item,
    Row,
    Rules,
    Screening,
)

POSITIVE, MAY_BE, NOT_POSITIVE = "P", "?", "N"
_STRENGTHS = "SMW"


@dataclass(frozen=True)
class Assessment:
    """What follows from a set of answers.

    ``dimensions``: P, ? or N by dimension for each profile that was computed. ``profile``: by which
    the result stands. ``proposes``: the act offered first; '' where none is. ``part_assumed``: a
    strength behind the result was taken over from another list.
    """

    result: str
    profile: str
    results: Mapping[str, str]
    dimensions: Mapping[str, Mapping[str, str]]
    flags: tuple[str, ...]
    advice: tuple[str, ...]
    proposes: str
    rule_version: int
    part_assumed: bool


@dataclass(frozen=True)
class _Answers:
    """The answers as one profile reads them."""

    screening: Screening
    profile: str
    said: Mapping[str, str]
    default: str
    asked: frozenset[str]

    def of(self, item: str) -> str:
        return self.said.get(item, self.default)

    def items(self, dimension: str) -> list[Item]:
        return [
            one
            for one in self.screening.items.values()
            if one.dimension == dimension and one.counts_in(self.profile)
        ]

    def is_yes(self, name: str) -> bool:
        """Any item of a dimension, or this item, answered yes."""
        if name in self.screening.dimensions or name == "":
            return any(self.of(one.code) == YES for one in self.items(name))
        item = self.screening.items[name]
        return item.counts_in(self.profile) and self.of(name) == YES


def is_positive(rules: Rules, strong: int, medium: int, weak: int) -> bool:
    """Whether so many items answered yes make a dimension positive (4.2).

    A stronger item may stand where a weaker one is asked for.
    """
    return any(
        strong >= s and strong - s + medium >= m and strong - s + medium - m + weak >= w
        for s, m, w in rules.dimension_positive
    )


def assess(
    screening: Screening,
    answers: Mapping[str, str],
    profiles: Iterable[str],
    *,
    asked: Iterable[str],
    flags: Iterable[str] = (),
    default: str = NOT_ASKED,
) -> Assessment:
    """The result of the answers: the strongest over ``profiles``, lifted by the floor.

    ``asked``: the items that the form asks. ``default``: the answer of every item not in
    ``answers``.
    """
    said, wanted = _with_also(screening, answers), frozenset(asked)
    read = {p: _Answers(screening, p, said, default, wanted) for p in profiles}
    results = {profile: _result(screening.rules, own) for profile, own in read.items()}
    order = screening.rules.strength_of
    # The first named of equals stands, so that the explanation does not depend on chance.
    profile = max(results, key=lambda one: order(results[one]))
    all_flags = _flags(screening.rules, read, results[profile], flags)
    result = _lifted(screening.rules, results[profile], all_flags)
    return Assessment(
        result=result,
        profile=profile,
        results=results,
        dimensions={p: _dimensions(own) for p, own in read.items()},
        flags=all_flags,
        advice=_advice(screening.rules, result, all_flags),
        proposes=screening.rules.results[result].proposes,
        rule_version=screening.rules.version,
        part_assumed=bool(SEXUAL_PROFILES & set(results)),
    )


def _with_also(screening: Screening, answers: Mapping[str, str]) -> dict[str, str]:
    said = dict(answers)
    for code, answer in answers.items():
        if answer == YES:
            said |= dict.fromkeys(screening.items[code].also, YES)
    return said


def _dimensions(own: _Answers) -> dict[str, str]:
    return {code: _dimension(own, code) for code in own.screening.dimensions}


def _dimension(own: _Answers, code: str) -> str:
    rules = own.screening.rules
    items = own.items(code)
    if is_positive(rules, *_counts(own, items, frozenset({YES}))):
        return POSITIVE
    if is_positive(rules, *_counts(own, items, OPEN | {YES})):
        return MAY_BE
    return NOT_POSITIVE


def _counts(own: _Answers, items: list[Item], values: frozenset[str]) -> tuple[int, int, int]:
    found = [item.strength[own.profile] for item in items if own.of(item.code) in values]
    strong, medium, weak = (found.count(one) for one in _STRENGTHS)
    return strong, medium, weak


def _result(rules: Rules, own: _Answers) -> str:
    table: tuple[Row, ...] = rules.child if own.profile in CHILD_PROFILES else rules.adult
    return next(row.result for row in table if _holds(row.condition, own))


def _holds(condition: Condition, own: _Answers) -> bool:
    match condition.kind:
        case "all":
            return all(_holds(part, own) for part in condition.parts)
        case "any":
            return any(_holds(part, own) for part in condition.parts)
        case "positive":
            return any(_dimension(own, name) == POSITIVE for name in condition.names)
        case "yes":
            return any(own.is_yes(name) for name in condition.names)
        case "purpose":
            return own.is_yes("")
        case "open":
            return any(
                own.of(name) in OPEN
                for name in own.asked
                if own.screening.items[name].counts_in(own.profile)
            )
    return condition.kind == "always"


def _flags(
    rules: Rules, read: Mapping[str, _Answers], result: str, given: Iterable[str]
) -> tuple[str, ...]:
    """Flags that answers set, that follow from them, and that the result brings; each once."""
    found = [*given, *rules.results[result].flags]
    for flag, condition in rules.flags:
        if any(_holds(condition, own) for own in read.values()):
            found.append(flag)
    if any(_says_anything(own) for p, own in read.items() if p in CHILD_PROFILES):
        found.append("child_protection")  # section 9.10
    return tuple(dict.fromkeys(found))


def _says_anything(own: _Answers) -> bool:
    return own.is_yes("") or any(own.is_yes(code) for code in own.screening.dimensions)


def _lifted(rules: Rules, result: str, flags: Iterable[str]) -> str:
    floor = rules.floor
    lifts = result in floor.lifts and set(flags) & set(floor.flags)
    return floor.result if lifts else result


def _advice(rules: Rules, result: str, flags: Iterable[str]) -> tuple[str, ...]:
    beside = (rules.flag_advice[flag] for flag in flags if flag in rules.flag_advice)
    return tuple(dict.fromkeys((*rules.results[result].advice, *beside)))
