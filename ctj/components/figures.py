"""Figures: indicators for a scope and a frame, with all that must stand beside a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, FromClause

from .engine.counting import UnitReference, count_cells, units_of
from .engine.durations import Duration, duration
from .engine.predicates import And, Imported, Predicate
from .engine.source import as_known, end_of_day
from .engine.spells import Question, Waits, read_waits
from .frame import Frame
from .indicators import Cell, Counts, Funnel, Indicator, Share, Spells, Split
from .scope import Scope, column_of, dimension

#: indicators.md 1.6: a share of fewer known units, or with more unknown, is withheld.
MIN_BASE = 10
MAX_UNKNOWN = Fraction(2, 5)
#: A share whose bounds lie further apart than this is shown as a range.
MAX_SPREAD = Fraction(1, 5)


@dataclass(frozen=True)
class Counted:
    """One named number; ``cell`` opens it into its units."""

    cell: str
    label: str
    count: int


@dataclass(frozen=True)
class ShareValue:
    """``numerator`` of ``denominator`` known; bounds with the unknown; ``withheld`` says why the
    percentage is not shown (the counts still are, to those who may see the cases)."""

    cell: str
    label: str
    numerator: int
    denominator: int
    unknown: int
    withheld: str | None

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        every = self.denominator + self.unknown
        if not self.unknown or not every:
            return None
        return Fraction(self.numerator, every), Fraction(self.numerator + self.unknown, every)

    @property
    def as_range(self) -> bool:
        """Whether the bounds are too far apart for a point."""
        return self.bounds is not None and self.bounds[1] - self.bounds[0] > MAX_SPREAD


@dataclass(frozen=True)
class Figure:
    """One indicator's numbers. ``too_young``: the cohort had less than the follow-up it needs."""

    indicator: Indicator
    frame: Frame
    group: str | None
    counts: tuple[Counted, ...]
    shares: tuple[ShareValue, ...]
    duration: Duration | None
    left_out: tuple[Counted, ...]
    imported: int
    total: int
    too_young: bool


def compute(
    connection: Connection,
    indicators: Iterable[Indicator],
    scope: Scope,
    frame: Frame,
    *,
    zone: str,
    by: str | None = None,
    known_now: bool = False,
) -> list[Figure]:
    """Every indicator's figures: one pass over the fact table, and one more per duration.

    ``zone``: the instance's, in which days end. ``known_now``: read the present rows and not those
    of the end of ``frame.known_on`` (the day is not over).
    """
    units = as_known("accused", None if known_now else end_of_day(frame.known_on, zone))
    conditions = [scope.cases(), *scope.conditions(units)]
    chosen = list(indicators)
    cells = {i.id: _cells(i, frame) for i in chosen}
    flat = {f"{i}/{name}": cell.predicate for i, own in cells.items() for name, cell in own.items()}
    column = column_of(dimension(by), units) if by else None
    counted = count_cells(connection, units, flat, conditions, column)
    figures = []
    for group, numbers in sorted(counted.items(), key=lambda item: (item[0] is None, str(item[0]))):
        narrowed = conditions if column is None else [*conditions, _equals(column, group)]
        for indicator in chosen:
            sizes = {name: numbers[f"{indicator.id}/{name}"] for name in cells[indicator.id]}
            waits = _waits(connection, units, indicator, cells[indicator.id], narrowed, frame)
            label = group if by is None or group is not None else "unknown"
            figures.append(_figure(indicator, frame, label, cells[indicator.id], sizes, waits))
    return figures


def open_cell(
    connection: Connection,
    indicator: Indicator,
    cell: str,
    scope: Scope,
    frame: Frame,
    *,
    zone: str,
    known_now: bool = False,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> tuple[str, list[UnitReference]]:
    """Label and units of one cell. Raises KeyError for a cell that the indicator has not.

    Only with a viewer's scope: nobody opens the whole instance.
    """
    if scope.viewer is None:
        raise PermissionError("a figure opens only into the cases of a signed-in viewer")
    units = as_known("accused", None if known_now else end_of_day(frame.known_on, zone))
    chosen = _cells(indicator, frame)[cell]
    conditions = [scope.cases(), *scope.conditions(units)]
    found = units_of(connection, units, chosen.predicate, conditions, after=after, limit=limit)
    return chosen.label, found


def _equals(column: ColumnElement[str], value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _cells(indicator: Indicator, frame: Frame) -> dict[str, Cell]:
    cells = dict(indicator.kind.cells(frame))
    every = _everyone(indicator.kind, cells)
    cells["imported"] = Cell("of which from old registers", And((every, Imported())))
    return cells


def _everyone(kind: object, cells: Mapping[str, Cell]) -> Predicate:
    """Who stands behind the figure: the cohort, or for counts every one that is counted."""
    match kind:
        case Share():
            names = ["yes", "no", "unknown"]
        case Funnel():
            names = ["stage:0"]
        case Spells():
            names = ["cohort"]
        case _:
            names = [
                n for n in cells if n.split(":")[0] in ("count", "result", "other", "undecided")
            ]
    predicate = cells[names[0]].predicate
    for name in names[1:]:
        predicate = predicate | cells[name].predicate
    return predicate


def _waits(
    connection: Connection,
    units: FromClause,
    indicator: Indicator,
    cells: Mapping[str, Cell],
    conditions: list[ColumnElement[bool]],
    frame: Frame,
) -> Waits | None:
    kind = indicator.kind
    if not isinstance(kind, Spells):
        return None
    question = Question(kind.cohort, kind.end, kind.door, kind.door_code, kind.doors)
    cohort = cells["cohort"].predicate
    return read_waits(connection, units, question, cohort, conditions, frame.observed_to)


def _figure(
    indicator: Indicator,
    frame: Frame,
    group: str | None,
    cells: Mapping[str, Cell],
    sizes: Mapping[str, int],
    waits: Waits | None,
) -> Figure:
    too_young = indicator.follow_up is not None and frame.too_young(indicator.follow_up)
    left_out = [
        Counted(n, cells[n].label, sizes[n]) for n in sizes if n.startswith("left:") and sizes[n]
    ]
    spent = None
    if waits is not None and isinstance(indicator.kind, Spells):
        spent = duration(
            waits.spells, observed_to=frame.observed_to, horizon_days=indicator.kind.horizon_days
        )
        left_out += _unmeasurable(waits)
    return Figure(
        indicator=indicator,
        frame=frame,
        group=group,
        counts=tuple(_counts(indicator, cells, sizes)),
        shares=tuple(_shares(indicator, cells, sizes, too_young)),
        duration=spent,
        left_out=tuple(left_out),
        imported=sizes["imported"],
        total=_total(indicator, sizes),
        too_young=too_young,
    )


def _unmeasurable(waits: Waits) -> list[Counted]:
    labels = {
        "coarse": "a date known only to the year, or not at all",
        "negative": "an end before its start",
    }
    return [Counted("", labels[why], count) for why, count in waits.left_out.items() if count]


def _counts(
    indicator: Indicator, cells: Mapping[str, Cell], sizes: Mapping[str, int]
) -> Iterable[Counted]:
    for name in cells:
        if name != "imported" and not name.startswith("left:"):
            yield Counted(name, cells[name].label, sizes[name])


def _total(indicator: Indicator, sizes: Mapping[str, int]) -> int:
    match indicator.kind:
        case Share():
            return sizes["yes"] + sizes["no"] + sizes["unknown"]
        case Funnel():
            return sizes["stage:0"]
        case Spells():
            return sizes["cohort"]
        case Counts() | Split():
            return sum(
                size for name, size in sizes.items() if not name.startswith(("left:", "imported"))
            )


def _shares(
    indicator: Indicator, cells: Mapping[str, Cell], sizes: Mapping[str, int], too_young: bool
) -> Iterable[ShareValue]:
    match indicator.kind:
        case Share():
            known = sizes["yes"] + sizes["no"]
            yield _share("yes", indicator.title, sizes["yes"], known, sizes["unknown"], too_young)
        case Funnel() as kind:
            guilty = f"stage:{len(kind.stages) + 1}"
            label = cells[guilty].label
            yield _share(guilty, label, sizes[guilty], sizes["stage:0"], 0, too_young)
        case Split():
            results = [n for n in cells if n.startswith("result:")]
            decided = sum(sizes[n] for n in results)
            for name in results:
                yield _share(name, cells[name].label, sizes[name], decided, 0, too_young)


def _share(
    cell: str, label: str, numerator: int, denominator: int, unknown: int, too_young: bool
) -> ShareValue:
    withheld = None
    if denominator < MIN_BASE:
        withheld = f"base {denominator}, fewer than {MIN_BASE}"
    elif unknown > MAX_UNKNOWN * (denominator + unknown):
        withheld = "more than 40 % unknown"
    elif too_young:
        withheld = "too early to judge"
    return ShareValue(cell, label, numerator, denominator, unknown, withheld)
