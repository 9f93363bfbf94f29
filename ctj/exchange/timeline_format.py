"""What a timeline file says: cases, their teams and subjects, and events in order.

The format is described in ``docs/timelines.md``; ``docs/timeline.schema.json`` is its JSON Schema.
Answers stay texts, lists and mappings: ``step.form.read`` gives them types, as for a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = "1"
MOST_CASES = 1_000
MOST_EVENTS = 5_000
CASE_TRACK = "investigation"
ADOPT = "adopt"
REFERENCE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{1,62})[A-Z0-9]", re.ASCII)
JURISDICTION = re.compile(r"[A-Z]{2,3}", re.ASCII)
SEAT = re.compile(r"(?P<role>[a-z]{2,5})(?P<number>[1-9]?)@(?P<agency>[A-Z0-9][A-Z0-9-]{1,31})")


@dataclass(frozen=True, order=True)
class Seat:
    """A role at an agency: the loader acts as the ``number``-th user who has it there."""

    role: str
    agency: str
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> Seat | None:
        """``pros@PH-DOJ``; ``pros2@PH-DOJ`` is the second prosecutor there. None: not a seat."""
        found = SEAT.fullmatch(text)
        return found and cls(found["role"], found["agency"], int(found["number"] or 1))

    def __str__(self) -> str:
        return f"{self.role}{self.number if self.number > 1 else ''}@{self.agency}"


@dataclass(frozen=True)
class TimelineEvent:
    """One thing that happened, as the file tells it.

    ``subjects`` is empty for the case itself. ``answers`` are those of the form, by field id, the
    date of the event apart; ``own_answers`` those that differ, by pseudonym. ``reasons`` answer
    warnings, by guard. ``node`` is what the reader read, for the lines of messages.
    """

    number: int
    line: int
    track: str
    transition: str
    by: Seat
    date: Any
    subjects: tuple[str, ...] = ()
    approved_by: Seat | None = None
    recorded: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    own_answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    node: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Member:
    """A seat on the team of the case."""

    seat: Seat
    line: int = 0


@dataclass(frozen=True)
class CaseTimeline:
    """One case. ``subjects`` holds, by pseudonym, the answers of the step that names the person.

    ``team_by`` is who puts the team on the case, where neither the one who opens it nor anybody of
    the team may. ``warnings`` is the reason given where the event gives none of its own to a
    warning. ``relative``: dates may count from the day of loading.
    """

    file: str
    line: int
    reference: str
    jurisdiction: str
    description: str = ""
    team: tuple[Member, ...] = ()
    team_by: Seat | None = None
    subjects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    events: tuple[TimelineEvent, ...] = ()
    warnings: str = ""
    relative: bool = False
    sources: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    node: Any = field(default=None, compare=False, repr=False)
