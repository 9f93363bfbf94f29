"""Fact functions about a victim: services, punishment, risk before return (process.md 8.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..projection import Row
from .functions import NO_VALUE, Asked, fact_function
from .occurrence import certainly_before, preferred
from .step import Step

#: The person takes it, or took it.
TAKEN = frozenset({"accepted", "started", "delivered"})
LEGAL_AID = frozenset({"legal_aid_criminal", "legal_aid_civil_wages", "legal_aid_immigration"})
#: ``punishment_kind`` -> group of the four facts (codelists.md 6.8); others are in rows only.
PUNISHMENT_GROUP: Mapping[str, str] = {
    "arrest": "arrest",
    "charge": "charge",
    "conviction": "charge",
    "detention_criminal": "detention",
    "detention_immigration": "detention",
    "deportation": "deportation",
}
VOLUNTARY = frozenset(
    {"voluntary_assisted", "voluntary_own", "family_escorted", "state_organised_agreed"}
)
FORCED = frozenset({"deported", "pushed_back"})


def _rows_of_event(step: Step, register: str) -> Iterator[Row]:
    """Rows of the subject that this event wrote or changed."""
    for row in step.draft.rows_of(register, step.event.subject_id):
        if row.changed_by == step.event.id:
            yield row


@fact_function("set_of_services", sums_up=True)
def set_of_services(step: Step, asked: Asked) -> Any:
    """The services in state accepted, started or delivered."""
    rows = step.draft.rows_of("services", step.event.subject_id)
    taken = sorted({str(row.values["service"]) for row in rows if row.status in TAKEN})
    return tuple(taken) or NO_VALUE


@fact_function("first_legal_aid")
def first_legal_aid(step: Step, asked: Asked) -> Any:
    """The date, if the event delivers legal aid."""
    return step.event.occurred if _delivers(step, LEGAL_AID) else NO_VALUE


@fact_function("yes_if_interpretation")
def yes_if_interpretation(step: Step, asked: Asked) -> Any:
    """Yes, if the event delivers interpretation."""
    return "yes" if _delivers(step, frozenset({"interpretation"})) else NO_VALUE


def _delivers(step: Step, services: frozenset[str]) -> bool:
    return any(
        row.status == "delivered" and row.values.get("service") in services
        for row in _rows_of_event(step, "services")
    )


@fact_function("np_date", decides=True)
def np_date(step: Step, asked: Asked) -> Any:
    """The date, if the punishment is of the group asked for and linked to the trafficking.

    A link that is possible or unknown makes the fact unknown as long as none of the group is
    certain: the first date of a certain one counts, whatever was recorded before or after it. No
    link sets nothing.
    """
    rows = step.draft.rows_of("np_events", step.event.subject_id)
    of_group = [
        row
        for row in rows
        if PUNISHMENT_GROUP.get(str(row.values.get("event"))) == asked.args[0]
        and row.values.get("link") != "no_link"
    ]
    told = [row.values.get("on") for row in of_group if row.values.get("link") == "direct"]
    if not told:
        return "unknown" if of_group else NO_VALUE
    return min(told, key=_first_day)


def _first_day(value: Any) -> str:
    """Text by which days stand in order; an unknown one comes last."""
    return str(preferred(value).first_day or "9999")


@fact_function("last_risk", sums_up=True)
def last_risk(step: Step, asked: Asked) -> Any:
    """The date of the last assessment of that kind before the return, else the first after it."""
    rows = step.draft.rows_of("risks", step.event.subject_id)
    dates = [row.values.get("on") for row in rows if row.values.get("kind") == asked.args[0]]
    told = [date for date in dates if date is not None]
    if not told:
        return NO_VALUE
    returned = _returned(step)
    before = [d for d in told if returned is None or not certainly_before(returned, d)]
    return max(before, key=_day) if before else min(told, key=_day)


def _returned(step: Step) -> Any:
    if "returned_on" in step.data:
        return step.data["returned_on"]
    known = step.draft.fact(step.unit, step.subject_key, "returned")
    return known.value if known else None


def _day(value: Any) -> str:
    return str(preferred(value).last_day or "")


@fact_function("voluntary_of")
def voluntary_of(step: Step, asked: Asked) -> Any:
    """Yes for a return that the person chose, no for a forced one, else unknown."""
    kind = step.data.get("return_kind")
    if kind in VOLUNTARY:
        return "yes"
    return "no" if kind in FORCED else "unknown"
