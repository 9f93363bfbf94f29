"""Guards about care for the person: language, risk, and how to make contact without harm."""

from __future__ import annotations

from datetime import date
from typing import Any

from ctj.language import say

from ..fold.occurrence import preferred
from ..fold.step import ROW_TYPES, row_items
from ..instants import local_day
from ..situation import Situation
from .look import code_label, rows, subject_id, when
from .registry import Missing, guard

SAFE_CONTACT = "safe_contact"
#: An interpreter who is not known to have been missing.
THERE = frozenset({"yes", "unknown"})
NOT_ASSESSED = frozenset({"superseded"})


@guard("interpreter_present", asks_form=True)
def interpreter_present(situation: Situation, /, **args: Any) -> Missing | None:
    """No interpreter is needed, or one was there: the form names one or says so."""
    if situation.projection.fact("victim", subject_id(situation), "interpreter_needed") != "yes":
        return None
    told = [situation.form.get("interpreter"), situation.form.get("interpreter_named")]
    for field in situation.transition.form:
        if field.type in ROW_TYPES:
            told += [one.get("interpreter") for one in row_items(situation.form, field.id)]
    if any(one in THERE or (one and one != "no") for one in told):
        return None
    return Missing({"language": _language(situation)})


def _language(situation: Situation) -> str:
    """The language that the person understands, as it was registered last."""
    mine = [e for e in situation.events if e.subject_id == subject_id(situation)]
    known = [e.data["language"] for e in mine if isinstance(e.data.get("language"), str)]
    spoken = situation.form.get("language") or (known[-1] if known else None)
    return code_label(situation, ("language",), spoken) if spoken else say("a language understood")


@guard("risk_assessed", asks_form=True)
def risk_assessed(situation: Situation, /, **args: Any) -> Missing | None:
    """An assessment of that kind is not surely older than ``days`` on the day of the act."""
    kind, days = str(args["kind"]), int(args["days"])
    found = [
        preferred(row.values.get("on"))
        for row in rows(situation, "risks")
        if row.values.get("kind") == kind and row.status not in NOT_ASSESSED
    ]
    on = when(situation).first_day or local_day(situation.now, situation.zone)
    ages = [_age(day.last_day, on) for day in found]
    if any(age is None or age <= days for age in ages):
        return None
    youngest = min((age for age in ages if age is not None), default=None)
    words = {"kind": code_label(situation, ("risk_kind",), kind).lower(), "days": days}
    return Missing(
        {
            **words,
            "age": "none" if youngest is None else say("%(youngest)s days old", youngest=youngest),
        }
    )


def _age(day: date | None, on: date) -> int | None:
    return None if day is None else (on - day).days


@guard("safe_contact_read", asks_form=True)
def safe_contact_read(situation: Situation, /, **args: Any) -> Missing | None:
    """The user opened the rule of safe contact of this person today, or none was recorded."""
    person = subject_id(situation)
    has_rule = any(e.subject_id == person and e.data.get(SAFE_CONTACT) for e in situation.events)
    return Missing() if has_rule and person not in situation.safe_contact_read else None
