"""What an adoption tells: the milestones known, and rows as the source has them (process.md 1.4).

They stand in the event's data under the names of facts and registers, as a form gives them, or
under ``milestones`` and ``rows``, as an import gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import Library

#: Answers of the form that are no milestone: the state chosen, and the fields of every step.
NOT_MILESTONES = frozenset(
    {"state", "source", "note", "documents", "milestones", "rows", "age_on_day", "occurred_on"}
)


def milestones_of(data: Mapping[str, Any], unit: str, library: Library) -> dict[str, Any]:
    """Fact name -> value, for the track's own unit; row facts are not among them."""
    told = {
        name: value
        for name, value in data.items()
        if name not in NOT_MILESTONES and _is_milestone(library, unit, name)
    }
    return {**told, **data.get("milestones", {})}


def _is_milestone(library: Library, unit: str, name: str) -> bool:
    fact = library.facts.get((unit, name))
    return fact is not None and fact.rule != "rows"


def rows_told(data: Mapping[str, Any], library: Library) -> dict[str, list[Mapping[str, Any]]]:
    """Register -> rows, each with its ``status``."""
    told = {
        name: list(value)
        for name, value in data.items()
        if name in library.registers and name not in NOT_MILESTONES and isinstance(value, list)
    }
    return {**told, **data.get("rows", {})}
