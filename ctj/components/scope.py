"""Whose cases a figure counts, and what narrows or divides them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, false, select, true

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.cases import Case
from ctj.model.organisations import Organisation


@dataclass(frozen=True)
class Dimension:
    """Something to filter and break down by. ``column``: of the fact table, or of the case."""

    id: str
    label: str
    column: str
    of_case: bool = False


#: Dimensions of figures about accused (indicators.md 1.5).
ACCUSED_DIMENSIONS = {
    d.id: d
    for d in (
        Dimension("jurisdiction", "Jurisdiction", "jurisdiction", of_case=True),
        Dimension("agency", "Lead agency", "lead_agency_id", of_case=True),
        Dimension("sex", "Sex", "sex"),
        Dimension("kind", "Natural person or company", "kind"),
        Dimension("age", "Age group at the charge", "charged_age"),
        Dimension("role", "Main role", "main_role"),
        Dimension("official", "Public official", "official"),
        Dimension("plea", "Plea", "plea"),
        Dimension("origin", "Where the record comes from", "origin"),
    )
}


@dataclass(frozen=True)
class Scope:
    """``viewer``: my cases, by the one access rule. None: the whole instance, for its operator at
    the terminal, who holds database and key anyway; no page uses it."""

    viewer: Viewer | None
    where: Mapping[str, str] = field(default_factory=dict)

    def cases(self) -> ColumnElement[bool]:
        """The condition on ``Case.id``."""
        return true() if self.viewer is None else Case.id.in_(all_visible(self.viewer))

    def conditions(self, units: FromClause) -> list[ColumnElement[bool]]:
        """One condition per filter. Raises ``UnknownDimension`` for a name that there is not."""
        return [_condition(dimension(name), value, units) for name, value in self.where.items()]


class UnknownDimension(ValueError):
    """A filter or break-down names something that figures cannot be divided by."""


def dimension(name: str) -> Dimension:
    """The dimension of that name. Raises UnknownDimension."""
    found = ACCUSED_DIMENSIONS.get(name)
    if found is None:
        raise UnknownDimension(
            f"'{name}' is not a dimension of these figures. Use one of: "
            + ", ".join(ACCUSED_DIMENSIONS)
            + "."
        )
    return found


def column_of(found: Dimension, units: FromClause) -> ColumnElement[str]:
    """Its column, on the fact rows or on the case."""
    if found.of_case:
        column: ColumnElement[str] = getattr(Case, found.column)
        return column
    return units.c[found.column]


def _condition(found: Dimension, value: str, units: FromClause) -> ColumnElement[bool]:
    column = column_of(found, units)
    if value == "unknown":
        return column.is_(None) | (column == "unknown") if not found.of_case else false()
    if found.id == "agency":
        codes = select(Organisation.id).where(Organisation.code == value)
        return column.in_(codes)
    return column == value
