"""When a figure is about, and as of when it is told: period, as known on, observed to."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .engine.predicates import Is, Predicate


@dataclass(frozen=True)
class Frame:
    """``first`` to ``last`` is the period, local days inclusive. ``known_on``: only what was
    recorded by the end of that day exists. ``observed_to``: what occurred later does not count;
    never after ``known_on``. ``switches``: rule of law to the states that have it (process.md 8.2);
    a figure that needs one does not apply elsewhere."""

    first: date
    last: date
    known_on: date
    observed_to: date
    switches: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise FrameRefused("The period ends before it begins: exchange the two dates.")
        if self.observed_to > self.known_on:
            raise FrameRefused(
                "'Observed to' lies after 'as known on': what was not yet recorded cannot "
                "have been observed."
            )

    def applies(self, switch: str) -> Predicate:
        """The unit's case is of a state with that rule."""
        return Is("jurisdiction", tuple(sorted(self.switches.get(switch, ()))))

    def too_young(self, months: int) -> bool:
        """Whether some member of a start cohort has had less than so many months of follow-up."""
        year, month = divmod(self.last.year * 12 + self.last.month - 1 + months, 12)
        day = min(self.last.day, calendar.monthrange(year, month + 1)[1])
        return date(year, month + 1, day) > self.observed_to


class FrameRefused(ValueError):
    """The dates of a figure contradict each other; the message says which to mend."""
