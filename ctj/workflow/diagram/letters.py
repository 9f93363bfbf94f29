"""States by letter: short enough for a list, and the same in picture and text."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase

from ..definitions import TrackDefinition


def letter_of(track: TrackDefinition, state: str) -> str:
    """A, B, … Z, AA, AB in the order of the file."""
    place = list(track.states).index(state)
    first, second = divmod(place, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def letters_of(track: TrackDefinition, states: Iterable[str]) -> str:
    """'A–C, F' for the states A, B, C and F; 'every state' where nothing is left out."""
    order = list(track.states)
    places = sorted({order.index(state) for state in states if state in track.states})
    if len(places) == len(order):
        return "every state"
    return ", ".join(_span(track, order, run) for run in _runs(places))


def _runs(places: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _span(track: TrackDefinition, order: list[str], run: list[int]) -> str:
    first, last = letter_of(track, order[run[0]]), letter_of(track, order[run[-1]])
    if len(run) == 1:
        return first
    return f"{first}–{last}" if len(run) > 2 else f"{first}, {last}"
