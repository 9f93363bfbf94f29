"""Many pseudonyms as a short text, and back: ``A1-A62,A70``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctj.language import say

_PART = re.compile(r"([A-Z])([0-9]{1,5})(?:-(?:[A-Z])?([0-9]{1,5}))?")
MOST = 2000


def shortened(labels: Iterable[str]) -> str:
    """Runs of three or more neighbours as a range; the order given is kept."""
    runs: list[tuple[str, int, int]] = []
    for label in labels:
        letter, number = label[:1], int(label[1:] or 0)
        if runs and runs[-1][0] == letter and runs[-1][2] + 1 == number:
            runs[-1] = (letter, runs[-1][1], number)
        else:
            runs.append((letter, number, number))
    parts: list[str] = []
    for letter, first, last in runs:
        if last - first >= 2:
            parts.append(f"{letter}{first}-{letter}{last}")
        else:
            parts += [f"{letter}{number}" for number in range(first, last + 1)]
    return ",".join(parts)


def spelled_out(text: str) -> tuple[str, ...]:
    """Every pseudonym that the text names, once each. Raises ValueError where it names none."""
    found: dict[str, None] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(
                say("'%(part)s' is not a pseudonym like A1, nor a range like A1-A5.", part=part)
            )
        letter, first, last = match[1], int(match[2]), int(match[3] or match[2])
        if last < first or last - first >= MOST:
            raise ValueError(
                say("'%(part)s' is not a range: write the smaller number first.", part=part)
            )
        found |= dict.fromkeys(f"{letter}{number}" for number in range(first, last + 1))
    return tuple(found)
