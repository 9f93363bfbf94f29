"""What a face asks for, and what it gets: a step on one track, or on several of a kind at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ctj.access.viewers import Viewer
from ctj.transaction import Actor


@dataclass(frozen=True)
class SubjectStep:
    """One subject by pseudonym, '' for the case itself; ``seen_version``: of the track when the
    form was opened. None says that the caller does not mind."""

    label: str = ""
    seen_version: int | None = None


@dataclass(frozen=True)
class Known:
    """Somebody met before: the pseudonym in a case where the viewer answered 'same'."""

    case_reference: str
    label: str


@dataclass(frozen=True)
class Step:
    """One step to record.

    ``answers``: texts by field id, as ``step.form.read`` takes them; what stands under a pseudonym
    is that subject's own. ``reasons``: for each guard that warns, why the step is recorded all the
    same. ``role``: which of the viewer's roles is used; None: the first that may. ``known``: who it
    is that the step adds to the case; None: somebody new.
    """

    case_reference: str
    track: str
    transition: str
    subjects: tuple[SubjectStep, ...] = (SubjectStep(),)
    answers: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    role: str | None = None
    approval_id: str | None = None
    known: Known | None = None


CORRECT, INSERT, WITHDRAW = "correct_event", "insert_before", "void_event"


@dataclass(frozen=True)
class Correction:
    """One mend of one entry.

    ``transition``: correct_event, insert_before or void_event. ``entry``: number or id of the
    entry. ``answers``: the whole form of the step as it should stand (not for a withdrawal); a
    sealed or identifying answer that is left out stays as it was. ``forgotten``: the step to
    insert. ``seen_version``: of the entry's track when the form was opened.
    """

    case_reference: str
    track: str
    transition: str
    entry: str
    reason: str
    explanation: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    forgotten: str | None = None
    seen_version: int | None = None
    role: str | None = None


@dataclass(frozen=True)
class Recorded:
    """One event that was appended. ``state`` is that of the track after it."""

    event_id: str
    seq: int
    track: str
    track_id: str
    subject_label: str
    transition: str
    label: str
    state: str
    version: int


@dataclass(frozen=True)
class Fired:
    """What was recorded, first what was asked for, then what it brought about.

    ``added``: pseudonyms of the subjects that are new in the case.
    """

    case_id: str
    case_reference: str
    act_id: str
    recorded_at: datetime
    events: tuple[Recorded, ...]
    warnings: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def event_id(self) -> str:
        """The first event."""
        return self.events[0].event_id


@dataclass(frozen=True)
class By:
    """How somebody acts: in person, or through a loader that acts as a seated user.

    ``loaded_by``: id of the user who runs the loader. ``recorded_at``: on a demonstration only.
    """

    loaded_by: str | None = None
    recorded_at: datetime | None = None


IN_PERSON = By()


def actor_of(viewer: Viewer, role: str | None, by: By = IN_PERSON) -> Actor:
    """The actor as the audit names them."""
    return Actor(
        kind="loader" if by.loaded_by else "user",
        user_id=viewer.user_id,
        agency_id=viewer.agency_id,
        role=role,
        session_id=viewer.session_id,
        loaded_by=by.loaded_by,
    )
