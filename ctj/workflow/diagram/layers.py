"""Where the states stand: layers from top to bottom, ordered so that few arrows cross.

igraph orders each layer (Sugiyama); the places along a layer are then reckoned here, so that a
bend of an arrow takes less room than a state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

MARGIN = 24.0
BOX_WIDTH = 216.0
BEND_WIDTH = 26.0
GAP = 26.0
_SWEEPS = 24
#: Below one, so that the picture does not drift to one side: the middle pulls a little as well.
_PULL = 0.9


@dataclass
class Spot:
    """A state, or a bend of an arrow, in one layer; `x` is its middle."""

    key: str
    layer: int
    width: float
    x: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Spots of the states by id, and the bends of each arrow from its upper to its lower end."""

    states: Mapping[str, Spot]
    bends: Mapping[tuple[str, str], tuple[Spot, ...]]
    width: float
    layers: int


def lay_out(states: Sequence[str], edges: Sequence[tuple[str, str]]) -> Layout:
    """Places for all states. `edges` lead downwards: from earlier to later states."""
    layer_of = layers_of(states, edges)
    order, bends = _ordered(states, edges, layer_of)
    neighbours = _neighbours(edges, bends)
    spots = {spot.key: spot for row in order for spot in row}
    for row in order:
        _pack(row)
    for sweep in range(_SWEEPS):
        for row in order if sweep % 2 == 0 else reversed(order):
            _settle(row, spots, neighbours)
    left = min(spot.x - spot.width / 2 for spot in spots.values())
    for spot in spots.values():
        spot.x -= left
    width = max(spot.x + spot.width / 2 for spot in spots.values())
    return Layout({state: spots[state] for state in states}, bends, width, len(order))


def layers_of(states: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way down to each state; a state without any edge stands in the last layer."""
    depth = dict.fromkeys(states, 0)
    above = defaultdict(list)
    for upper, lower in edges:
        above[lower].append(upper)
    for state in states:
        depth[state] = max((depth[upper] + 1 for upper in above[state]), default=0)
    touched = {state for edge in edges for state in edge}
    deepest = max(depth.values(), default=0)
    return {
        state: layer if state in touched or state == states[0] else deepest
        for state, layer in depth.items()
    }


def _ordered(
    states: Sequence[str], edges: Sequence[tuple[str, str]], layer_of: Mapping[str, int]
) -> tuple[list[list[Spot]], dict[tuple[str, str], tuple[Spot, ...]]]:
    """The spots of each layer from left to right, and the bends of each edge.

    Every arrow that passes a layer has a bend there, given to igraph as a vertex of its own.
    """
    import igraph  # heavy

    spots = [Spot(state, layer_of[state], BOX_WIDTH) for state in states]
    bends = {edge: _bends(edge, layer_of) for edge in edges}
    spots += [spot for many in bends.values() for spot in many]
    number = {spot.key: place for place, spot in enumerate(spots)}
    pairs = [
        (number[one], number[two])
        for edge in edges
        for one, two in pairwise([edge[0], *(spot.key for spot in bends[edge]), edge[1]])
    ]
    graph = igraph.Graph(n=len(spots), edges=pairs, directed=True)
    layout = graph.layout_sugiyama(layers=[spot.layer for spot in spots], maxiter=400)
    rows: dict[int, list[Spot]] = defaultdict(list)
    for spot, _ in sorted(zip(spots, layout.coords, strict=True), key=lambda one: one[1][0]):
        rows[spot.layer].append(spot)
    return [rows[layer] for layer in sorted(rows)], bends


def _bends(edge: tuple[str, str], layer_of: Mapping[str, int]) -> tuple[Spot, ...]:
    between = range(layer_of[edge[0]] + 1, layer_of[edge[1]])
    return tuple(Spot(f"{edge[0]}>{edge[1]}#{layer}", layer, BEND_WIDTH) for layer in between)


def _neighbours(
    edges: Sequence[tuple[str, str]], bends: Mapping[tuple[str, str], tuple[Spot, ...]]
) -> dict[str, list[str]]:
    """What each spot is tied to, above and below."""
    tied: dict[str, list[str]] = defaultdict(list)
    for upper, lower in edges:
        way = [upper, *(spot.key for spot in bends[(upper, lower)]), lower]
        for one, next_one in pairwise(way):
            tied[one].append(next_one)
            tied[next_one].append(one)
    return tied


def _pack(row: list[Spot]) -> None:
    """Side by side, around zero."""
    total = sum(spot.width for spot in row) + GAP * (len(row) - 1)
    at = -total / 2
    for spot in row:
        spot.x = at + spot.width / 2
        at += spot.width + GAP


def _settle(
    row: Sequence[Spot], spots: Mapping[str, Spot], neighbours: Mapping[str, list[str]]
) -> None:
    """Each spot as near as it can to the middle of what it is tied to, without passing another.

    The least squares solution under the order of the row (pool adjacent violators); bends pull
    harder than states, so that long arrows run straight.
    """
    offsets = _offsets(row)
    pools: list[list[float]] = []  # wished place, weight, number of spots
    for spot, offset in zip(row, offsets, strict=True):
        tied = [spots[key].x for key in neighbours.get(spot.key, ())]
        wish = _PULL * sum(tied) / len(tied) if tied else spot.x
        pools.append([wish - offset, 6.0 if spot.width == BEND_WIDTH else 1.0, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            place, weight, count = pools.pop()
            whole = pools[-1][1] + weight
            pools[-1] = [
                (pools[-1][0] * pools[-1][1] + place * weight) / whole,
                whole,
                pools[-1][2] + count,
            ]
    places = [place for place, _, count in pools for _ in range(int(count))]
    for spot, place, offset in zip(row, places, offsets, strict=True):
        spot.x = place + offset


def _offsets(row: Sequence[Spot]) -> list[float]:
    """The least distance of each spot from the first."""
    offsets = [0.0]
    for one, next_one in pairwise(row):
        offsets.append(offsets[-1] + (one.width + next_one.width) / 2 + GAP)
    return offsets
