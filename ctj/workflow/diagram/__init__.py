"""A track as a picture: layered, with numbered arrows and the list that the numbers lead to."""

from .drawing import draw
from .parts import Drawing
from .svg import as_svg

__all__ = ["Drawing", "as_svg", "draw"]
