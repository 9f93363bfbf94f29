"""The parts of the picture: coordinates and texts, without markup."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A state. ``outline`` is an SVG path; the shape, not the colour, tells the kind.

    ``also`` tells the steps that leave from here without an arrow ('20, 21 → O'), ``reached_by``
    those that lead here, where no arrow does.
    """

    id: str
    lines: tuple[str, ...]
    kind: str
    kind_words: str
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    outline: str = ""
    inner: str = ""
    present: bool = False
    also: tuple[str, ...] = ()
    reached_by: str = ""


@dataclass(frozen=True)
class Arrow:
    """Steps from one state to another, as one line. ``back`` leads to an earlier state."""

    path: str
    head: str
    back: bool
    label: str
    label_x: float
    label_y: float
    label_width: float
    title: str


@dataclass(frozen=True)
class Line:
    """One line of text in the list below the picture."""

    x: float
    y: float
    text: str
    number: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Drawing:
    """The whole picture, in pixels."""

    width: float
    height: float
    title: str
    description: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    lines: tuple[Line, ...]
    legend: tuple[Box, ...]
