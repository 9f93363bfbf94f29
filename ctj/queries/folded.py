"""Cases as they were last folded, kept by the process, so that a step folds only what is new.

An entry is used only where its last event is still the event of that number in the database; since
events are never changed or taken out, all before it is then the same. So neither a roll-back nor
another process can make it wrong. Nothing in it is sealed or identifies anybody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import Connection

from ctj.workflow.definitions import Library
from ctj.workflow.fold import CaseFrame, apply, effective, fold, still_there
from ctj.workflow.projection import EventRecord, Projection, Subject

from .case_log import load_log

#: So many events are kept in all, over all cases; the longest unused case goes first.
MOST_EVENTS = 50_000
#: Events that take a place of their own at the end of the log, and touch nothing before it.
_PLAIN = frozenset({"transition", "adopt"})


@dataclass(frozen=True)
class Folded:
    """A log, the entries of it that stand, and what they make of the case."""

    log: tuple[EventRecord, ...]
    standing: tuple[EventRecord, ...]
    projection: Projection
    library: Library


class _Kept:
    """The cases folded last, up to a number of events; shared by the threads of the process."""

    def __init__(self) -> None:
        self._cases: OrderedDict[str, Folded] = OrderedDict()
        self._events = 0
        self._lock = Lock()

    def get(self, case_id: str) -> Folded | None:
        with self._lock:
            found = self._cases.get(case_id)
            if found is not None:
                self._cases.move_to_end(case_id)
            return found

    def put(self, case_id: str, folded: Folded) -> None:
        with self._lock:
            old = self._cases.pop(case_id, None)
            self._events += len(folded.log) - (len(old.log) if old else 0)
            self._cases[case_id] = folded
            while self._events > MOST_EVENTS and len(self._cases) > 1:
                _, dropped = self._cases.popitem(last=False)
                self._events -= len(dropped.log)


_KEPT = _Kept()


def load_folded(connection: Connection, frame: CaseFrame, library: Library) -> Folded:
    """The case of this frame, folded from its whole log. Raises DoesNotFit."""
    kept = _KEPT.get(frame.id)
    if kept is not None and kept.log and kept.library is library:
        last = kept.log[-1]
        new = load_log(connection, frame.id, since=last.seq)
        if new and new[0].id == last.id:
            return keep(frame.id, _continued(kept, frame.subjects, new[1:]))
    log = load_log(connection, frame.id)
    return keep(frame.id, _whole(frame, log, library))


def keep(case_id: str, folded: Folded) -> Folded:
    """Remember a folded case for the next step on it."""
    _KEPT.put(case_id, folded)
    return folded


def _whole(frame: CaseFrame, log: tuple[EventRecord, ...], library: Library) -> Folded:
    return Folded(log, effective(log), fold(frame, log, library), library)


def _continued(
    kept: Folded, subjects: Mapping[str, Subject], new: tuple[EventRecord, ...]
) -> Folded:
    log = (*kept.log, *new)
    if any(event.kind not in _PLAIN for event in new):
        frame = CaseFrame(kept.projection.case_id, kept.projection.jurisdiction, subjects)
        return _whole(frame, log, kept.library)
    standing = (*kept.standing, *new)
    projection = replace(kept.projection, subjects=still_there(subjects, standing))
    for event in new:
        projection = apply(projection, event, kept.library)
    return Folded(log, standing, projection, kept.library)
