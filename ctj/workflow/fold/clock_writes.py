"""Clocks as an event starts, stops, pauses, resumes, extends and cancels them.

Everything was resolved when the event was fired and stands in ``event.effects["clocks"]`` (see
``effects.py``): the fold asks no overlay and no calendar. Stopping what does not run does nothing.
A clock belongs to the track that started it, or to a person (``of: person``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..projection import Clock, derived_id
from .effect_persons import NO_PARTY
from .occurrence import certainly_before, latest_of
from .step import Step

#: Policy clocks that outlive their track (process.md 6).
OUTLIVE = frozenset({"follow_up_3", "follow_up_6", "follow_up_12", "condition_due"})


def run_clocks(step: Step, *, now_done: bool) -> None:
    """Writes the event's clock effects; ``now_done``: the event moved the track to a done state."""
    effects = step.event.effects.get("clocks", {})
    _stop_by_statement(step)
    for verb, change in _CHANGES.items():
        for use in effects.get(verb, ()):
            for clock in list(_matching(step, use)):
                changed = change(step, clock, use)
                if changed is not None:
                    step.draft.put_clock(replace(changed, changed_by=step.event.id))
    if effects.get("cancel_all_but") is not None:
        _cancel(step, lambda clock: clock.clock not in effects["cancel_all_but"])
    if now_done:
        _cancel(step, lambda clock: clock.kind == "policy" and clock.clock not in OUTLIVE)
    for use in effects.get("start", ()):
        _start(step, use)
    _follow_rows(step)


def _own(step: Step) -> list[Clock]:
    return [one for one in step.draft.clocks_of(step.event.track_id) if one.is_open]


def _matching(step: Step, use: Mapping[str, Any]) -> Iterator[Clock]:
    """Open clocks of that name: of this track or the person named; of the party, if one is."""
    subject = use.get("subject")
    candidates = step.draft.clocks_of(None) if use.get("of") == "person" else _own(step)
    for clock in candidates:
        if not clock.is_open or clock.clock != use["clock"]:
            continue
        if subject is not None and clock.subject_id != subject:
            continue
        if use.get("up_to") is not None and certainly_before(use["up_to"], clock.start):
            continue
        if use.get("party") is None or (clock.party or NO_PARTY) == use["party"]:
            yield clock


def _stop(step: Step, clock: Clock, use: Mapping[str, Any]) -> Clock | None:
    return None if clock.statement.get("stops") else replace(clock, stopped=step.event.occurred)


def _stop_by_statement(step: Step) -> None:
    """Where the law names what stops a clock, exactly that does, and nothing else."""
    name = f"{step.event.track}.{step.event.transition}"
    for clock in _own(step):
        if name in clock.statement.get("stops", ()):
            stopped = replace(clock, stopped=step.event.occurred, changed_by=step.event.id)
            step.draft.put_clock(stopped)


def _follow_rows(step: Step) -> None:
    """A clock that counts from the latest date in a column of the subject's rows follows them."""
    for clock in _own(step):
        register, _, column = str(clock.statement.get("start_from", "")).partition(".")
        if not register:
            continue
        rows = step.draft.rows_of(register, step.event.subject_id)
        latest = latest_of(row.values.get(column) for row in rows)
        if latest != clock.start:
            step.draft.put_clock(replace(clock, start=latest, changed_by=step.event.id))


def _pause(step: Step, clock: Clock, use: Mapping[str, Any]) -> Clock | None:
    if clock.pauses and clock.pauses[-1][1] is None:
        return None
    return replace(clock, pauses=(*clock.pauses, (step.event.occurred, None)))


def _resume(step: Step, clock: Clock, use: Mapping[str, Any]) -> Clock | None:
    if not clock.pauses or clock.pauses[-1][1] is not None:
        return None
    since = clock.pauses[-1][0]
    return replace(clock, pauses=(*clock.pauses[:-1], (since, step.event.occurred)))


def _extend(step: Step, clock: Clock, use: Mapping[str, Any]) -> Clock | None:
    kept = {k: use[k] for k in ("length", "unit", "until", "reason") if use.get(k) is not None}
    extension = {**kept, "on": step.event.occurred, "event": step.event.id}
    return replace(clock, extensions=(*clock.extensions, extension))


def _cancelled(step: Step, clock: Clock, use: Mapping[str, Any]) -> Clock | None:
    return replace(clock, cancelled=step.event.occurred)


_CHANGES: Mapping[str, Callable[[Step, Clock, Mapping[str, Any]], Clock | None]] = {
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "cancel": _cancelled,
}


def _cancel(step: Step, concerned: Callable[[Clock], bool]) -> None:
    for clock in filter(concerned, _own(step)):
        made = replace(clock, cancelled=step.event.occurred, changed_by=step.event.id)
        step.draft.put_clock(made)


def _start(step: Step, use: Mapping[str, Any]) -> None:
    """Starts a clock. One of the same name and party that runs, or is paused, stops for it.

    What a person is owed is owed until it is met: another of its kind stands beside it, unless both
    count from the same day (four verdicts of one day are told at once).
    """
    use = {**use, "party": _party(step, use)}
    if use.get("of") == "person":
        if not any(_is_same(one, use) for one in _matching(step, {**use, "party": None})):
            step.draft.put_clock(_made(step, use))
        return
    for clock in [one for one in _matching(step, use) if one.party == use["party"]]:
        stopped = replace(clock, stopped=step.event.occurred, changed_by=step.event.id)
        step.draft.put_clock(stopped)
    step.draft.put_clock(_made(step, use))


def _is_same(clock: Clock, use: Mapping[str, Any]) -> bool:
    """For a day that lies ahead the day alone tells, else the party as well."""
    return clock.start == use.get("start") and (clock.before or clock.party == use["party"])


def _party(step: Step, use: Mapping[str, Any]) -> str | None:
    """The party named, or the row that this event added."""
    if use.get("row"):
        return derived_id(step.event.id, *use["row"])
    party: str | None = use.get("party")
    return party


def _made(step: Step, use: Mapping[str, Any]) -> Clock:
    event = step.event
    of_person = use.get("of") == "person"
    parts = (use["clock"], use.get("party") or "", (use.get("subject") or "") if of_person else "")
    return replace(
        clock_of(use, event.occurred),
        id=derived_id(event.id, "clock", *parts),
        track_id=None if of_person else event.track_id,
        subject_id=use.get("subject", event.subject_id),
        started_by=event.id,
        changed_by=event.id,
        recorded_at=event.recorded_at,
    )


def clock_of(use: Mapping[str, Any], occurred: Any) -> Clock:
    """The clock that a ``start`` of the effects describes, not yet anybody's."""
    cap = use.get("cap")
    return Clock(
        id="",
        clock=use["clock"],
        track_id=None,
        subject_id=None,
        party=use.get("party"),
        kind=use.get("kind", "policy"),
        rule=use.get("rule"),
        statement=use.get("statement", {}),
        length=use.get("length"),
        unit=use.get("unit"),
        start=use.get("start", occurred),
        counts_from=use.get("counts_from", "end_of_day"),
        roll=use.get("roll", "none"),
        before=bool(use.get("before", False)),
        fixed_end=use.get("fixed_end"),
        cap=(cap[0], cap[1]) if cap else None,
        calendar=use.get("calendar", "neutral"),
        zone=use.get("zone", "UTC"),
    )
