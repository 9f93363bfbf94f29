"""The case as it was known after each act of recording: what 'as known on' shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from ..definitions import Library
from ..projection import EventRecord, Projection
from .apply import write
from .draft import Draft
from .effective import CORRECTIONS
from .replay import CaseFrame, fold


@dataclass(frozen=True)
class Version:
    """The projection from ``recorded_at`` on, until the next version."""

    recorded_at: datetime
    act_id: str
    projection: Projection


def versions(case: CaseFrame, events: Iterable[EventRecord], library: Library) -> Iterator[Version]:
    """One version for each group of events with the same instant and act, in order of recording.

    A group that only adds entries is written on top of what stood; one that corrects or inserts
    refolds everything recorded by then. Raises DoesNotFit.
    """
    known: list[EventRecord] = []
    log = sorted(events, key=lambda event: event.seq)
    draft = Draft(case.before(log))
    for (recorded_at, act_id), group in groupby(log, key=lambda e: (e.recorded_at, e.act_id)):
        new = list(group)
        known.extend(new)
        if any(event.kind in CORRECTIONS or event.kind == "insert" for event in new):
            projection = fold(case, known, library)
            draft = Draft(projection)
        else:
            for event in new:
                write(draft, event, library)
            projection = draft.freeze()
        yield Version(recorded_at, act_id, projection)


def known_on(
    case: CaseFrame, events: Iterable[EventRecord], library: Library, until: datetime
) -> Projection:
    """The case as folded from the events recorded before ``until`` (aware)."""
    return fold(case, [event for event in events if event.recorded_at < until], library)
