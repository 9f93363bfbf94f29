"""The clocks column of a transition, resolved with the law in force on the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ..calendars import Calendar
from ..clocks import reckon
from ..dates import UNKNOWN_TEXT
from ..definitions import ClockDefinition, ClockUse
from ..situation import Situation
from ..statements import LegalClock
from .effect_context import context_of
from .effect_limits import is_of_the_past
from .effect_persons import OUTCOMES, WITNESS, can_be_met, obligations_of, runs, uses_of_person
from .effect_rules import SERVICE, Running, parties_named, runnings
from .occurrence import certainly_before, preferred
from .step import ROW_TYPES, holds, row_items

#: Form fields that carry the new end where an act extends a clock.
NEW_END = ("until", "next_review", "review_on", "next_try_on")
TELL, TELL_WITNESS = "tell_victim", "outcome_to_tell"
#: Who is told in a child's place (process.md 1.8, 24); kept with the clock's statement.
GUARDIAN = "guardian"
#: A clock that counts from the latest date in a column of the subject's rows; the fold follows it.
ROW = "row:"


def clock_effects(situation: Situation) -> dict[str, Any]:
    """The ``clocks`` part of the effects; see ``effects.py``."""
    column = situation.transition.clocks
    found: dict[str, Any] = {
        "start": [*_starts(situation), *_to_tell(situation)],
        "stop": _named(situation, column.stop, "stop"),
        "pause": _named(situation, column.pause, "pause"),
        "resume": _named(situation, column.resume, "resume"),
        "cancel": _named(situation, column.cancel, "cancel"),
        "extend": [
            {**use, **_extension(situation, use["clock"])}
            for use in _named(situation, column.extend, "extend")
        ],
    }
    found = {verb: uses for verb, uses in found.items() if uses}
    if column.cancel_all_but is not None:
        found["cancel_all_but"] = list(column.cancel_all_but)
    return found


def _holding(situation: Situation, uses: tuple[ClockUse, ...]) -> Iterator[ClockDefinition]:
    for use in uses:
        names = {name: situation.overlay.switch(name) for name in use.when}
        definition = situation.library.clocks.get(use.clock)
        if definition is not None and holds(use.when, situation.form, names):
            yield definition


def _named(situation: Situation, uses: tuple[ClockUse, ...], verb: str) -> list[dict[str, Any]]:
    """Uses by name; where there is one clock for each row, those of the rows named."""
    found: list[dict[str, Any]] = []
    for definition in _holding(situation, uses):
        if definition.of == "person":
            found += uses_of_person(situation, definition, verb)
            continue
        parties = parties_named(situation, definition)
        found += [{"clock": definition.id, "party": party} for party in parties]
        if not parties:
            found.append({"clock": definition.id})
    return found


def _extension(situation: Situation, clock_id: str) -> dict[str, Any]:
    """The new end that the form gives, else the clock's length once more; and the reason.

    What is looked at again and again (a policy, in days) runs anew from the day of the act.
    """
    ends = (situation.form.get(name) for name in NEW_END)
    until = next((end for end in ends if not preferred(end).is_unknown), None)
    definition = situation.library.clocks[clock_id]
    found: dict[str, Any] = {"until": until}
    if until is None:
        found = _length_again(situation, definition)
    found["reason"] = situation.form.get("extension_reason")
    return {name: value for name, value in found.items() if value is not None}


def _length_again(situation: Situation, definition: ClockDefinition) -> dict[str, Any]:
    statement = _statement(
        situation, definition, Running(definition.rules), preferred(situation.occurred).first_day
    )
    law = _law(situation, definition, statement, None)
    day = preferred(situation.occurred).last_day
    if definition.kind == "policy" and law["unit"] == "days" and day is not None:
        return {"until": (day + timedelta(days=law["length"])).isoformat()}
    return {"length": law["length"], "unit": law["unit"]}


def _starts(situation: Situation) -> Iterator[dict[str, Any]]:
    listed = list(_holding(situation, situation.transition.clocks.start))
    for definition in [*listed, *_started_by_law(situation, listed)]:
        for running in runnings(situation, definition):
            use = start_of_clock(situation, definition, running)
            if use is not None:
                yield use


def _key(situation: Situation) -> str:
    return f"{situation.definition.id}.{situation.transition.id}"


def _started_by_law(
    situation: Situation, listed: list[ClockDefinition]
) -> Iterator[ClockDefinition]:
    """Clocks that no column names here, but that the overlay lets start with this step."""
    rules = {c.rule for c in situation.overlay.own.clocks if _key(situation) in c.starts}
    for definition in situation.library.clocks.values() if rules else ():
        if definition not in listed and rules & set(definition.rules):
            yield definition


def start_of_clock(
    situation: Situation, definition: ClockDefinition, running: Running
) -> dict[str, Any] | None:
    """The ``start`` of the effects, or None where this step does not start the clock."""
    start = running.start if running.start is not None else _counted_from(situation, definition)
    statement = _statement(situation, definition, running, preferred(start).first_day)
    if statement is not None:
        start = _by_statement(situation, definition, statement, running, start)
        if start is None:
            return None
    if not _can_end(situation, definition, running):
        return None
    use = {
        "clock": definition.id,
        "of": "person" if definition.of == "person" else None,
        "party": running.party,
        "row": list(running.row) if running.row else None,
        "subject": running.subject_id,
        "start": start,
        "zone": situation.zone,
        "calendar": situation.overlay.code,
        "before": definition.before or (statement is not None and statement.before) or None,
        "fixed_end": _fixed_end(situation, definition, running),
        **_law(situation, definition, statement, running.party),
    }
    return {name: value for name, value in use.items() if value is not None}


def _can_end(situation: Situation, definition: ClockDefinition, running: Running) -> bool:
    """Whether some track here has a step that stops the clock; for a person's, a track of hers."""
    if definition.of == "person":
        return can_be_met(situation, definition, running.subject_id)
    tracks = {stop.partition(".")[0] for stop in definition.stops}
    return not tracks or not tracks.isdisjoint(situation.library.tracks)


def _law(
    situation: Situation,
    definition: ClockDefinition,
    statement: LegalClock | None,
    party: str | None,
) -> dict[str, Any]:
    """Length, unit and statement: the overlay's, or the length that this product chose."""
    length, unit = _own_length(situation, definition, party)
    if statement is None:
        kept: dict[str, Any] = {"id": definition.id, "policy": True, "status": definition.status}
        law: dict[str, Any] = {"kind": definition.kind, "length": length, "unit": unit}
        law["counts_from"] = "instant" if unit == "hours" else None
    else:
        kept = {**statement.as_statement(), "overlay_version": situation.overlay.version_hash}
        law = _by_law(definition, statement)
        if statement.is_policy and (length, unit) != (definition.length, definition.unit):
            law |= {"length": length, "unit": unit}
    if statement is not None and statement.stops:
        kept["stops"] = list(statement.stops)
    if definition.counts_from.startswith(ROW):
        kept["start_from"] = definition.counts_from.removeprefix(ROW)
    return {**law, "statement": kept}


def _by_law(definition: ClockDefinition, statement: LegalClock) -> dict[str, Any]:
    is_policy = statement.is_policy and definition.kind == "policy"
    return {
        "kind": "policy" if is_policy else "legal",
        "rule": statement.rule,
        "length": statement.length,
        "unit": statement.unit,
        "counts_from": statement.counts_from,
        "roll": statement.roll,
        "cap": list(statement.cap) if statement.cap else None,
    }


def _own_length(
    situation: Situation, definition: ClockDefinition, party: str | None
) -> tuple[int | None, str | None]:
    """The length of clocks.yaml, or the other one that the form (or the matter) asks for."""
    for other in definition.instead:
        if holds(other.when, {**situation.form, "matter": party}, {}):
            return other.length, other.unit
    return definition.length, definition.unit


def _statement(
    situation: Situation, definition: ClockDefinition, running: Running, on: date | None
) -> LegalClock | None:
    """The first rule that the country states itself, else the first that anyone states."""
    context = {**context_of(situation), "clock": definition.id, "matter": running.party or ""}
    found = [situation.overlay.clock_rule(rule, on, context) for rule in running.rules]
    stated = [one for one in found if one is not None]
    return next((one for one in stated if not one.is_policy), stated[0] if stated else None)


def _counted_from(situation: Situation, definition: ClockDefinition) -> Any:
    """The date from which the clock counts: of the event, of a form field, or a fact."""
    named = definition.counts_from
    if named.startswith(ROW):
        return UNKNOWN_TEXT
    if named.startswith("fact:"):
        name = named.removeprefix("fact:")
        subject = situation.subject
        for key in (("case", ""), (subject.kind, subject.id) if subject else ("case", "")):
            fact = situation.projection.facts.get(key, {}).get(name)
            if fact is not None:
                return fact.value
        return situation.form.get(name, situation.occurred)
    if named in ("event", ""):
        return situation.occurred
    return _asked(situation, named, None) or situation.occurred


def _asked(situation: Situation, name: str, row: tuple[str | int, ...] | None) -> Any:
    """A form field's value, or a column of the row meant (else of the first row that has it).

    ``hearings.planned`` is the column ``planned`` of a row of register ``hearings``.
    """
    register, _, name = name.rpartition(".")
    if not register and name in situation.form:
        return situation.form[name]
    for field in situation.transition.form:
        if field.type not in ROW_TYPES or register not in ("", field.register):
            continue
        for number, item in enumerate(row_items(situation.form, field.id)):
            if item.get(name) is not None and (row is None or row == (field.id, number)):
                return item[name]
    return None


def _fixed_end(situation: Situation, definition: ClockDefinition, running: Running) -> Any:
    if not definition.length_from:
        return None
    end = _asked(situation, definition.length_from, running.row)
    floor = _floor(situation, definition)
    if preferred(end).is_unknown:
        return floor
    if floor is not None and not certainly_before(floor, end):
        return floor
    return _at_most(situation, definition, end)


def _floor(situation: Situation, definition: ClockDefinition) -> str | None:
    """The last day of the clock that this one waits for, where it runs for the person."""
    days = []
    subject = situation.subject.id if situation.subject else ""
    for clock in obligations_of(situation, definition.not_before or "", subject):
        calendar = situation.calendars.get(clock.calendar)
        found = reckon(clock, calendar if isinstance(calendar, Calendar) else None, clock.zone)
        if found.last_day is not None:
            days.append(found.last_day)
    return max(days).isoformat() if days else None


def _at_most(situation: Situation, definition: ClockDefinition, end: Any) -> Any:
    """The date chosen, but not further ahead than the clock's policy allows (in days)."""
    start, chosen = preferred(situation.occurred).first_day, preferred(end).first_day
    if definition.at_most is None or start is None or chosen is None:
        return end
    return min(chosen, start + timedelta(days=definition.at_most)).isoformat()


def _by_statement(
    situation: Situation,
    definition: ClockDefinition,
    statement: LegalClock,
    running: Running,
    start: Any,
) -> Any:
    """From when the statement lets this step start the clock; None if another step does.

    A judgment and its service both could: ``starts_from`` picks. The prosecution hears a judgment
    when it is read, so its period never waits for a service.
    """
    if statement.starts and _key(situation) not in statement.starts:
        return None
    is_service = situation.transition.id == SERVICE
    if statement.starts_from == "service" and running.party != "prosecution":
        return start if is_service else situation.form.get("served_on")
    others = [one for one in definition.starts if not one.endswith(f".{SERVICE}")]
    return None if is_service and others and not statement.starts else start


def _to_tell(situation: Situation) -> Iterator[dict[str, Any]]:
    """An obligation for each victim who wished to be told, where an act can meet it here."""
    for matter in situation.transition.clocks.tell:
        names = {name: situation.overlay.switch(name) for name in matter.when}
        if not holds(matter.when, situation.form, names):
            continue
        for subject in situation.projection.subjects.values():
            wish = situation.projection.fact("victim", subject.id, "no_news_wanted")
            if subject.kind == "victim" and wish != "yes":
                yield from _owed(situation, matter.clock, subject.id)


def _owed(situation: Situation, matter: str, subject_id: str) -> Iterator[dict[str, Any]]:
    """What this victim is owed of a matter: for a witness the outcome has a limit of its own."""
    as_witness = matter in OUTCOMES and runs(situation, WITNESS, subject_id)
    definition = situation.library.clocks.get(TELL_WITNESS if as_witness else TELL)
    if definition is None:
        return
    running = Running(definition.rules, matter, subject_id=subject_id)
    use = start_of_clock(situation, definition, running)
    if use is None or is_of_the_past(situation, use, subject_id):
        return
    if situation.projection.fact("victim", subject_id, "age_group") == "child":
        use["statement"] = {**use["statement"], "told": GUARDIAN}
    yield use
