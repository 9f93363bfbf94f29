"""The overview: one headline per component, its last full cohorts, and whether it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from .catalogue import COMPONENTS, HEADLINES, INDICATORS
from .figures import Figure, compute
from .frame import Frame
from .indicators import Indicator
from .scope import Scope
from .shares import ShareValue, share_of_waits

YEARS = 5
JUSTICE = "5.12"
#: A change is called a change only if so many stand behind both cohorts (indicators.md 5).
MIN_CHANGE = 30
Change = Literal["more", "fewer", "no_clear_change", "no_trend"]


@dataclass(frozen=True)
class Point:
    """One cohort: who started in that year, and the share that the figure is told by."""

    year: int
    figure: Figure
    share: ShareValue


@dataclass(frozen=True)
class Trend:
    """The last cohorts that are old enough, oldest first."""

    indicator: Indicator
    points: tuple[Point, ...]

    @property
    def query(self) -> dict[str, str]:
        """The last cohort as the address of a figure asks for it."""
        frame = self.last.figure.frame
        names = ("first", "last", "known_on", "observed_to")
        return {name: getattr(frame, name).isoformat() for name in names}

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def shown(self) -> tuple[Point, ...]:
        """The cohorts whose share may be shown."""
        return tuple(point for point in self.points if point.share.withheld is None)

    @property
    def change(self) -> Change:
        """Against the cohort of the year before; in our own past only."""
        if len(self.points) < 2:
            return "no_trend"
        before, after = self.points[-2:]
        if before.share.withheld or after.share.withheld:
            return "no_trend"
        if min(before.share.denominator, after.share.denominator) < MIN_CHANGE:
            return "no_clear_change"
        low, high = _bounds(before.share), _bounds(after.share)
        if low[1] < high[0]:
            return "more"
        return "fewer" if high[1] < low[0] else "no_clear_change"


@dataclass(frozen=True)
class Card:
    """One component on the overview; ``trend`` is None where it waits for its track."""

    number: int
    name: str
    trend: Trend | None


@dataclass(frozen=True)
class Overview:
    """The cards, and the first two of the three questions (indicators.md 5) beside the third,
    which waits."""

    cards: tuple[Card, ...]
    convicted: Trend | None
    justice: Trend | None


def _bounds(share: ShareValue) -> tuple[float, float]:
    value = float(share.value or 0)
    low, high = share.bounds or (value, value)
    return float(low), float(high)


def newest_year(indicator: Indicator, observed_to: date) -> int:
    """The last whole year whose every member has had the follow-up that the figure needs."""
    year = (
        observed_to.year
        if (observed_to.month, observed_to.day) == (12, 31)
        else (observed_to.year - 1)
    )
    while _frame(year, observed_to, {}).too_young(indicator.follow_up or 0):
        year -= 1
    return year


def _frame(year: int, day: date, switches: Mapping[str, frozenset[str]]) -> Frame:
    return Frame(date(year, 1, 1), date(year, 12, 31), day, day, switches)


def trends(
    connection: Connection,
    indicators: Iterable[Indicator],
    scope: Scope,
    today: date,
    switches: Mapping[str, frozenset[str]],
    *,
    zone: str,
) -> dict[str, Trend]:
    """The last five cohorts of each indicator that is told by a share, as known and observed now.

    One computation per year, for all indicators whose cohort that is.
    """
    wanted = list(indicators)
    years: dict[int, list[Indicator]] = {}
    for one in wanted:
        newest = newest_year(one, today)
        for year in range(newest - YEARS + 1, newest + 1):
            years.setdefault(year, []).append(one)
    points: dict[str, list[Point]] = {one.id: [] for one in wanted}
    for year in sorted(years):
        frame = _frame(year, today, switches)
        for figure in compute(connection, years[year], scope, frame, zone=zone, known_now=True):
            share = told_by(figure)
            if share is not None:
                points[figure.indicator.id].append(Point(year, figure, share))
    return {one.id: Trend(one, tuple(points[one.id])) for one in wanted if points[one.id]}


def told_by(figure: Figure) -> ShareValue | None:
    """The share that a figure is told by: its first, or a duration's twin within the horizon."""
    if figure.duration is not None:
        return share_of_waits(figure.duration, figure.too_young)
    return figure.shares[0] if figure.shares else None


def overview(
    connection: Connection,
    scope: Scope,
    today: date,
    switches: Mapping[str, frozenset[str]],
    *,
    zone: str,
) -> Overview:
    """The seven cards, each with its own newest cohort, and the strip of three questions."""
    chosen = [INDICATORS[one] for one in (*HEADLINES.values(), JUSTICE)]
    found = trends(connection, chosen, scope, today, switches, zone=zone)
    cards = tuple(
        Card(number, name, found.get(HEADLINES.get(number, "")))
        for number, name in COMPONENTS.items()
    )
    return Overview(cards, found.get(HEADLINES[4]), found.get(JUSTICE))
