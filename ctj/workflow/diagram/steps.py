"""Which steps become arrows: one line for all steps between the same two states.

A step that leaves many states, or leads far down or up, has no arrow: its number stands in the
states that it leaves, with the letter of the state that it leads to. So the arrows show the course
of things, and the picture stays legible at forty steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..definitions import TrackDefinition, Transition
from .layers import layers_of

#: A step from more states than this has no arrows.
MOST_ARROWS = 3
#: Nor has one between states more layers apart than this.
LONGEST_ARROW = 3

Pair = tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """Steps of a track by number, and how each is shown.

    ``between`` are the arrows; ``down`` gives for each the same pair from the upper to the lower
    state; ``also`` are the steps without an arrow, by the state that they leave and lead to.
    """

    steps: tuple[tuple[int, Transition], ...]
    acts: tuple[Transition, ...]
    between: Mapping[Pair, tuple[int, ...]]
    down: Mapping[Pair, Pair]
    also: Mapping[Pair, tuple[int, ...]]

    def leaving(self, state: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Steps without an arrow that leave a state: where to, and their numbers."""
        found = [(to, numbers) for (start, to), numbers in self.also.items() if start == state]
        return tuple(sorted(found, key=lambda one: one[1]))

    def arriving(self, state: str) -> tuple[int, ...]:
        """Numbers of the steps into a state that no arrow reaches."""
        if any(to == state for _, to in self.between):
            return ()
        found = {n for (_, to), numbers in self.also.items() if to == state for n in numbers}
        opening = {n for n, step in self.steps if step.creates_track and step.to == state}
        return tuple(sorted(found | opening))


def shown_steps(track: TrackDefinition) -> Shown:
    """Steps in the order of the file, from 1; acts have no number, they change no state."""
    own = [step for step in track.transitions.values() if not step.is_act]
    steps = tuple(enumerate(own, 1))
    few: dict[Pair, list[int]] = defaultdict(list)
    also: dict[Pair, list[int]] = defaultdict(list)
    for number, step in steps:
        pairs = [(state, step.to) for state in step.from_states if step.to and step.to != state]
        into = few if len(pairs) <= MOST_ARROWS else also
        for pair in pairs:
            into[pair].append(number)
    down = {pair: _down(track, pair) for pair in few}
    for pair in _too_long(track, down):
        also[pair].extend(few.pop(pair))
        del down[pair]
    acts = tuple(step for step in track.transitions.values() if step.is_act)
    return Shown(steps, acts, _frozen(few), down, _frozen(also))


def in_short(numbers: Iterable[int]) -> str:
    """'3, 7, 12'."""
    return ", ".join(str(number) for number in numbers)


def _down(track: TrackDefinition, pair: Pair) -> Pair:
    """The pair in the order of the file: what comes later stands lower."""
    order = list(track.states)
    return pair if order.index(pair[0]) < order.index(pair[1]) else (pair[1], pair[0])


def _too_long(track: TrackDefinition, down: Mapping[Pair, Pair]) -> list[Pair]:
    layer = layers_of(list(track.states), list(down.values()))
    return [
        pair for pair, (upper, lower) in down.items() if layer[lower] - layer[upper] > LONGEST_ARROW
    ]


def _frozen(found: Mapping[Pair, list[int]]) -> dict[Pair, tuple[int, ...]]:
    return {pair: tuple(sorted(numbers)) for pair, numbers in found.items()}
