"""Questions that several indicators ask, said once."""

from __future__ import annotations

from .engine.predicates import Happened, Has, Is, Or, Predicate, Some, Sure, WithinDays
from .frame import Frame
from .kinds import Ask, Part
from .outcomes import in_force

PUNISHMENTS = ("victim_arrested", "victim_charged", "victim_detained", "victim_deported")


def happened(fact: str) -> Ask:
    """It occurred by the observed-to day."""
    return lambda frame: Happened(fact, frame.observed_to)


def within_days(start: str, end: str, days: int) -> Ask:
    """The end occurred within so many days of the start, and by the observed-to day."""
    return lambda frame: Happened(end, frame.observed_to) & WithinDays(start, end, days)


def is_one(fact: str, *values: str) -> Ask:
    """The code is one of the values."""
    return lambda _frame: Is(fact, values)


def holds(fact: str, *values: str) -> Ask:
    """The set holds one of the values; without values, anything."""
    return lambda _frame: Has(fact, values)


def both(first: Ask, second: Ask) -> Ask:
    """The one and the other."""
    return lambda frame: first(frame) & second(frame)


def by_code(fact: str, names: dict[str, str], groups: dict[str, tuple[str, ...]]) -> list[Part]:
    """One part per group of codes of a code fact."""
    return [Part(group, names[group], is_one(fact, *groups[group])) for group in names]


def punished(frame: Frame, *facts: str) -> Predicate:
    """One of these happened for an act linked to the trafficking.

    A date that is not known stands for a link that is only possible: not known. Nothing recorded
    is a 'no' only where somebody asked (``np_answer``).
    """
    found = Or(tuple(Happened(fact, frame.observed_to, dateless=False) for fact in facts))
    return found | ~Is("np_answer", ("yes", "no"))


def counts_as_victim(frame: Frame) -> Predicate:
    """Presumed or identified, and not found not to be a victim."""
    known = Happened("presumed", frame.observed_to) | Happened("identified", frame.observed_to)
    refused = Is("id_outcome", ("not_identified",)) & Happened("id_decided", frame.observed_to)
    return known & ~Sure(refused)


def in_case(ask: Ask) -> Ask:
    """Some accused of the same case satisfies it."""
    return lambda frame: Some("accused", ask(frame))


def guilty(*outcomes: str) -> Ask:
    """The finding in force is one of these."""
    return lambda frame: in_force(frame, *outcomes)
