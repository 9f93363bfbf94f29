"""Guards about facts."""

from __future__ import annotations

from typing import Any

from ctj.language import say

from ..situation import Situation
from .look import code_label, subject_id
from .registry import Missing, guard


def fact(situation: Situation, name: str, subject: str | None = None) -> Any:
    """The fact of the track's subject (or of ``subject``), or None where nothing set it."""
    unit = situation.definition.runs_for if subject is None else _unit(situation, subject)
    key = "" if unit == "case" else (subject or subject_id(situation))
    return situation.projection.fact(unit, key, name)


def _unit(situation: Situation, subject: str) -> str:
    found = situation.projection.subjects.get(subject)
    return found.kind if found else "case"


@guard("fact_known")
def fact_known(situation: Situation, /, **args: Any) -> Missing | None:
    """The fact has a value; a date that is unknown is one."""
    name = str(args["fact"])
    if fact(situation, name) is not None:
        return None
    definition = situation.library.facts.get((situation.definition.runs_for, name))
    setter = next(
        (
            one.id
            for one in situation.definition.transitions.values()
            if any(effect.fact == name and effect.unit is None for effect in one.facts)
        ),
        "",
    )
    label = definition.label if definition else name.replace("_", " ")
    return Missing({"fact_label": label.lower(), "setting_transition": setter})


@guard("outcome_in")
def outcome_in(situation: Situation, /, **args: Any) -> Missing | None:
    """The finding in force is one of ``values``; one that is not known passes."""
    present = fact(situation, "outcome_now")
    if present in (*args["values"], "unknown"):
        return None
    said = say("not decided") if present is None else code_label(situation, ("outcome",), present)
    return Missing({"outcome": f"‘{said}’"})
