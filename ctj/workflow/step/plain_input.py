"""What comes in, as plain texts, lists and mappings; what is too large is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctj.language import say

MOST_VALUES = 20_000
DEEPEST = 8
LONGEST_NAME = 100


class NotTaken(ValueError):
    """Input that is not a form: `sentence` says why, and how to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plain_input(values: Any) -> dict[str, Any]:
    """A copy of `values` of ordinary texts, lists and dicts. Raises NotTaken."""
    if not isinstance(values, Mapping):
        raise NotTaken(
            say("A form is a set of named values. Give each value with the name of its field.")
        )
    taken, _ = _copy(values, 0, 0)
    return dict(taken)


def _copy(value: Any, depth: int, count: int) -> tuple[Any, int]:
    count += 1
    if count > MOST_VALUES:
        raise NotTaken(
            say(
                "This form holds more than %(most_values)s values. Divide it.",
                most_values=f"{MOST_VALUES:,}",
            )
        )
    if depth > DEEPEST:
        raise NotTaken(
            say("The values are nested too deeply. Give rows and parts as the form has them.")
        )
    if isinstance(value, Mapping):
        copied: dict[str, Any] = {}
        for name, one in value.items():
            copied[_name(name)], count = _copy(one, depth + 1, count)
        return copied, count
    if isinstance(value, list | tuple):
        several = []
        for one in value:
            taken, count = _copy(one, depth + 1, count)
            several.append(taken)
        return several, count
    return _text(value), count


def _name(name: Any) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise NotTaken(say("The name of a field is a short text. Check the names."))
    return str(name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise NotTaken(
        say(
            "A value is given as %(name)s. Write it as text: 'yes', '50000.00', '2005-11-29'.",
            name=type(value).__name__,
        )
    )
