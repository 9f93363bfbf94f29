"""Folding a whole log: what the tables hold, and what a correction would make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..definitions import Library
from ..projection import EventRecord, Projection, Subject
from .apply import write
from .draft import Draft
from .effective import effective
from .moves import MOVED_IN, first_there, touched, versions_of
from .sleep import wakes, woken
from .step import DoesNotFit


@dataclass(frozen=True)
class CaseFrame:
    """What a case is before any event: its id, jurisdiction and subjects by id."""

    id: str
    jurisdiction: str
    subjects: Mapping[str, Subject] = field(default_factory=dict)

    def empty(self) -> Projection:
        """The case with all its subjects and nothing recorded."""
        return Projection(self.id, self.jurisdiction, self.subjects)

    def before(self, log: Iterable[EventRecord]) -> Projection:
        """The case before the first of the entries that stand in its log."""
        return Projection(self.id, self.jurisdiction, first_there(self.subjects, effective(log)))


def fold(case: CaseFrame, events: Iterable[EventRecord], library: Library) -> Projection:
    """The case as all its events make it, in order of recording, corrections in their places.

    Raises DoesNotFit with the first event that does not fit.
    """
    log = sorted(events, key=lambda event: event.seq)
    draft = Draft(case.before(log))
    for event in effective(log):
        write(draft, event, library)
        if event.kind == MOVED_IN:  # who somebody is stands with the subject, not in the log
            draft.subjects = {k: case.subjects.get(k, one) for k, one in draft.subjects.items()}
    return with_versions(draft, log)


def with_versions(draft: Draft, log: Iterable[EventRecord]) -> Projection:
    """Each track's version counts every event recorded on it, corrections included; a correction
    of anything wakes a track that sleeps."""
    events = list(log)
    recorded = versions_of(events)
    newest = {track: event for event in events for track in touched(event)}
    for track in list(draft.tracks()):
        if track.version != recorded[track.id]:
            draft.put_track(replace(track, version=recorded[track.id]))
        if track.asleep_until is not None and wakes(newest[track.id]):
            draft.put_track(woken(replace(track, version=recorded[track.id])))
    return draft.freeze()


@dataclass(frozen=True)
class Replayed:
    """What replaying with one more event gives: the projection, or the first misfit in words.

    ``event`` is the entry that no longer fits; it may be the correction itself.
    """

    projection: Projection | None
    event: EventRecord | None = None
    sentence: str = ""

    @property
    def fits(self) -> bool:
        return self.projection is not None


def replay_with(
    case: CaseFrame,
    events: Sequence[EventRecord],
    extra: EventRecord | Sequence[EventRecord],
    library: Library,
) -> Replayed:
    """What the case would be with ``extra`` (corrections) recorded after ``events``."""
    added = [extra] if isinstance(extra, EventRecord) else list(extra)
    try:
        return Replayed(fold(case, [*events, *added], library))
    except DoesNotFit as misfit:
        return Replayed(None, misfit.event, misfit.sentence)
