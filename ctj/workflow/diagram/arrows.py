"""Arrows between the boxes, and labels that lie on no box and on no other label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .layers import MARGIN, Layout
from .parts import Arrow, Box
from .shapes import Point, arrow_head, curve, on_curve
from .steps import Shown, in_short

LABEL_HEIGHT = 17.0
_MARGIN = 3.0
_PARTS = (0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86)


@dataclass(frozen=True)
class Rectangle:
    """Room that is taken."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Rectangle) -> bool:
        """Whether the two share room."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass
class Room:
    """What has been placed so far."""

    taken: list[Rectangle] = field(default_factory=list)

    def free(self, wanted: Rectangle) -> bool:
        """Whether nothing stands there."""
        return not any(wanted.meets(other) for other in self.taken)


def arrows(
    shown: Shown,
    boxes: Mapping[str, Box],
    layout: Layout,
    rows: Mapping[int, tuple[float, float]],
    titles: Mapping[int, str],
) -> list[Arrow]:
    """An arrow for each pair of states.

    `rows` is top and bottom of each layer. The ends of a box's arrows are spread along its side.
    """
    edges, down = shown.between, shown.down
    ways = {edge: _way(down[edge], boxes, layout, rows) for edge in edges}
    for edge, way in ways.items():
        if (edge[1], edge[0]) in edges:  # there and back: two lines beside each other
            aside = -7 if down[edge] == edge else 7
            ways[edge] = [(x + aside, y) for x, y in way]
    _spread(edges, down, ways, boxes)
    room = Room([Rectangle(b.x, b.y, b.width, b.height) for b in boxes.values()])
    return [
        _arrow(way, edges[edge], titles, room, back=down[edge] != edge)
        for edge, way in ways.items()
    ]


def _arrow(
    way: Sequence[Point],
    numbers: Sequence[int],
    titles: Mapping[int, str],
    room: Room,
    *,
    back: bool,
) -> Arrow:
    label = in_short(numbers)
    width = 11 + 6.6 * len(label)
    x, y = _place(way, width, room, back=back)
    return Arrow(
        path=curve(way),
        head=arrow_head(way[0] if back else way[-1], upwards=back),
        back=back,
        label=label,
        label_x=x,
        label_y=y,
        label_width=width,
        title="; ".join(f"{number} {titles[number]}" for number in numbers),
    )


def _way(
    pair: tuple[str, str],
    boxes: Mapping[str, Box],
    layout: Layout,
    rows: Mapping[int, tuple[float, float]],
) -> list[Point]:
    upper, lower = boxes[pair[0]], boxes[pair[1]]
    bends = [(MARGIN + spot.x, y) for spot in layout.bends[pair] for y in rows[spot.layer]]
    return [
        (upper.x + upper.width / 2, upper.y + upper.height),
        *bends,
        (lower.x + lower.width / 2, lower.y),
    ]


def _spread(
    edges: Mapping[tuple[str, str], tuple[int, ...]],
    down: Mapping[tuple[str, str], tuple[str, str]],
    ways: dict[tuple[str, str], list[Point]],
    boxes: Mapping[str, Box],
) -> None:
    """The ends at one side of a box, side by side in the order in which they come."""
    ends: dict[tuple[str, int], list[tuple[float, tuple[str, str]]]] = defaultdict(list)
    for edge in edges:
        way, (upper, lower) = ways[edge], down[edge]
        ends[(upper, 0)].append((way[1][0], edge))
        ends[(lower, -1)].append((way[-2][0], edge))
    for (state, end), coming in ends.items():
        box = boxes[state]
        step = min(30.0, (box.width - 56) / max(1, len(coming)))
        first = box.x + box.width / 2 - step * (len(coming) - 1) / 2
        for place, (_, edge) in enumerate(sorted(coming)):
            ways[edge][end] = (first + place * step, ways[edge][end][1])


def _place(way: Sequence[Point], width: float, room: Room, *, back: bool) -> Point:
    """The middle of a label on the line, near the state that the step leaves."""
    pieces = list(pairwise(way))
    if back:
        pieces.reverse()
    places = [on_curve(*piece, 1 - part if back else part) for piece in pieces for part in _PARTS]
    for x, y in places:
        wanted = Rectangle(
            x - width / 2 - _MARGIN,
            y - LABEL_HEIGHT / 2 - _MARGIN,
            width + 2 * _MARGIN,
            LABEL_HEIGHT + 2 * _MARGIN,
        )
        if room.free(wanted):
            room.taken.append(wanted)
            return x, y
    return places[0]
