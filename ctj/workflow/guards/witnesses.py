"""Guards about witnesses: measures for the risk, before the day, and after the trial."""

from __future__ import annotations

from typing import Any

from ctj.language import say

from ..clocks import distance_words
from ..fold.occurrence import preferred
from ..projection import Row
from ..situation import Situation
from .look import code_label, rows, subject_id
from .registry import Missing, guard

LISTS = ("protection_measure", "special_measure")
CALM = frozenset({"none_seen", "low"})
#: A measure in one of these states answers a risk, or is on its way.
UNDER_WAY = frozenset({"asked", "ordered", "in_place", "used"})
#: What is no longer missing on the day: there, used, not allowed, not wanted, over.
SETTLED = frozenset({"in_place", "used", "refused", "not_wanted", "ended"})
AFTER_TRIAL = frozenset({"in_place", "used"})
RESULTS = ("verdict", "disposed", "final")


@guard("measures_for_risk", asks_form=True)
def measures_for_risk(situation: Situation, /, **args: Any) -> Missing | None:
    """The level of risk is low, or a measure is in place or asked for. Unknown is no low risk."""
    level = situation.form.get("level")
    if level in CALM or any(row.status in UNDER_WAY for row in rows(situation, "measures")):
        return None
    return Missing({"level": code_label(situation, ("risk_level",), level).lower()})


@guard("measures_in_place", asks_form=True)
def measures_in_place(situation: Situation, /, **args: Any) -> Missing | None:
    """Every measure that the hearing needs is in place, or was refused or not wanted.

    The hearing of the form, else the next one; a measure that names no hearing is for all.
    """
    hearing = _hearing_meant(situation)
    for row in rows(situation, "measures"):
        named = row.values.get("for_hearing")
        concerns = named is None or hearing is None or _same_hearing(situation, named, hearing)
        if concerns and row.status not in SETTLED:
            return Missing(
                {
                    "measure": _measure(situation, row),
                    "state": _state(situation, row),
                    "distance": _distance(situation, hearing),
                }
            )
    return None


def _hearing_meant(situation: Situation) -> Row | None:
    """The hearing named, that of the last summons, or the next that was set for this person."""
    named = situation.form.get("hearing") or _summoned_to(situation)
    found = situation.projection.rows.get(str(named))
    if found is not None:
        return found
    planned = [row for row in rows(situation, "hearings", None) if row.status == "planned"]
    mine = [row for row in planned if subject_id(situation) in row.values.get("called", ())]
    days = [(preferred(row.values.get("planned")).first_day, row) for row in mine or planned]
    known = [(day, row) for day, row in days if day is not None]
    return min(known, key=lambda one: one[0])[1] if known else None


def _summoned_to(situation: Situation) -> Any:
    track = situation.track.id if situation.track else None
    summonses = [e for e in situation.events if e.track_id == track and e.transition == "summon"]
    return summonses[-1].data.get("hearing") if summonses else None


def _same_hearing(situation: Situation, named: Any, hearing: Row) -> bool:
    """One hearing of several accused has a row for each: the day and the court tell it."""
    other = situation.projection.rows.get(str(named))
    if other is None or other.id == hearing.id:
        return True
    return all(other.values.get(name) == hearing.values.get(name) for name in ("planned", "court"))


def _distance(situation: Situation, hearing: Row | None) -> str:
    day = preferred(hearing.values.get("planned")) if hearing else preferred(None)
    moment = day.earliest(situation.zone)
    return distance_words(moment, situation.now) if moment is not None else say("an unknown time")


def _measure(situation: Situation, row: Row) -> str:
    return code_label(situation, LISTS, row.values.get("measure"))


def _state(situation: Situation, row: Row) -> str:
    return code_label(situation, ("measure_state",), row.status).lower()


@guard("measures_handed_over", asks_form=True)
def measures_handed_over(situation: Situation, /, **args: Any) -> Missing | None:
    """Each measure in place has somebody who keeps it after the trial, or is ended."""
    for row in rows(situation, "measures"):
        if row.status in AFTER_TRIAL and not row.values.get("owner_after"):
            return Missing({"measure": _measure(situation, row)})
    return None


@guard("outcome_exists")
def outcome_exists(situation: Situation, /, **args: Any) -> Missing | None:
    """An accused of the case has a verdict, an end or a final result."""
    for (unit, _), known in situation.projection.facts.items():
        if unit == "accused" and any(name in known for name in RESULTS):
            return None
    return Missing()
