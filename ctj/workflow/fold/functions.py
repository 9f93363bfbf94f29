"""The named functions that track files use in their ``facts`` (process.md 8.1).

Each is pure: it sees one ``Step`` and what the entry asks, and gives the value, ``NO_VALUE`` where
it sets nothing, ``CLEAR`` where what was true is so no longer, or ``PerSubject`` where it gives a
value to each of several people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .step import Step

#: The function has nothing to say: the fact keeps what it had.
NO_VALUE = object()
#: The fact is taken back.
CLEAR = object()


@dataclass(frozen=True, slots=True)
class PerSubject:
    """A value for each subject named, by subject id."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one entry asks of a function: the fact's name, unit and arguments."""

    fact: str
    unit: str
    args: tuple[str, ...] = ()


Function = Callable[[Step, Asked], Any]


@dataclass(frozen=True, slots=True)
class FactFunction:
    """``sums_up`` marks a function that reads rows or facts: its newest value always counts.
    ``decides``: so it does where the rule is *first*, since the function chose the first itself."""

    name: str
    reckon: Function
    sums_up: bool
    decides: bool = False


FUNCTIONS: dict[str, FactFunction] = {}


def fact_function(
    name: str, *, sums_up: bool = False, decides: bool = False
) -> Callable[[Function], Function]:
    """Registers a function under the name that the track files use."""

    def register(function: Function) -> Function:
        FUNCTIONS[name] = FactFunction(name, function, sums_up, decides)
        return function

    return register
