"""Clocks that belong to a person of the case, whatever track starts or stops them (process.md 6).

An answer to a threat, the measures before a day in court, and what a victim is owed to be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..definitions import ClockDefinition
from ..projection import Clock
from ..situation import Situation
from .occurrence import certainly_before
from .step import ROW_TYPES, row_items

WITNESS = "witness_support"
#: What a witness is owed in place of ``tell_victim`` (process.md 1.8, 24).
OUTCOMES = frozenset({"verdict", "final_result"})
#: The party of an outcome that is owed before it is known which one it will be.
ANY_OUTCOME = "outcome"
#: The party that stands for clocks without one.
NO_PARTY = ""
#: A row of what was told counts as told in these statuses; an attempt that failed does not.
TOLD = frozenset({"told", "not_wanted"})
_MATTERS = "informed_of"


def persons(situation: Situation) -> list[str]:
    """The victim whose track it is, else the victims whom the form names."""
    if situation.subject is not None and situation.subject.kind == "victim":
        return [situation.subject.id]
    found: list[str] = []
    for field in situation.transition.form:
        if field.type == "subj":
            value = situation.form.get(field.id, ())
            found += [value] if isinstance(value, str) else map(str, value)
    known = situation.projection.subjects
    return [one for one in dict.fromkeys(found) if one in known and known[one].kind == "victim"]


def runs(situation: Situation, track: str, subject_id: str) -> bool:
    """Whether that person has such a track, and it is not done."""
    found = situation.projection.track_of(track, subject_id)
    definition = situation.library.by_hash.get(found.definition_hash) if found else None
    state = definition.states.get(found.state) if found and definition else None
    return found is not None and (state is None or not state.is_done)


def with_running_witness_track(situation: Situation) -> list[str]:
    """Everybody in the case whom support as a witness runs for."""
    found = situation.projection.subjects
    return [one for one in found if runs(situation, WITNESS, one)]


def can_be_met(situation: Situation, definition: ClockDefinition, subject_id: str | None) -> bool:
    """Whether the person has a track with a step that stops the clock: else nobody can."""
    stopping = {name.partition(".")[0] for name in definition.stops}
    tracks = situation.projection.tracks.values()
    return any(one.track in stopping and one.subject_id == subject_id for one in tracks)


def obligations_of(situation: Situation, clock: str, subject_id: str) -> Iterator[Clock]:
    """Open clocks of that name that belong to the person."""
    for one in situation.projection.clocks.values():
        if one.clock == clock and one.subject_id == subject_id and one.is_open:
            yield one


def uses_of_person(
    situation: Situation, definition: ClockDefinition, verb: str
) -> Iterator[dict[str, Any]]:
    """The clocks of the person that a step stops or cancels; cancelling takes all of a name."""
    for one in persons(situation):
        use = {"clock": definition.id, "of": "person", "subject": one}
        if verb == "cancel":
            yield use
        elif definition.one_per == "matter":
            told = [*matters_told(situation)]
            parties = [*told, *([ANY_OUTCOME] if told else [])]
            yield from ({**use, "party": party} for party in parties)
        elif definition.one_per == "threat":
            yield from ({**use, "party": party} for party in _threats_named(situation))
        elif definition.one_per == "hearing":
            yield {**use, "up_to": _day_meant(situation, definition.id, one)}
        else:
            yield use


def matters_told(situation: Situation) -> list[str]:
    """The matters of the form and of its rows of what was told; not those that reached nobody."""
    found: list[str] = []
    for field in situation.transition.form:
        if _MATTERS in field.lists and field.id == "matter":
            value = situation.form.get(field.id, ())
            found += [value] if isinstance(value, str) else map(str, value)
        elif field.type in ROW_TYPES and field.register == "notifications":
            for item in row_items(situation.form, field.id):
                status = item.get(field.status_from or "", field.sets_status)
                if item.get("matter") and status in TOLD:
                    found.append(str(item["matter"]))
    return list(dict.fromkeys(found))


def _threats_named(situation: Situation) -> list[str]:
    """Ids of the threats that the form changes; without one, what was recorded without a row."""
    named = [
        str(item["row"])
        for field in situation.transition.form
        if field.register == "threats" and field.type in ROW_TYPES
        for item in row_items(situation.form, field.id)
        if item.get("row")
    ]
    return named or [NO_PARTY]


def _day_meant(situation: Situation, clock: str, subject_id: str) -> Any:
    """Testimony ends the preparation of the days up to it; a confirmation is about the next one."""
    if any(effect.fact == "testified" for effect in situation.transition.facts):
        return situation.occurred
    days = [one.start for one in obligations_of(situation, clock, subject_id)]
    first = days[0] if days else situation.occurred
    for day in days:
        first = day if certainly_before(day, first) else first
    return first
