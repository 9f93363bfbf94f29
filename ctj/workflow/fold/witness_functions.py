"""Fact functions about witnesses (process.md 8.1)."""

from __future__ import annotations

from typing import Any

from .functions import NO_VALUE, Asked, fact_function
from .step import Step

#: What a person must have been told to count as informed (indicator 6.01).
ROLE_AND_RIGHTS = frozenset({"rights", "role_as_witness"})
#: States of a measure that protects, or did in court.
STANDING = frozenset({"in_place", "used"})
#: Purposes of an interview that make the person tell the facts again (codelists.md 7.4).
COUNTED = frozenset(
    [
        "first_account",
        "identification",
        "statement",
        "clarification",
        "reconstruction",
        "foreign_request",
    ]
)


@fact_function("if_told_role_and_rights")
def if_told_role_and_rights(step: Step, asked: Asked) -> Any:
    """The date of the event, if the person was told the rights and the role as a witness."""
    return step.event.occurred if set(step.data.get("told", ())) >= ROLE_AND_RIGHTS else NO_VALUE


@fact_function("set_of_measures", sums_up=True)
def set_of_measures(step: Step, asked: Asked) -> Any:
    """The measures of this person that are in place, or were used."""
    rows = step.draft.rows_of("measures", step.event.subject_id)
    found = {str(row.values["measure"]) for row in rows if row.status in STANDING}
    return tuple(sorted(found)) or NO_VALUE


@fact_function("count_counted")
def count_counted(step: Step, asked: Asked) -> Any:
    """One more, if the purpose of the interview counts."""
    return 1 if step.data.get("kind") in COUNTED else NO_VALUE
