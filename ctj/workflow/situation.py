"""What a guard may look at: the case as known inside the transaction, and the step being tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .definitions import Library, TrackDefinition, Transition
from .overlays import Overlay
from .projection import EventRecord, Projection, Row, Subject, TrackState


@dataclass(frozen=True)
class Approval:
    """An approval that this step may use: another person's, for exactly this content."""

    id: str
    what: str
    decided_by: str
    content_hash: str
    valid: bool


@dataclass(frozen=True)
class Situation:
    """Input of every guard. ``events`` are the case's events, effective ones only (not withdrawn).

    ``form`` holds typed values as ``step.form.read`` gives them. ``now`` is the database's clock.
    ``safe_contact_read`` are the subjects whose rule of safe contact this user opened today.
    ``rows_after`` are the case's rows as the form would leave them; ``guards.evaluate`` fills it.
    """

    library: Library
    overlay: Overlay
    projection: Projection
    definition: TrackDefinition
    transition: Transition
    track: TrackState | None
    subject: Subject | None
    form: Mapping[str, Any]
    occurred: Any
    user_id: str
    role: str
    now: datetime
    events: tuple[EventRecord, ...] = ()
    approvals: tuple[Approval, ...] = ()
    content_hash: str = ""
    searched_people: bool = False
    safe_contact_read: frozenset[str] = frozenset()
    zone: str = "UTC"
    calendars: Mapping[str, Any] = field(default_factory=dict)
    rows_after: Mapping[str, Row] | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a guard blocks or warns. ``where`` leads to the place where the missing thing is entered:
    ``register:charges``, ``transition:check_non_punishment``, ``form:why``, ``approval``, or ''."""

    guard: str
    sentence: str
    subject_label: str | None = None
    where: str = ""
    article: str | None = None
    article_status: str | None = None
    blocks: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)
