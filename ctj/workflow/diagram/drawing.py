"""The picture of a track: boxes, arrows, the list of steps and acts below, and the legend."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace

from ..definitions import Library, State, TrackDefinition
from ..overlays import Overlay
from ..words.speaker import Speaker
from ..words.tracks import KINDS
from .arrows import arrows
from .layers import BOX_WIDTH, MARGIN, Layout, lay_out
from .letters import letter_of
from .listing import listing
from .parts import Box, Drawing
from .shapes import inner_line, outline
from .steps import Shown, in_short, shown_steps

LINE_HEIGHT = 17.0
_LAYER_GAP = 62.0
_CHARACTERS = 27
_TOP = 136.0


def draw(
    track: TrackDefinition,
    library: Library,
    *,
    present: str | None = None,
    overlay: Overlay | None = None,
) -> Drawing:
    """The picture; `present` is the state to mark, `overlay` gives local words."""
    speaker = Speaker(library, track, overlay)
    shown = shown_steps(track)
    layout = lay_out(list(track.states), sorted(set(shown.down.values())))
    boxes, rows, bottom = _boxes(track, speaker, shown, layout, present)
    titles = {number: speaker.step(step) for number, step in shown.steps}
    lines, height, width = listing(shown, speaker, bottom + 44, layout.width)
    name = speaker.local("track", track.id) or track.label
    return Drawing(
        width=width + 2 * MARGIN,
        height=height + MARGIN,
        title=f"{name}: states and steps",
        description=_described(track, speaker, present),
        boxes=tuple(boxes.values()),
        arrows=tuple(arrows(shown, boxes, layout, rows, titles)),
        lines=tuple(lines),
        legend=_legend(),
    )


def _boxes(
    track: TrackDefinition,
    speaker: Speaker,
    shown: Shown,
    layout: Layout,
    present: str | None,
) -> tuple[dict[str, Box], dict[int, tuple[float, float]], float]:
    """The boxes, top and bottom of each layer, and where the lowest box ends."""
    blank = {
        state.id: Box(
            id=state.id,
            lines=_lines(state, speaker),
            kind=state.kind,
            kind_words=f"{letter_of(track, state.id)} · {state.kind}",
            present=state.id == present,
            also=_also(track, shown, state.id),
            reached_by=in_short(shown.arriving(state.id)),
        )
        for state in track.states.values()
    }
    heights = {key: _height(box) for key, box in blank.items()}
    rows = _rows(layout, heights)
    boxes = {}
    for key, spot in layout.states.items():
        middle = sum(rows[spot.layer]) / 2
        x, y = MARGIN + spot.x - BOX_WIDTH / 2, middle - heights[key] / 2
        boxes[key] = _placed(blank[key], x, y, BOX_WIDTH, heights[key])
    return boxes, rows, rows[layout.layers - 1][1]


def _rows(layout: Layout, heights: Mapping[str, float]) -> dict[int, tuple[float, float]]:
    """Top and bottom of each layer: as tall as its tallest box."""
    rows: dict[int, tuple[float, float]] = {}
    at = _TOP
    for layer in range(layout.layers):
        tall = max(heights[key] for key, spot in layout.states.items() if spot.layer == layer)
        rows[layer] = (at, at + tall)
        at += tall + _LAYER_GAP
    return rows


def _placed(box: Box, x: float, y: float, width: float, height: float) -> Box:
    """The box at its place, with the outline of its kind."""
    return replace(
        box,
        x=x,
        y=y,
        width=width,
        height=height,
        outline=outline(box.kind, x, y, width, height),
        inner=inner_line(box.kind, x, y, width, height),
    )


def _lines(state: State, speaker: Speaker) -> tuple[str, ...]:
    return tuple(textwrap.wrap(speaker.state(state), _CHARACTERS))


def _also(track: TrackDefinition, shown: Shown, state: str) -> tuple[str, ...]:
    """Steps without an arrow: '20, 21 → O · 29 → L', in lines that fit the box."""
    room = _CHARACTERS if track.states[state].kind in ("start", "parked") else _CHARACTERS + 6
    lines: list[str] = []
    for to, numbers in shown.leaving(state):
        told = f"{in_short(numbers)} → {letter_of(track, to)}"
        if lines and len(lines[-1]) + len(told) + 3 <= room:
            lines[-1] += f" · {told}"
        else:
            lines.append(told)
    return tuple(lines)


def _height(box: Box) -> float:
    """Kind, label, and the lines for the steps without an arrow."""
    return 16 + LINE_HEIGHT * (1 + len(box.lines)) + 15 * (len(box.also) + bool(box.reached_by))


def _described(track: TrackDefinition, speaker: Speaker, present: str | None) -> str:
    """What a person who cannot see the picture is told."""
    said = (
        f"{len(track.states)} states. The steps between them are listed below the picture, each "
        "with its number."
    )
    state = track.states.get(present or "")
    return f"{said} Present state: {speaker.state(state)}." if state else said


def _legend() -> tuple[Box, ...]:
    """One small box for each kind, with what the kind means, in two rows."""
    boxes = []
    x, y = MARGIN, 42.0
    for place, (kind, words) in enumerate(KINDS.items()):
        if place == 3:
            x, y = MARGIN, 66.0
        boxes.append(_placed(Box(kind, (f"{kind}: {words}",), kind, words), x, y, 30.0, 18.0))
        x += 318.0 if place < 3 else 390.0
    return tuple(boxes)
