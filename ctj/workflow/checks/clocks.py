"""Clocks of `clocks.yaml`: rules, lengths, who is warned, and the transitions that move them."""

from __future__ import annotations

import re

from ..definitions import ClockDefinition, ClockUse, Transition
from .found import Found

FILE = "clocks.yaml"
_WARN = re.compile(r"\d+ (h|d|w|m|y)|half_way|daily inside \d+ [dw]", re.ASCII)
_COUNTS = re.compile(r"fact:(?P<fact>\w+)|row:(?P<register>\w+)\.(?P<column>\w+)")
#: What starts clocks beside transitions: every matter under `tell`.
_TELL = "tell"


def check_clocks(found: Found) -> None:
    """Every clock by itself, and against the tracks that have a file."""
    for clock in found.library.clocks.values():
        _clock(found, clock)
        for key, names in _moves(clock).items():
            for name in names:
                _moved_by(found, clock, key, name)
    _both_say(found)


def _clock(found: Found, clock: ClockDefinition) -> None:
    if clock.kind == "legal" and not clock.rules:
        found.refuse(
            FILE,
            clock.id,
            f"The legal clock '{clock.id}' names no rule: no overlay can give its article.",
            "Add 'rule: …', or make it a policy clock.",
        )
    for role in (*clock.owners, *clock.warn_then):
        found.known(FILE, role, found.library.roles, "role")
    for mark in clock.warn:
        if not _WARN.fullmatch(mark):
            found.refuse(
                FILE, mark, f"'{mark}' does not say when to warn.", "Write '12 h', '7 d' or '2 w'."
            )
    _dates_of_forms(found, clock)
    counted = _COUNTS.fullmatch(clock.counts_from)
    if counted and counted["fact"]:
        facts = [fact for _, fact in found.library.facts]
        found.known(FILE, counted["fact"], facts, "fact", clock.counts_from)
    elif counted:
        _counted_row(found, clock, counted["register"], counted["column"])


def _dates_of_forms(found: Found, clock: ClockDefinition) -> None:
    """A date that the clock takes from a form is asked by a transition that starts it."""
    names = [name for name in (clock.length_from, clock.counts_from) if name not in (None, "event")]
    asked = _asked_at_start(found, clock)
    for name in names:
        if asked and name is not None and ":" not in name and name not in asked:
            found.refuse(
                FILE,
                name,
                f"No transition that starts '{clock.id}' asks for '{name}'.",
                "Add the field to its form, or mend the name.",
            )


def _asked_at_start(found: Found, clock: ClockDefinition) -> set[str]:
    """Fields and columns that the starting transitions ask, of tracks that are written."""
    asked: set[str] = set()
    for name in clock.starts:
        track_id, _, transition_id = name.partition(".")
        track = found.library.tracks.get(track_id)
        transition = track.transitions.get(transition_id) if track else None
        for field in transition.form if transition else ():
            asked.update((field.id, *(column.id for column in field.fields), *field.sets))
    return asked


def _counted_row(found: Found, clock: ClockDefinition, register_id: str, column: str) -> None:
    register = found.library.registers.get(register_id)
    if register is None or register.field(column) is None:
        found.refuse(
            FILE,
            clock.counts_from,
            f"'{clock.counts_from}' names no column of a register.",
            "Write row:register.column.",
        )


def _moves(clock: ClockDefinition) -> dict[str, tuple[str, ...]]:
    return {
        "start": clock.starts,
        "stop": clock.stops,
        "pause": clock.pauses,
        "resume": clock.resumes,
        "extend": clock.extends,
    }


def _moved_by(found: Found, clock: ClockDefinition, key: str, name: str) -> None:
    """A transition that is named here moves the clock there; a track not yet written is passed."""
    track_id, _, transition_id = name.partition(".")
    track = found.library.tracks.get(track_id)
    if name == _TELL or track is None:
        return
    transition = track.transitions.get(transition_id)
    if transition is None:
        reason = f"The track '{track_id}' has no transition '{transition_id}'."
        found.refuse(FILE, name, reason, "Add it there, or take it out here.")
    elif clock.id not in [use.clock for use in _uses(transition)[key]]:
        found.refuse(
            FILE,
            name,
            f"'{name}' does not {key} the clock '{clock.id}', though it is named here.",
            f"Add it to the clocks of '{name}', or take it out here.",
        )


def _both_say(found: Found) -> None:
    """A clock that a transition moves names that transition in `clocks.yaml`."""
    for track in found.library.tracks.values():
        for transition in track.transitions.values():
            for key, uses in _uses(transition).items():
                for use in uses:
                    clock = found.library.clocks.get(use.clock)
                    name = f"{track.id}.{transition.id}"
                    if clock is not None and name not in _moves(clock)[key]:
                        found.refuse(
                            transition.file,
                            use.clock,
                            f"'{transition.id}' does {key} the clock '{use.clock}'; clocks.yaml "
                            "does not say so.",
                            f"Add {name} to '{key}s' of the clock there.",
                        )


def _uses(transition: Transition) -> dict[str, tuple[ClockUse, ...]]:
    effects = transition.clocks
    return {
        "start": effects.start,
        "stop": effects.stop,
        "pause": effects.pause,
        "resume": effects.resume,
        "extend": effects.extend,
    }
