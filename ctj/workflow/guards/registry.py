"""The guards by name. A guard sees one ``Situation`` and says what is missing, or nothing.

Its sentence stands in ``guards.yaml``; the guard gives only what the sentence is filled with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..situation import Situation


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing: words for the sentence's placeholders, and for whom.

    ``where`` replaces the place of guards.yaml where the guard knows a nearer one. ``article`` and
    ``article_status`` are those of a statement of law that the refusal rests on.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    subject_id: str | None = None
    where: str | None = None
    article: str | None = None
    article_status: str | None = None


class Guard(Protocol):
    """A registered guard; ``args`` are the texts of the track file."""

    def __call__(self, situation: Situation, /, **args: Any) -> Missing | None: ...


@dataclass(frozen=True, slots=True)
class Registered:
    """``asks_form``: the form itself can satisfy it, so it is not asked before there is one."""

    name: str
    check: Guard
    asks_form: bool


GUARDS: dict[str, Registered] = {}


def guard(name: str, *, asks_form: bool = False) -> Callable[[Guard], Guard]:
    """Registers a guard under the name that the track files use."""

    def register(check: Guard) -> Guard:
        GUARDS[name] = Registered(name, check, asks_form)
        return check

    return register
