"""Tracks: states that exist, can be reached and left, and say who must act."""

from __future__ import annotations

import re
from collections import defaultdict

from ..definitions import State, TrackDefinition, Transition
from ..machine import leads_to_chosen
from .found import Found

_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_WHO_ACTS = re.compile(r"needs?\b|ready to\b|waiting for\b", re.IGNORECASE)
_STAGES = ("suspected", "charged", "on_trial", "judged", "final")
_MARKS = ("halted", "diverted")


def check_tracks(found: Found) -> None:
    """Every track's states and transitions, apart from forms and effects."""
    for track in found.library.tracks.values():
        for state in track.states.values():
            _state(found, track, state)
        for transition in track.transitions.values():
            _transition(found, track, transition)
        _ways(found, track)


def _state(found: Found, track: TrackDefinition, state: State) -> None:
    _snake(found, track.file, state.id, "state")
    if state.kind in ("working", "waiting", "parked") and not _WHO_ACTS.search(state.label):
        found.refuse(
            track.file,
            state.label,
            f"The label of the state '{state.id}' does not say who must act.",
            "Begin it, or go on after a colon, with 'needs', 'ready to' or 'waiting for'.",
        )
    if state.stage is not None:
        found.known(track.file, state.stage, _STAGES, "stage")
    if state.mark is not None:
        found.known(track.file, state.mark, _MARKS, "mark")
    if state.clock is not None:
        found.known(track.file, state.clock, found.library.clocks, "clock")
    for entry in state.today:
        for role in entry.roles:
            found.known(track.file, role, found.library.roles, "role")


def _transition(found: Found, track: TrackDefinition, transition: Transition) -> None:
    file = transition.file
    _snake(found, file, transition.id, "transition")
    for name in transition.from_states:
        found.known(file, name, track.states, "state")
    if transition.to is not None:
        found.known(file, transition.to, track.states, "state")
    for role in transition.who:
        found.known(file, role, found.library.roles, "role")
    if not transition.who and not transition.only_fired_by:
        found.refuse(
            file, transition.id, f"Nobody may fire '{transition.id}'.", "Name roles under 'who'."
        )
    if not transition.from_states and not transition.creates_track:
        found.refuse(
            file,
            transition.id,
            f"'{transition.id}' starts from no state.",
            "Name states under 'from', or write 'creates_track: true'.",
        )
    if not transition.source:
        found.refuse(
            file, transition.id, f"'{transition.id}' names no source.", "Say where it comes from."
        )
    others = (*transition.fired_by, *transition.fires, *filter(None, [transition.creates]))
    for other in others:
        _other(found, file, other)


def _other(found: Found, file: str, name: str) -> None:
    """`track.transition` of another track; a track that has no file yet is passed over."""
    track, _, transition = name.partition(".")
    other = found.library.tracks.get(track)
    if other is not None and transition not in other.transitions:
        found.refuse(
            file,
            name,
            f"The track '{track}' has no transition '{transition}'.",
            "Add it there, or mend the name.",
        )


def _ways(found: Found, track: TrackDefinition) -> None:
    """No way in, no way out."""
    onward: dict[str | None, set[str]] = defaultdict(set)
    for transition in track.transitions.values():
        if leads_to_chosen(transition) or transition.to is None:
            continue
        for start in transition.from_states or (None,):
            onward[start].add(transition.to)
    reached = _reached(onward)
    for state in track.states.values():
        if state.id not in reached:
            found.refuse(
                track.file,
                state.id,
                f"The state '{state.id}' cannot be reached.",
                "Add a transition that leads to it, or delete the state.",
            )
        if not state.is_done and not onward[state.id] - {state.id}:
            found.refuse(
                track.file,
                state.id,
                f"The state '{state.id}' has no way out and is not done.",
                "Add a transition from it, or make its kind 'done'.",
            )


def _reached(onward: dict[str | None, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(onward[None])
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(onward[state])
    return reached


def _snake(found: Found, file: str, name: str, what: str) -> None:
    if not _SNAKE.fullmatch(name):
        found.refuse(
            file, name, f"The {what} '{name}' is not in snake_case.", "Use a-z, 0-9 and '_'."
        )
