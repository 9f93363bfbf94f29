"""Whether a limit lies ahead, and whose past runs no limits any more (process.md 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..calendars import Calendar
from ..clocks import reckon
from ..situation import Situation
from .clock_writes import clock_of
from .effect_persons import runs

ADOPT = "adopt"
SUPPORT = "victim_support"


def lies_ahead(situation: Situation, use: Mapping[str, Any]) -> bool:
    """Whether the limit that ``use`` starts ends after now; not where that cannot be reckoned."""
    due = _due(situation, use)
    return due is not None and due > situation.now


def is_of_the_past(situation: Situation, use: Mapping[str, Any], subject_id: str) -> bool:
    """Whether what is owed to a person lies in years before the support came here.

    Only where that support began elsewhere. A limit that cannot be reckoned counts as past where
    the support was over when it came: else somebody would go untold for want of a date.
    """
    if not _was_adopted(situation, subject_id):
        return False
    due = _due(situation, use)
    if due is None:
        return not runs(situation, SUPPORT, subject_id)
    return due <= situation.now


def _due(situation: Situation, use: Mapping[str, Any]) -> datetime | None:
    clock = clock_of(dict(use), situation.occurred)
    calendar = situation.calendars.get(clock.calendar)
    return reckon(clock, calendar if isinstance(calendar, Calendar) else None, clock.zone).due


def _was_adopted(situation: Situation, subject_id: str) -> bool:
    return any(
        one.kind == ADOPT and one.track == SUPPORT and one.subject_id == subject_id
        for one in situation.events
    )
