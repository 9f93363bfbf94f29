"""Pseudonyms in timelines: ``A1``, ``V12``, and ranges of them: ``A1..A62``."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_SUBJECTS = 500
KINDS = {"A": "accused", "V": "victim"}
_NAME = re.compile(r"([AV])([1-9][0-9]{0,3})", re.ASCII)


class NotAName(ValueError):
    """A text that names no subjects; ``str()`` says why and how to mend it."""


def expanded(texts: Iterable[str]) -> tuple[str, ...]:
    """Every pseudonym that the texts name, ranges written out. Raises NotAName."""
    found: list[str] = []
    for text in texts:
        found.extend(_range(text) if ".." in text else [_one(text)])
        if len(found) > MOST_SUBJECTS:
            raise NotAName(f"More than {MOST_SUBJECTS} subjects are named. Divide the case.")
    twice = next((name for place, name in enumerate(found) if name in found[:place]), None)
    if twice is not None:
        raise NotAName(f"{twice} is named twice. Name each subject once.")
    return tuple(found)


def kind_of(name: str) -> str:
    """accused or victim, by the letter."""
    return KINDS[name[0]]


def number_of(name: str) -> int:
    """The number in a pseudonym."""
    return int(name[1:])


def _one(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise NotAName(f"'{text[:40]}' is no pseudonym. Write A1 for an accused, V1 for a victim.")
    return text


def _range(text: str) -> list[str]:
    first, _, last = text.partition("..")
    start, end = _NAME.fullmatch(first.strip()), _NAME.fullmatch(last.strip())
    if start is None or end is None or start[1] != end[1]:
        raise NotAName(f"'{text[:40]}' is no range of pseudonyms. Write it as A1..A62.")
    numbers = range(int(start[2]), int(end[2]) + 1)
    if not numbers:
        raise NotAName(f"The range '{text[:40]}' ends before it begins. Turn it round.")
    if len(numbers) > MOST_SUBJECTS:
        raise NotAName(f"The range '{text[:40]}' names more than {MOST_SUBJECTS} subjects.")
    return [f"{start[1]}{number}" for number in numbers]
