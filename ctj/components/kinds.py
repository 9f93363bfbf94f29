"""The kinds of figure, each turning what an indicator asks into named cells.

A **cell** is a set of units: every number on a page is the size of a cell, and opens into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from .engine.predicates import During, Happened, Imported, Open, Predicate, Refuted, Some, Sure
from .frame import Frame

Ask = Callable[[Frame], Predicate]


@dataclass(frozen=True)
class Cell:
    """A set of units, with its name in words."""

    label: str
    predicate: Predicate


@dataclass(frozen=True)
class Part:
    """One named part of a figure: a result, a stage, a series."""

    id: str
    label: str
    ask: Ask


@dataclass(frozen=True)
class Ending:
    """A date fact that ends a wait; with ``code``, only where that fact is one of ``codes``."""

    fact: str
    code: str | None = None
    codes: tuple[str, ...] = ()


def cohort_cells(
    fact: str, frame: Frame, also: str | None = None
) -> tuple[Predicate, dict[str, Cell]]:
    """The start (or event) cohort, and who is left out because the date cannot place them.

    ``also`` starts the cohort of those to whom ``fact`` has not happened.
    """
    during: Predicate = During(fact, frame.first, frame.last)
    if also is not None:
        alone = ~Sure(Happened(fact, frame.observed_to))
        during = during | (During(also, frame.first, frame.last) & alone)
    left = {
        "left:date": Cell(
            f"date of '{fact}' unknown, or across the border of the period", Open(during)
        )
    }
    return Sure(during), left


def _three(prefix: str, label: str, member: Predicate, has: Predicate) -> dict[str, Cell]:
    return {
        f"yes{prefix}": Cell(label, member & Sure(has)),
        f"no{prefix}": Cell(f"not: {label}", member & Refuted(has)),
        f"unknown{prefix}": Cell(f"not known: {label}", member & Open(has)),
    }


@dataclass(frozen=True)
class Share:
    """``has`` among the cohort's ``member``s; ``more`` are further properties of the same members.

    ``left`` names members' reasons to be left out; without it those of unknown membership are.
    ``maybe``: they widen the bounds (indicators.md 1.6). ``outside``: what to call
    who is no member.    ``money``: facts of which the sums per currency stand beside the share.
    """

    cohort: str
    has: Ask
    member: Ask | None = None
    left: tuple[Part, ...] = ()
    more: tuple[Part, ...] = ()
    maybe: bool = False
    outside: str | None = None
    also: str | None = None
    money: tuple[str, ...] = ()

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame, self.also)
        member, has = cohort, self.has(frame)
        if self.member is not None:
            asked = self.member(frame)
            member = cohort & Sure(asked)
            cells |= self._outside(cohort, asked, has)
        cells |= {
            "yes": Cell("with the property", member & Sure(has)),
            "no": Cell("without it", member & Refuted(has)),
            "unknown": Cell("not known", member & Open(has)),
        }
        for part in self.more:
            cells |= _three(f":{part.id}", part.label, member, part.ask(frame))
        for part in self.left:
            cells[f"left:{part.id}"] = Cell(part.label, cohort & Sure(part.ask(frame)))
        return cells

    def _outside(self, cohort: Predicate, asked: Predicate, has: Predicate) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        unsure = cohort & Open(asked)
        if self.outside is not None:
            cells["left:outside"] = Cell(self.outside, cohort & Refuted(asked))
        if not self.left:
            cells["left:member"] = Cell("not known whether they belong here", unsure)
        if self.maybe:
            cells["maybe:with"] = Cell("perhaps with it", unsure & ~Refuted(has))
            cells["maybe:without"] = Cell("perhaps without it", unsure & ~Sure(has))
        return cells


@dataclass(frozen=True)
class Compare:
    """One property in two groups of a cohort, side by side: the difference is the figure."""

    cohort: str
    has: Ask
    groups: tuple[Part, Part]

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        for group in self.groups:
            member = cohort & Sure(group.ask(frame))
            cells |= _three(f":{group.id}", group.label, member, self.has(frame))
        return cells


@dataclass(frozen=True)
class Split:
    """How the cohort divides: results, each of the decided; left otherwise; undecided beside."""

    cohort: str
    results: tuple[Part, ...]
    left_otherwise: tuple[Part, ...] = ()
    undecided: str = "undecided"

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        placed: Predicate | None = None
        for prefix, parts in (("result", self.results), ("other", self.left_otherwise)):
            for part in parts:
                inside = Sure(part.ask(frame))
                cells[f"{prefix}:{part.id}"] = Cell(part.label, cohort & inside)
                placed = inside if placed is None else placed | inside
        undecided = cohort if placed is None else cohort & Refuted(Sure(placed))
        cells["undecided"] = Cell(self.undecided, undecided)
        return cells


@dataclass(frozen=True)
class Funnel:
    """One start cohort, each stage a subset of the one before (indicators.md 1.2).

    A stage that the law lets be skipped counts as passed where a later one was reached; a stage
    that is a ``result`` is never inferred. ``headline``: a share of the cohort that is wider than
    any stage. ``native``: old registers without dated stages are left out.
    """

    cohort: str
    stages: tuple[Part, ...]
    results: tuple[Part, ...] = ()
    headline: Part | None = None
    native: bool = False

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        if self.native:
            cells["left:imported"] = Cell("from old registers", cohort & Imported())
            cohort = cohort & ~Imported()
        cells["stage:0"] = Cell(self.cohort, cohort)
        asked = [part.ask(frame) for part in self.stages]
        before: Predicate = cohort
        for number, part in enumerate(self.stages, 1):
            reached = Sure(asked[number - 1])
            for later in asked[number:]:
                reached = Sure(reached | Sure(later))
            before = before & reached
            cells[f"stage:{number}"] = Cell(part.label, before)
        for number, part in enumerate(self.results, len(self.stages) + 1):
            before = before & Sure(part.ask(frame))
            cells[f"stage:{number}"] = Cell(part.label, before)
        if self.headline is not None:
            cells |= _three(":headline", self.headline.label, cohort, self.headline.ask(frame))
        return cells

    @property
    def finding(self) -> str:
        """The stage that the figure is told by: the first result, else the last stage."""
        return f"stage:{len(self.stages) + (1 if self.results else 0)}"


@dataclass(frozen=True)
class Series:
    """One count: units whose ``fact`` falls in the period and who satisfy ``ask``."""

    id: str
    label: str
    fact: str
    ask: Ask | None = None


@dataclass(frozen=True)
class Counts:
    """Counts by the named event, side by side and never divided by one another.

    ``beyond``: how many series have anybody at all, beside the so many largest, is said as well.
    """

    series: tuple[Series, ...]
    beyond: int | None = None

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cells: dict[str, Cell] = {}
        for series in self.series:
            cohort, left = cohort_cells(series.fact, frame)
            inside = cohort if series.ask is None else cohort & Sure(series.ask(frame))
            cells[f"count:{series.id}"] = Cell(series.label, inside)
            outside = left["left:date"].predicate
            if series.ask is not None:
                asked = series.ask(frame)
                outside = outside & (Sure(asked) | Open(asked))
            cells[f"left:{series.id}"] = Cell(f"{series.label}: year unknown", outside)
        return cells


@dataclass(frozen=True)
class Spells:
    """How long from ``cohort`` to the first of ``ends``; ``doors`` end the wait otherwise.

    ``nights``: nights in shelter by consent stand beside the wait.
    """

    cohort: str
    ends: tuple[Ending, ...]
    doors: tuple[Ending, ...] = ()
    horizon_days: int = 365
    member: Ask | None = None
    nights: bool = False

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        if self.member is not None:
            asked = self.member(frame)
            cells["left:member"] = Cell("not known whether they belong here", cohort & Open(asked))
            cohort = cohort & Sure(asked)
        cells["cohort"] = Cell(self.cohort, cohort)
        return cells


@dataclass(frozen=True)
class Numbers:
    """Median and ninetieth percentile of a number per unit: of ``fact``, or of how many units of
    another kind in the case satisfy ``counted``. ``many``: how many units have so many."""

    cohort: str
    fact: str | None = None
    counted: tuple[str, Ask] | None = None
    many: int | None = None

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        if self.counted is None:
            cells["cohort"] = Cell(self.cohort, cohort)
            return cells
        cells["left:imported"] = Cell("from old registers", cohort & Imported())
        cohort = cohort & ~Imported()
        cells["cohort"] = Cell(self.cohort, cohort)
        if self.many is not None:
            unit, ask = self.counted
            enough = Some(unit, Sure(ask(frame)), least=self.many)
            cells["many"] = Cell(f"with {self.many} or more", cohort & Sure(enough))
        return cells


@dataclass(frozen=True)
class Stock:
    """Units in a state on the observed-to day, by how many days ago ``since`` was."""

    since: str
    within: Ask
    bands: tuple[int, ...]

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        today = frame.observed_to
        native = Sure(self.within(frame)) & ~Imported()
        cells, youngest = {}, 0
        for days in self.bands:
            band = During(self.since, today - timedelta(days), today - timedelta(youngest))
            cells[f"band:{days}"] = Cell(f"{youngest} to {days} days", native & Sure(band))
            youngest = days + 1
        older = Happened(self.since, today - timedelta(youngest), dateless=False)
        cells["band:older"] = Cell(f"more than {youngest - 1} days", native & Sure(older))
        placed = cells["band:older"].predicate
        for days in self.bands:
            placed = placed | cells[f"band:{days}"].predicate
        begun = Happened(self.since, today)
        cells["left:date"] = Cell(
            "age not known: the date is coarse", native & Sure(begun) & ~Sure(placed)
        )
        perhaps = Imported() & ~Refuted(self.within(frame))
        cells["left:imported"] = Cell("from old registers", perhaps)
        return cells


Kind = Share | Compare | Split | Funnel | Counts | Spells | Numbers | Stock


def starting_facts(kind: Kind) -> tuple[str, ...]:
    """The facts that put a unit into the figure's cohort; none for a stock, which has no cohort."""
    match kind:
        case Stock():
            return ()
        case Counts():
            return tuple(series.fact for series in kind.series)
        case Share(also=str() as also):
            return kind.cohort, also
    return (kind.cohort,)
