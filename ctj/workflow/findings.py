"""What is recorded and cannot be, or would no longer be let through: findings, never refusals.

Impossible orders of dates (Q.07 of indicators.md, section 3), and guards that would fail now when
a corrected case is replayed (DESIGN section 3). Recording is never refused for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ctj.language import say

from .definitions import Library
from .fold import MOVES, CaseFrame, effective
from .fold.apply import write
from .fold.draft import Draft
from .fold.occurrence import preferred
from .guards import evaluate
from .instants import local_day
from .projection import EventRecord, Projection
from .situation import Refusal, Situation

#: Per unit, milestones of which none can lie before one that stands left of it (Q.07). What is
#: absent, or of unknown date, is passed over: a plea gives a verdict without a first day of trial.
CHAINS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "case": (("opened", "referred"),),
    "accused": (("suspected", "charged", "trial_start", "verdict", "final"),),
    "victim": (
        ("presumed", "identified"),
        ("shelter_in", "shelter_out"),
        ("comp_ordered", "comp_paid"),
    ),
    "witness": (("asked", "agreed", "testified"),),
    "request": (
        ("sent", "acknowledged"),
        ("sent", "executed"),
        ("sent", "refused"),
        ("received", "acknowledged"),
    ),
}
#: Guards about who acts, or about the form at hand: they say nothing of a case told again.
NOT_REPLAYED = frozenset(
    [
        "second_person",
        "second_person_if_grave",
        "different_person",
        "known_people_searched",
        "may_charge",
        "track_is_new",
        "source_named",
    ]
)


@dataclass(frozen=True)
class OrderFinding:
    """An impossible order of two dates. ``rule`` is the id of the data-quality rule."""

    unit: str
    subject_id: str
    earlier: str
    later: str
    sentence: str
    event_id: str
    rule: str = "Q.07"

    def as_json(self) -> dict[str, str]:
        """What an event keeps of it."""
        return {
            "rule": self.rule,
            "unit": self.unit,
            "subject": self.subject_id,
            "earlier": self.earlier,
            "later": self.later,
            "sentence": self.sentence,
        }


def impossible_orders(projection: Projection, library: Library) -> tuple[OrderFinding, ...]:
    """Every pair of dates of the case of which the later certainly lies before the earlier."""
    return tuple(
        finding
        for (unit, subject_id) in sorted(projection.facts)
        for pair in _pairs(projection, unit, subject_id)
        if (finding := _order(projection, library, unit, subject_id, *pair)) is not None
    )


def _pairs(projection: Projection, unit: str, subject_id: str) -> Iterator[tuple[str, str]]:
    known = projection.facts[(unit, subject_id)]
    for chain in CHAINS.get(unit, ()):
        dated = (name for name in chain if name in known)
        yield from pairwise(n for n in dated if not preferred(known[n].value).is_unknown)


def _order(
    projection: Projection, library: Library, unit: str, subject_id: str, earlier: str, later: str
) -> OrderFinding | None:
    known = projection.facts[(unit, subject_id)]
    first, second = preferred(known[earlier].value), preferred(known[later].value)
    if not second.certainly_before(first):
        return None
    subject = projection.subjects.get(subject_id)
    sentence = say(
        "%(label)s: %(name)s (%(second)s) lies before %(name_2)s (%(first)s).",
        label=subject.label if subject else say("The case"),
        name=_name(library, unit, later),
        second=second.in_words(),
        name_2=_name(library, unit, earlier),
        first=first.in_words(),
    )
    return OrderFinding(unit, subject_id, earlier, later, sentence, known[later].event_id)


def _name(library: Library, unit: str, fact: str) -> str:
    definition = library.facts.get((unit, fact))
    return f"‘{definition.label if definition else fact}’"


def occurred_after_recorded(event: EventRecord, zone: str) -> bool:
    """Whether the event is told of a day after the local day (``zone``) of its recording."""
    first = preferred(event.occurred).first_day
    return first is not None and first > local_day(event.recorded_at, zone)


@dataclass(frozen=True)
class GuardFinding:
    """A guard of an entry that would fail if the entry were recorded now, in its place."""

    event_id: str
    refusal: Refusal


#: Makes the situation of an entry: (event, projection before it, entries before it).
Situate = Callable[[EventRecord, Projection, tuple[EventRecord, ...]], Situation]


def guards_that_would_fail(
    case: CaseFrame, events: tuple[EventRecord, ...], library: Library, situate: Situate
) -> tuple[GuardFinding, ...]:
    """Blocking guards of each entry, asked again in its place. Raises DoesNotFit.

    ``situate`` gives overlay, calendars and zone; who acted, and approvals, are not asked again.
    Compare what it gives before and after a correction: only what is new is a finding.
    """
    draft = Draft(case.before(events))
    found: list[GuardFinding] = []
    told: list[EventRecord] = []
    for event in effective(events):
        if event.kind not in ("adopt", *MOVES):
            situation = situate(event, draft.freeze(), tuple(told))
            blocks, _ = evaluate(situation)
            again = (one for one in blocks if one.guard not in NOT_REPLAYED)
            found += [GuardFinding(event.id, one) for one in again]
        write(draft, event, library)
        told.append(event)
    return tuple(found)
