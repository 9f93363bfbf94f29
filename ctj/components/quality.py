"""Data quality beside a figure: of exactly the fields it reads, how many are not known (Q.01)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from ctj.model.facts import UNITS

from .engine.counting import count_cells
from .engine.predicates import Happened, Has, Is, Open, Predicate
from .engine.source import end_of_day, units_of_count
from .figures import everyone
from .frame import Frame
from .indicators import Indicator
from .scope import Scope


@dataclass(frozen=True)
class FieldQuality:
    """Of ``of`` units behind the figure, ``unknown`` have no known value of the field."""

    field: str
    unknown: int
    of: int


def quality(
    connection: Connection,
    indicator: Indicator,
    scope: Scope,
    frame: Frame,
    *,
    zone: str,
    known_now: bool = False,
) -> tuple[FieldQuality, ...]:
    """One entry per field of the unit's own row. An absent date of a native record is a 'no', and
    no is known."""
    known_until = None if known_now else end_of_day(frame.known_on, zone)
    kinds = dict(UNITS.get(indicator.unit, []))
    behind = everyone(indicator, frame)
    cells: dict[str, Predicate] = {"": behind}
    for name in indicator.fields:
        asked = _known(name, kinds.get(name, ""), frame)
        if asked is not None:
            cells[name] = behind & Open(asked)
    units = units_of_count(indicator.unit, known_until)
    conditions = [scope.cases(), *scope.conditions(units, indicator.unit)]
    (sizes,) = count_cells(connection, units, cells, conditions, known_until=known_until).values()
    return tuple(FieldQuality(name, sizes[name], sizes[""]) for name in cells if name)


def _known(name: str, kind: str, frame: Frame) -> Predicate | None:
    if kind == "date":
        return Happened(name, frame.observed_to, dateless=False)
    if kind in ("code", "yn"):
        return Is(name, ())
    return Has(name) if kind == "set" else None
