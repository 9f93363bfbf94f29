"""Outlines: each kind of state has a shape of its own, so that no colour is needed to tell it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]


def outline(kind: str, x: float, y: float, width: float, height: float) -> str:
    """The path of a state: start round-ended, working square, waiting slanted, parked cut at the
    corners, done square with a second line inside (`inner_line`)."""
    if kind == "start":
        return _rounded(x, y, width, height, height / 2)
    right, bottom = x + width, y + height
    if kind == "waiting":
        slant = min(13.0, height * 0.4)
        return _closed([(x + slant, y), (right, y), (right - slant, bottom), (x, bottom)])
    if kind == "parked":
        cut = min(14.0, height * 0.32)
        upper = [(x, y + cut), (x + cut, y), (right - cut, y), (right, y + cut)]
        lower = [
            (right, bottom - cut), (right - cut, bottom), (x + cut, bottom), (x, bottom - cut)
        ]  # fmt: skip
        return _closed([*upper, *lower])
    return _rounded(x, y, width, height, 4)


def inner_line(kind: str, x: float, y: float, width: float, height: float) -> str:
    """The second line of a done state; nothing for the others."""
    if kind != "done":
        return ""
    inset = 4.0
    return _rounded(x + inset, y + inset, width - 2 * inset, height - 2 * inset, 2)


def curve(points: Sequence[Point]) -> str:
    """A smooth line that leaves and arrives upright."""
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        if abs(x1 - x2) < 0.5:
            path += f"L{_n(x2)} {_n(y2)}"
        else:
            path += f"C{_n(x1)} {_n(middle)} {_n(x2)} {_n(middle)} {_n(x2)} {_n(y2)}"
    return path


def on_curve(start: Point, end: Point, part: float) -> Point:
    """A point on the curve between two points, `part` of the way."""
    (x1, y1), (x2, y2) = start, end
    middle = (y1 + y2) / 2
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    xs, ys = (x1, x1, x2, x2), (y1, middle, middle, y2)
    return (
        sum(w * x for w, x in zip(weights, xs, strict=True)),
        sum(w * y for w, y in zip(weights, ys, strict=True)),
    )


def arrow_head(tip: Point, *, upwards: bool) -> str:
    """The points of a small triangle whose tip is at `tip`."""
    x, y = tip
    base = y + 8 if upwards else y - 8
    return f"{_n(x)},{_n(y)} {_n(x - 4)},{_n(base)} {_n(x + 4)},{_n(base)}"


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    r, right, bottom = _n(radius), x + width, y + height
    return (
        f"M{_n(x + radius)} {_n(y)}H{_n(right - radius)}A{r} {r} 0 0 1 {_n(right)} {_n(y + radius)}"
        f"V{_n(bottom - radius)}A{r} {r} 0 0 1 {_n(right - radius)} {_n(bottom)}"
        f"H{_n(x + radius)}A{r} {r} 0 0 1 {_n(x)} {_n(bottom - radius)}"
        f"V{_n(y + radius)}A{r} {r} 0 0 1 {_n(x + radius)} {_n(y)}Z"
    )


def _closed(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
