"""Fact functions about charges (process.md 8.1)."""

from __future__ import annotations

from typing import Any

from ..definitions import RegisterDefinition
from ..projection import Row
from .findings_on_charges import is_filed, is_proven, outcome
from .functions import CLEAR, NO_VALUE, Asked, fact_function
from .row_values import number_of
from .step import Step

#: The gravest penalty that may be imposed: ranks are compared before months (jurisdictions.md 0.4).
PENALTY_RANK = {"fine": 0, "term": 1, "life": 2, "death": 3}


def charges_of(step: Step) -> list[Row]:
    """The charges of the track's accused, in order."""
    return step.draft.rows_of("charges", step.event.subject_id)


def _register(step: Step) -> RegisterDefinition | None:
    return step.library.registers.get("charges")


def _filed(step: Step) -> list[Row]:
    register = _register(step)
    return [row for row in charges_of(step) if register and is_filed(register, row)]


@fact_function("has_tip", sums_up=True)
def has_tip(step: Step, asked: Asked) -> Any:
    """Yes if a charge in that state is a trafficking offence; no if none is, all being known."""
    word = asked.args[0] if asked.args else "filed"
    register = _register(step)
    answers = [
        str(row.values.get("is_tip", "unknown"))
        for row in charges_of(step)
        if register is not None and register.is_in(row.status, word)
    ]
    if "yes" in answers:
        return "yes"
    return "no" if answers and set(answers) == {"no"} else "unknown"


@fact_function("list_other", sums_up=True)
def list_other(step: Step, asked: Asked) -> Any:
    """The families of the filed charges that are not trafficking."""
    rows = [row for row in _filed(step) if row.values.get("is_tip") != "yes"]
    families = sorted({str(row.values["family"]) for row in rows if row.values.get("family")})
    return tuple(families) or CLEAR


@fact_function("forms_charged", sums_up=True)
def forms_charged(step: Step, asked: Asked) -> Any:
    """The forms of exploitation that the filed charges name."""
    forms = sorted({str(row.values["form"]) for row in _filed(step) if row.values.get("form")})
    return tuple(forms) or CLEAR


@fact_function("outcome_of", sums_up=True)
def outcome_of(step: Step, asked: Asked) -> Any:
    """How it ended for the accused over all charges, by what was found and what was set aside."""
    return outcome(charges_of(step)) or NO_VALUE


@fact_function("range", sums_up=True)
def penalty_range(step: Step, asked: Asked) -> Any:
    """Statutory minimum or maximum in months (by the fact's name) of the gravest offence proven."""
    proven = [row for row in charges_of(step) if is_proven(row)]
    if not proven:
        return CLEAR if charges_of(step) else NO_VALUE
    gravest = max(proven, key=_gravity)
    value = gravest.values.get(asked.fact)
    return CLEAR if value is None else value


def _gravity(row: Row) -> tuple[int, int, int]:
    """Rank, then maximum, then minimum: what indicators 1.04 to 1.06 compare."""
    values = row.values
    rank = PENALTY_RANK.get(str(values.get("penalty_rank")), 1)
    return rank, number_of(values.get("max_months")), number_of(values.get("min_months"))
