"""Fact functions about sentences (process.md 8.1). Months are never added up by software."""

from __future__ import annotations

from typing import Any

from ..projection import Row
from .functions import CLEAR, NO_VALUE, Asked, fact_function
from .step import Step

#: Ranks, never turned into months.
RANKS = frozenset({"death", "life", "life_no_parole"})
CUSTODY = frozenset(
    {"custody", "custody_suspended", "custody_partly_suspended", "juvenile_custody"}
)


def _all_parts(step: Step) -> list[Row]:
    return step.draft.rows_of("sentence_parts", step.event.subject_id)


def parts_in_force(step: Step) -> list[Row]:
    """The parts ordered and not taken away; what the prosecution asked for is none."""
    register = step.library.registers.get("sentence_parts")
    return [row for row in _all_parts(step) if register and register.is_in(row.status, "in_force")]


def _nothing(step: Step) -> Any:
    """Where no part gives a value: taken back if there were parts, else nothing is said."""
    return CLEAR if _all_parts(step) else NO_VALUE


@fact_function("total_months", sums_up=True)
def total_months(step: Step, asked: Asked) -> Any:
    """The court's total, else the longest single part of custody; none for life and death."""
    parts = parts_in_force(step)
    if any(row.values.get("part") in RANKS for row in parts):
        return CLEAR
    custody = [
        row for row in parts if row.values.get("part") in CUSTODY and _months(row) is not None
    ]
    totals = [row for row in custody if row.values.get("is_total") == "yes"]
    if totals:
        return _months(totals[-1])
    return max((_months(row) or 0 for row in custody), default=None) or _nothing(step)


@fact_function("kind_of", sums_up=True)
def kind_of(step: Step, asked: Asked) -> Any:
    """The kinds of the parts in force."""
    kinds = sorted(
        {str(row.values["part"]) for row in parts_in_force(step) if "part" in row.values}
    )
    return tuple(kinds) or _nothing(step)


@fact_function("all_suspended", sums_up=True)
def all_suspended(step: Step, asked: Asked) -> Any:
    """Yes if there is custody and all of it is suspended, no if some of it is not."""
    custody = [row for row in parts_in_force(step) if row.values.get("part") in CUSTODY | RANKS]
    if not custody:
        return _nothing(step)
    return "yes" if all(map(_is_suspended, custody)) else "no"


def _is_suspended(row: Row) -> bool:
    if row.values.get("part") == "custody_suspended":
        return True
    suspended, months = row.values.get("suspended_months"), _months(row)
    return suspended is not None and months is not None and int(suspended) >= months


def _months(row: Row) -> int | None:
    value = row.values.get("months")
    return int(str(value)) if str(value).isdecimal() else None
