"""Kaplan-Meier, percentiles, competing ends: indicators.md 1.3, in exact fractions.

Works on spells: how long units waited and how the wait ended. Nothing here knows databases.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

End = Literal["decided", "left", "open"]


@dataclass(frozen=True)
class Spell:
    """``count`` units that began on ``start`` and after ``days`` were decided, left or open.

    ``bounds``: fewest and most days that coarse dates allow, against a limit; None: ``days``.
    """

    start: date
    days: int
    end: End
    count: int = 1
    approximate: bool = False
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True)
class Step:
    """The curve after ``days``: share waiting, decided (Aalen-Johansen), left otherwise."""

    days: int
    waiting: Fraction
    decided: Fraction
    left: Fraction


@dataclass(frozen=True)
class Duration:
    """A duration figure, whole: never the decided alone. Days throughout.

    ``median`` is Kaplan-Meier's; where the curve never reaches one half it is None and
    ``not_reached_after`` says how long was watched. ``approximate`` units have a date known to the
    month, placed on its 15th.
    """

    n: int
    decided: int
    left: int
    undecided: int
    approximate: int
    median: int | None
    not_reached_after: int | None
    median_decided: int | None
    percentile_90: int | None
    horizon_days: int
    within_horizon: tuple[int, int]
    steps: tuple[Step, ...]

    @property
    def decided_share(self) -> Fraction:
        """Cumulative incidence of the end at the last observed day."""
        return self.steps[-1].decided if self.steps else Fraction(0)

    @property
    def left_share(self) -> Fraction:
        return self.steps[-1].left if self.steps else Fraction(0)


def duration(spells: Sequence[Spell], *, observed_to: date, horizon_days: int) -> Duration:
    """All that indicators.md 1.3 asks to be shown together."""
    counts: Counter[str] = Counter()
    for spell in spells:
        counts[spell.end] += spell.count
    decided = sorted(s.days for s in spells if s.end == "decided" for _ in range(s.count))
    histogram = _histogram(spells)
    median, watched = _kaplan_meier_median(histogram)
    return Duration(
        n=counts.total(),
        decided=counts["decided"],
        left=counts["left"],
        undecided=counts["open"],
        approximate=sum(s.count for s in spells if s.approximate),
        median=median,
        not_reached_after=watched if median is None else None,
        median_decided=median_half_up(decided),
        percentile_90=percentile(decided, Fraction(9, 10)),
        horizon_days=horizon_days,
        within_horizon=_within(spells, observed_to, horizon_days),
        steps=_steps(histogram),
    )


def percentile(ordered: Sequence[int], share: Fraction) -> int | None:
    """Nearest rank: an observed value, no interpolation."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None


def median_half_up(ordered: Sequence[int]) -> int | None:
    """Middle value; for an even number the mean of the two middle ones, rounded half up."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return math.floor(Fraction(ordered[middle - 1] + ordered[middle], 2) + Fraction(1, 2))


def _histogram(spells: Iterable[Spell]) -> Counter[tuple[int, str]]:
    histogram: Counter[tuple[int, str]] = Counter()
    for spell in spells:
        histogram[(spell.days, spell.end)] += spell.count
    return histogram


def _days(histogram: Counter[tuple[int, str]]) -> list[int]:
    return sorted({days for days, _ in histogram})


def _kaplan_meier_median(histogram: Counter[tuple[int, str]]) -> tuple[int | None, int | None]:
    """The smallest day on which the curve is at or under one half, and the last day observed."""
    at_risk = histogram.total()
    waiting = Fraction(1)
    watched = None
    for watched in _days(histogram):
        decided = histogram[(watched, "decided")]
        if decided:
            waiting *= 1 - Fraction(decided, at_risk)
            if waiting <= Fraction(1, 2):
                return watched, watched
        at_risk -= sum(histogram[(watched, end)] for end in ("decided", "left", "open"))
    return None, watched


def _steps(histogram: Counter[tuple[int, str]]) -> tuple[Step, ...]:
    """Cumulative incidence: C += S·d/n per door, S ·= 1 − (d1 + d2)/n; ends before censorings."""
    at_risk = histogram.total()
    waiting, decided, left = Fraction(1), Fraction(0), Fraction(0)
    steps = []
    for days in _days(histogram):
        ends, others = histogram[(days, "decided")], histogram[(days, "left")]
        if ends or others:
            decided += waiting * Fraction(ends, at_risk)
            left += waiting * Fraction(others, at_risk)
            waiting *= 1 - Fraction(ends + others, at_risk)
        steps.append(Step(days, waiting, decided, left))
        at_risk -= ends + others + histogram[(days, "open")]
    return tuple(steps)


def _within(spells: Iterable[Spell], observed_to: date, days: int) -> tuple[int, int]:
    """Done within so many days, of all that could have been observed for so long (1.3, point 8)."""
    observable = [s for s in spells if s.start + timedelta(days=days) <= observed_to]
    done = known = 0
    for spell in observable:
        least, most = spell.bounds or (spell.days, spell.days)
        if spell.end == "decided" and least <= days < most:
            continue  # a coarse date on both sides of the limit: not known
        known += spell.count
        if spell.end == "decided" and most <= days:
            done += spell.count
    return done, known
