"""Put to sleep until a day; anything that is recorded on the track wakes it (process.md 1.4)."""

from __future__ import annotations

from dataclasses import replace

from ctj.language import say

from ..dates import DatedValue
from ..projection import EventRecord, TrackState
from .moves import MOVED_IN
from .step import DoesNotFit, Step

PUT_TO_SLEEP = "put_to_sleep"


def as_woken_or_put_to_sleep(step: Step, track: TrackState) -> TrackState:
    """The track with the day until which it sleeps; awake after any other event. Raises DoesNotFit
    where the day is not known to the day: nothing could ever wake it."""
    if step.transition.id != PUT_TO_SLEEP:
        return woken(track)
    day = DatedValue.from_json(step.data["until"]).value.first_day
    if day is None:
        raise DoesNotFit(step.event, say("It needs a day on which it comes back."))
    waiting = str(step.data["waiting_for"])
    return replace(track, asleep_until=day.isoformat(), waiting_for=waiting)


def woken(track: TrackState) -> TrackState:
    """The track awake."""
    if track.asleep_until is None:
        return track
    return replace(track, asleep_until=None, waiting_for=None)


def wakes(last: EventRecord) -> bool:
    """Whether the newest event of a track says that somebody worked on it since it was put to
    sleep; a correction of the putting to sleep itself does not."""
    return last.transition != PUT_TO_SLEEP and last.kind != MOVED_IN
