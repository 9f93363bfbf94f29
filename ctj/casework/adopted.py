"""The data of an adoption, as the fold takes it: milestones and rows apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctj.workflow.definitions import Library, TrackDefinition
from ctj.workflow.fold.step import ROW_TYPES

#: Answers that every step has; they stay where they are.
_BESIDE = frozenset({"documents"})


def adopted_data(
    library: Library,
    definition: TrackDefinition,
    data: Mapping[str, Any],
    effects: Mapping[str, Any],
) -> dict[str, Any]:
    """Milestones by fact, rows by register; an empty column of a charge is filled by the law."""
    form = {field.id: field for field in definition.transitions["adopt"].form}
    made: dict[str, Any] = {}
    milestones: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for name, value in data.items():
        if form[name].type in ROW_TYPES and name not in _BESIDE:
            rows[name] = _filled(value, effects.get("rows", {}).get(name, ()))
        elif (definition.runs_for, name) in library.facts:
            milestones[name] = value
        else:
            made[name] = value
    return {**made, "milestones": milestones, "rows": rows}


def _filled(items: Any, fills: Any) -> list[Any]:
    return [
        {**(fills[place] if place < len(fills) else {}), **item} for place, item in enumerate(items)
    ]
