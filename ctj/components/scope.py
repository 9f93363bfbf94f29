"""Whose cases a figure counts, and what narrows or divides them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


_JURISDICTION = Dimension("jurisdiction", "Jurisdiction", "jurisdiction", of_case=True)
_AGENCY = Dimension("agency", "Lead agency", "lead_agency_id", of_case=True)
_ORIGIN = Dimension("origin", "Where the record comes from", "origin")
_SEX = Dimension("sex", "Sex", "sex")
_FORM = Dimension("form", "Main form of exploitation", "main_form")


def _named(*dimensions: Dimension) -> dict[str, Dimension]:
    return {one.id: one for one in dimensions}


#: Dimensions of figures by their unit of count (indicators.md 1.5).
DIMENSIONS: dict[str, dict[str, Dimension]] = {
    "accused": _named(
        _JURISDICTION,
        _AGENCY,
        _SEX,
        Dimension("kind", "Natural person or company", "kind"),
        Dimension("age", "Age group at the charge", "charged_age"),
        Dimension("role", "Main role", "main_role"),
        Dimension("official", "Public official", "official"),
        Dimension("plea", "Plea", "plea"),
        _ORIGIN,
    ),
    "case": _named(
        _JURISDICTION,
        _AGENCY,
        _FORM,
        Dimension("extent", "Domestic or transnational", "extent"),
        Dimension("detection", "How it came to light", "detection"),
        _ORIGIN,
    ),
    "victim": _named(
        _JURISDICTION,
        _AGENCY,
        _SEX,
        Dimension("age", "Child or adult at identification", "child_at_id"),
        _FORM,
        _ORIGIN,
    ),
    "witness": _named(
        _JURISDICTION,
        _AGENCY,
        _SEX,
        Dimension("age", "Age group at testimony", "testified_age"),
        _ORIGIN,
    ),
    "needs": _named(_JURISDICTION, _AGENCY, _SEX, Dimension("need", "Need", "need"), _ORIGIN),
    "threats": _named(_JURISDICTION, _AGENCY, _SEX, _ORIGIN),
}
ACCUSED_DIMENSIONS = DIMENSIONS["accused"]


def dimensions_of(units: Iterable[str]) -> dict[str, Dimension]:
    """Every dimension that figures of any of these units can be divided by, in their order."""
    found: dict[str, Dimension] = {}
    for unit in units:
        for name, one in DIMENSIONS[unit].items():
            found.setdefault(name, one)
    return found


@dataclass(frozen=True)
class Scope:
    """``viewer``: my cases, by the one access rule. None: the whole instance, for its operator at
    the terminal, who holds database and key anyway; no page uses it."""

    viewer: Viewer | None
    where: Mapping[str, str] = field(default_factory=dict)

    def cases(self) -> ColumnElement[bool]:
        """The condition on ``Case.id``."""
        return true() if self.viewer is None else Case.id.in_(all_visible(self.viewer))

    def conditions(self, units: FromClause, unit: str) -> list[ColumnElement[bool]]:
        """One condition per filter. Raises ``UnknownDimension`` for a name that there is not."""
        return [
            _condition(dimension(name, unit), value, units) for name, value in self.where.items()
        ]


class UnknownDimension(ValueError):
    """A filter or break-down names something that figures cannot be divided by."""


def dimension(name: str, unit: str) -> Dimension:
    """The dimension of that name for figures of that unit. Raises UnknownDimension."""
    found = DIMENSIONS[unit].get(name)
    if found is None:
        raise UnknownDimension(
            f"'{name}' is not a dimension of these figures. Use one of: "
            + ", ".join(DIMENSIONS[unit])
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
