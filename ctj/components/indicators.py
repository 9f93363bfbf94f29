"""How an indicator is declared: what it asks, what it counts, and the named cells it is made of.

A **cell** is a set of units: every number on a page is the size of a cell, and opens into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .engine.predicates import During, Open, Predicate, Refuted, Sure
from .frame import Frame

Direction = Literal["higher", "lower", "none", "higher_with_care"]
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


def cohort_cells(fact: str, frame: Frame) -> tuple[Predicate, dict[str, Cell]]:
    """The start (or event) cohort, and who is left out because the date cannot place them."""
    during = During(fact, frame.first, frame.last)
    left = {
        "left:date": Cell(
            f"date of '{fact}' unknown, or across the border of the period", Open(during)
        )
    }
    return Sure(during), left


@dataclass(frozen=True)
class Share:
    """``has`` among the cohort's ``member``s. ``left`` names members' reasons to be left out."""

    cohort: str
    has: Ask
    member: Ask | None = None
    left: tuple[Part, ...] = ()

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        member = cohort if self.member is None else cohort & Sure(self.member(frame))
        has = self.has(frame)
        cells |= {
            "yes": Cell("with the property", member & Sure(has)),
            "no": Cell("without it", member & Refuted(has)),
            "unknown": Cell("not known", member & Open(has)),
        }
        for part in self.left:
            cells[f"left:{part.id}"] = Cell(part.label, cohort & Sure(part.ask(frame)))
        return cells


@dataclass(frozen=True)
class Split:
    """How the cohort divides: results, each of the decided; left otherwise; undecided beside."""

    cohort: str
    results: tuple[Part, ...]
    left_otherwise: tuple[Part, ...]

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        placed: Predicate | None = None
        for prefix, parts in (("result", self.results), ("other", self.left_otherwise)):
            for part in parts:
                inside = Sure(part.ask(frame))
                cells[f"{prefix}:{part.id}"] = Cell(part.label, cohort & inside)
                placed = inside if placed is None else placed | inside
        undecided = cohort if placed is None else cohort & Refuted(Sure(placed))
        cells["undecided"] = Cell("undecided", undecided)
        return cells


@dataclass(frozen=True)
class Funnel:
    """One start cohort, each stage a subset of the one before (indicators.md 1.2).

    A stage that the law lets be skipped counts as passed where a later one was reached; a stage
    that is a ``result`` is never inferred.
    """

    cohort: str
    months: int
    stages: tuple[Part, ...]
    results: tuple[Part, ...]

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
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
        return cells

    def labels(self) -> tuple[str, ...]:
        return (self.cohort, *(p.label for p in (*self.stages, *self.results)))


@dataclass(frozen=True)
class Series:
    """One count: units whose ``fact`` falls in the period and who satisfy ``ask``."""

    id: str
    label: str
    fact: str
    ask: Ask | None = None


@dataclass(frozen=True)
class Counts:
    """Counts by the named event, side by side and never divided by one another."""

    series: tuple[Series, ...]

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
    """How long from ``cohort`` to ``end``; ``doors`` are ``door_code``s dated by ``door``."""

    cohort: str
    end: str
    door: str
    door_code: str
    doors: tuple[str, ...]
    horizon_days: int

    def cells(self, frame: Frame) -> Mapping[str, Cell]:
        cohort, cells = cohort_cells(self.cohort, frame)
        cells["cohort"] = Cell(self.cohort, cohort)
        return cells


Kind = Share | Split | Funnel | Counts | Spells


@dataclass(frozen=True)
class Indicator:
    """One indicator of indicators.md section 2. ``id`` is stable for ever ('4.02'), a text.

    ``follow_up``: months that a start cohort needs before it can be judged (1.2); None for counts.
    """

    id: str
    title: str
    question: str
    unit: str
    kind: Kind
    cohort_rule: Literal["event", "start", "stock"]
    direction: Direction
    source: str
    definition: str
    pitfalls: str
    follow_up: int | None = 24
    fields: tuple[str, ...] = field(default=())

    @property
    def component(self) -> int:
        return int(self.id.split(".")[0])
