"""The list below the picture: every step with its number, and the acts, in two columns."""

from __future__ import annotations

import textwrap

from ..definitions import Transition
from ..words.speaker import Speaker
from .layers import MARGIN
from .letters import letters_of
from .parts import Line
from .steps import Shown

LEAST_WIDTH = 980.0
LINE = 17.0
_CHARACTER = 6.35
_NUMBER_WIDTH = 26.0
_COLUMN_GAP = 36.0


def listing(
    shown: Shown, speaker: Speaker, top: float, width: float
) -> tuple[list[Line], float, float]:
    """The lines, where they end, and how wide the picture must be."""
    width = max(width, LEAST_WIDTH)
    column = (width - _COLUMN_GAP) / 2
    blocks = [("", "Steps", True)]
    blocks += [(str(n), _step(step, speaker), False) for n, step in shown.steps]
    acts = [("", "Acts: recorded while the state stays", True)]
    acts += [("", _act(act, speaker), False) for act in shown.acts]
    texts = _wrapped([*blocks, ("", "", False), *acts], column)
    half = (len(texts) + 1) // 2
    while half < len(texts) and texts[half][1] is None:  # a block stays together
        half += 1
    lines: list[Line] = []
    for place, (number, _, text, strong) in enumerate(texts):
        column_number, row = (0, place) if place < half else (1, place - half)
        x = MARGIN + column_number * (column + _COLUMN_GAP)
        y = top + row * LINE
        lines.append(Line(x + _NUMBER_WIDTH, y, text, number, strong))
    return lines, top + half * LINE, width


def _wrapped(
    blocks: list[tuple[str, str, bool]], column: float
) -> list[tuple[str, str | None, str, bool]]:
    """Lines as number, mark (None where a line goes on), text, strong."""
    characters = int((column - _NUMBER_WIDTH) / _CHARACTER)
    found: list[tuple[str, str | None, str, bool]] = []
    for number, text, strong in blocks:
        for place, line in enumerate(textwrap.wrap(text, characters) or [""]):
            found.append((number if not place else "", None if place else "", line, strong))
    return found


def _step(step: Transition, speaker: Speaker) -> str:
    """'Charge (A–C → E)'."""
    said = speaker.step(step)
    if step.creates_track:
        where = letters_of(speaker.track, [step.to]) if step.to else "the state named"
        return f"{said} (opens the track in {where})"
    start = letters_of(speaker.track, step.from_states)
    return f"{said} ({start} → {letters_of(speaker.track, [step.to or ''])})"


def _act(act: Transition, speaker: Speaker) -> str:
    return f"{speaker.step(act)} ({letters_of(speaker.track, act.from_states)})"
