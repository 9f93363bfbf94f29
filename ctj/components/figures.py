"""Figures: indicators for a scope and a frame, with all that must stand beside a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, FromClause, select

from ctj.model.cases import Case

from .engine.amounts import (
    Money,
    Nights,
    Numbers,
    counted_units,
    read_money,
    read_nights,
    read_numbers,
)
from .engine.counting import UnitReference, count_cells, persons_in, units_of
from .engine.durations import Duration, duration
from .engine.predicates import And, During, Imported, Not, Or, Predicate, Refuted
from .engine.source import PERSON_OF, end_of_day, units_of_count
from .engine.spells import Waits, read_waits
from .engine.sql import compile_predicate
from .frame import Frame
from .indicators import Indicator
from .kinds import Cell, Compare, Funnel, Share, Spells, starting_facts
from .kinds import Numbers as NumbersKind
from .scope import DIMENSIONS, Scope, column_of, dimension
from .shares import ShareValue, share_value, shares_of

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Counted:
    """One named number; ``cell`` opens it into its units."""

    cell: str
    label: str
    count: int


@dataclass(frozen=True)
class Figure:
    """One indicator's numbers. ``too_young``: the cohort had less than the follow-up it needs;
    ``applies``: some state of the instance has the rule of law that the figure is about."""

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
    numbers: Numbers | None = None
    money: tuple[Money, ...] = ()
    nights: Nights | None = None
    applies: bool = True

    @property
    def told_by(self) -> Literal["duration", "numbers", "share", "shares", "counts"]:
        """What says it: a wait, a median, one share, two shares side by side, or counts."""
        if self.duration is not None:
            return "duration"
        if self.numbers is not None:
            return "numbers"
        match self.indicator.kind:
            case Share() | Funnel():
                return "share"
            case Compare():
                return "shares"
        return "counts"


@dataclass(frozen=True)
class _Reading:
    """Where and as of when one indicator's figure is read."""

    connection: Connection
    units: FromClause
    known_until: datetime | None
    conditions: Conditions
    scope: Scope
    frame: Frame

    def inside(self, predicate: Predicate) -> list[ColumnElement[bool]]:
        chosen = compile_predicate(predicate, self.units, self.known_until).yes
        return [chosen, *self.conditions]


@dataclass(frozen=True)
class _Read:
    """What one figure reads beside the sizes of its cells."""

    waits: Waits | None = None
    numbers: Numbers | None = None
    money: tuple[Money, ...] = ()
    nights: Nights | None = None
    base: int | None = field(default=None)


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
    """Every indicator's figures: one pass over each fact table, and one more per duration.

    ``zone``: the instance's, in which days end. ``known_now``: read the present rows and not those
    of the end of ``frame.known_on`` (the day is not over). Indicators whose unit cannot be filtered
    or broken down as asked are not among the figures; where none can, UnknownDimension is raised.
    """
    known_until = None if known_now else end_of_day(frame.known_on, zone)
    chosen = list(indicators)
    asked = {*scope.where, *([by] if by else [])}
    able = [one for one in chosen if asked <= DIMENSIONS[one.unit].keys()]
    if chosen and not able:
        wrong = sorted(asked - DIMENSIONS[chosen[0].unit].keys())
        dimension(wrong[0], chosen[0].unit)
    places = {one.id: place for place, one in enumerate(chosen)}
    figures: list[Figure] = []
    for unit in dict.fromkeys(one.unit for one in able):
        units = units_of_count(unit, known_until)
        conditions = [scope.cases(), *scope.conditions(units, unit)]
        reading = _Reading(connection, units, known_until, conditions, scope, frame)
        mine = [one for one in able if one.unit == unit]
        column = column_of(dimension(by, unit), units) if by else None
        figures += _of_unit(reading, mine, column)
    return sorted(
        figures, key=lambda one: (one.group is None, str(one.group), places[one.indicator.id])
    )


def _of_unit(
    reading: _Reading, indicators: list[Indicator], column: ColumnElement[str] | None
) -> Iterator[Figure]:
    cells = {i.id: cells_of(i, reading.frame) for i in indicators}
    flat = {f"{i}/{name}": cell.predicate for i, own in cells.items() for name, cell in own.items()}
    conditions = [*reading.conditions, *_possible(reading, indicators)]
    counted = count_cells(
        reading.connection, reading.units, flat, conditions, column, reading.known_until
    )
    for group, numbers in counted.items():
        narrowed = reading
        if column is not None:
            conditions = [*reading.conditions, _equals(column, group)]
            narrowed = _Reading(
                reading.connection,
                reading.units,
                reading.known_until,
                conditions,
                reading.scope,
                reading.frame,
            )
        for indicator in indicators:
            sizes = {name: numbers[f"{indicator.id}/{name}"] for name in cells[indicator.id]}
            label = group if column is None or group is not None else "unknown"
            read = _read(narrowed, indicator, cells[indicator.id])
            yield _figure(indicator, reading.frame, label, cells[indicator.id], sizes, read)


def _possible(reading: _Reading, indicators: list[Indicator]) -> list[ColumnElement[bool]]:
    """Rows that are surely outside every cohort stand in no cell, and need not be asked."""
    frame, parts = reading.frame, []
    for indicator in indicators:
        facts = starting_facts(indicator.kind)
        if not facts:
            return []
        parts += [Not(Refuted(During(fact, frame.first, frame.last))) for fact in facts]
    possible = Or(tuple(dict.fromkeys(parts)))
    return [compile_predicate(possible, reading.units, reading.known_until).yes]


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
    known_until = None if known_now else end_of_day(frame.known_on, zone)
    units = units_of_count(indicator.unit, known_until)
    chosen = cells_of(indicator, frame)[cell]
    conditions = [scope.cases(), *scope.conditions(units, indicator.unit)]
    found = units_of(
        connection,
        units,
        chosen.predicate,
        conditions,
        known_until=known_until,
        after=after,
        limit=limit,
    )
    return chosen.label, found


def _equals(column: ColumnElement[str], value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def cells_of(indicator: Indicator, frame: Frame) -> dict[str, Cell]:
    """All cells of one indicator; those of a rule that a state has not are empty there."""
    cells = dict(indicator.kind.cells(frame))
    if indicator.switch is not None:
        only = frame.applies(indicator.switch)
        cells = {n: Cell(c.label, And((c.predicate, only))) for n, c in cells.items()}
    imported = And((_everyone(cells), Imported()))
    cells["imported"] = Cell("of which from old registers", imported)
    return cells


def everyone(indicator: Indicator, frame: Frame) -> Predicate:
    """All units behind one figure."""
    return _everyone(cells_of(indicator, frame))


def _everyone(cells: Mapping[str, Cell]) -> Predicate:
    first, *others = _behind(cells)
    behind = cells[first].predicate
    for name in others:
        behind = behind | cells[name].predicate
    return behind


def _behind(cells: Mapping[str, Cell]) -> list[str]:
    """The cells of everyone who stands behind the figure, each unit in one of them or in several
    series that are counted side by side."""
    for whole in (["stage:0"], ["cohort"], ["yes", "no", "unknown"]):
        if whole[0] in cells:
            return whole
    kept = ("count", "result", "other", "undecided", "band", "yes", "no", "unknown")
    return [name for name in cells if name.split(":")[0] in kept]


def _read(reading: _Reading, indicator: Indicator, cells: Mapping[str, Cell]) -> _Read:
    connection, units, frame = reading.connection, reading.units, reading.frame
    match indicator.kind:
        case Spells() as kind:
            cohort = cells["cohort"].predicate
            waits = read_waits(
                connection, units, kind, cohort, reading.conditions, frame.observed_to,
                reading.known_until,
            )  # fmt: skip
            return _Read(waits=waits, nights=_nights(reading, kind))
        case NumbersKind() as kind:
            inside = reading.inside(cells["cohort"].predicate)
            return _Read(numbers=read_numbers(connection, units, _value(reading, kind), inside))
        case Share() as kind:
            known = cells["yes"].predicate | cells["no"].predicate
            money = tuple(
                read_money(connection, units, fact, reading.inside(known)) for fact in kind.money
            )
            base = None
            if indicator.unit in PERSON_OF:
                base = persons_in(
                    connection, units, known, [*reading.conditions], reading.known_until
                )
            return _Read(money=money, base=base)
    return _Read()


def _value(reading: _Reading, kind: NumbersKind) -> Any:
    if kind.counted is None:
        return reading.units.c[kind.fact or ""]
    unit, ask = kind.counted
    return counted_units(unit, ask(reading.frame), reading.units, reading.known_until)


def _nights(reading: _Reading, kind: Spells) -> Nights | None:
    """Nights of the stays of exactly those who stand behind the figure."""
    if not kind.nights:
        return None
    stays = units_of_count("shelter_stays", reading.known_until)
    cohort = kind.cells(reading.frame)["cohort"].predicate
    persons = select(reading.units.c.subject_id).select_from(
        reading.units.join(Case, Case.id == reading.units.c.case_id)
    )
    conditions = [stays.c.subject_id.in_(persons.where(*reading.inside(cohort)))]
    return read_nights(reading.connection, stays, conditions, reading.frame.observed_to)


def _figure(
    indicator: Indicator,
    frame: Frame,
    group: str | None,
    cells: Mapping[str, Cell],
    sizes: Mapping[str, int],
    read: _Read,
) -> Figure:
    young = indicator.follow_up is not None and frame.too_young(indicator.follow_up)
    spent = None
    if read.waits is not None and isinstance(indicator.kind, Spells):
        horizon = indicator.kind.horizon_days
        spent = duration(read.waits.spells, observed_to=frame.observed_to, horizon_days=horizon)
    shares = list(shares_of(indicator, cells, sizes, young, read.base))
    if read.nights is not None:
        shares.append(_free_nights(read.nights, young))
    hidden = ("left:", "maybe:", "imported")
    return Figure(
        indicator=indicator,
        frame=frame,
        group=group,
        counts=tuple(
            Counted(n, cells[n].label, sizes[n]) for n in cells if not n.startswith(hidden)
        ),
        shares=tuple(shares),
        duration=spent,
        left_out=tuple(_left_out(cells, sizes, read)),
        imported=sizes["imported"],
        total=sum(sizes[name] for name in _behind(cells)),
        too_young=young,
        numbers=read.numbers,
        money=read.money,
        nights=read.nights,
        applies=indicator.switch is None or bool(frame.switches.get(indicator.switch)),
    )


def _left_out(
    cells: Mapping[str, Cell], sizes: Mapping[str, int], read: _Read
) -> Iterator[Counted]:
    for name, size in sizes.items():
        if name.startswith("left:") and size:
            yield Counted(name, cells[name].label, size)
    if read.waits is not None:
        yield from _unmeasurable(read.waits)
    if read.numbers is not None and read.numbers.unknown:
        yield Counted("", "number not known", read.numbers.unknown)


def _free_nights(nights: Nights, young: bool) -> ShareValue:
    counts = nights.free, nights.other, nights.unknown
    label = "nights with consent to the stay"
    return share_value("cohort", label, counts, young=young, base=nights.persons)


def _unmeasurable(waits: Waits) -> list[Counted]:
    labels = {
        "coarse": "a date known only to the year, or not at all",
        "negative": "an end before its start",
        "imported": "from old registers, with no end told",
    }
    return [Counted("", labels[why], count) for why, count in waits.left_out.items() if count]
