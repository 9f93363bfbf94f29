"""One event makes a projection into the next: state, rows, facts, clocks, in that order."""

from __future__ import annotations

from dataclasses import replace

from ..definitions import Library
from ..projection import EventRecord, Projection, TrackState
from .clock_writes import run_clocks
from .draft import Draft
from .facts import set_facts
from .moves import MOVES, write_move
from .rows import write_rows
from .sleep import as_woken_or_put_to_sleep
from .step import Step
from .structure import fitting

#: Fields that say whose the track is from then on; they take the place of one another.
OWNER_FIELDS = frozenset({"owner", "new_owner", "pool"})


def apply(projection: Projection, event: EventRecord, library: Library) -> Projection:
    """The projection after one effective event (transition, adopt, insert; see ``effective``).

    The same function serves the transaction, the rebuild and the preview. Raises DoesNotFit where
    the event's structure does not fit what stands before it.
    """
    draft = Draft(projection)
    write(draft, event, library)
    return draft.freeze()


def write(draft: Draft, event: EventRecord, library: Library) -> None:
    """As ``apply``, into a draft; after DoesNotFit the draft is not to be used."""
    if event.kind in MOVES:
        write_move(draft, event)
        return
    step = fitting(draft, event, library)
    write_rows(step)
    set_facts(step)
    moved = _moved(step)
    draft.put_track(moved)
    was = step.track.state if step.track else None
    run_clocks(step, now_done=moved.state != was and _is_done(step, moved.state))


def _moved(step: Step) -> TrackState:
    """The track after the event: an act leaves the state; each event counts in the version."""
    event, track = step.event, step.track
    target = str(step.data["state"]) if event.kind == "adopt" else step.transition.to
    if track is None:
        made = TrackState(
            id=event.track_id,
            track=event.track,
            subject_id=event.subject_id,
            state=target or "",
            version=1,
            definition_hash=event.definition_hash,
            since=event.occurred,
            since_event=event.id,
        )
        return _owned(step, made)
    track = as_woken_or_put_to_sleep(step, track)
    track = replace(track, version=track.version + 1, definition_hash=event.definition_hash)
    if target is not None and target != track.state:
        track = replace(track, state=target, since=event.occurred, since_event=event.id)
    return _owned(step, track)


def _owned(step: Step, track: TrackState) -> TrackState:
    """Owner and deputy, where the form names users for them."""
    named = {f.id for f in step.transition.form if f.type == "user"} & set(step.data)
    if named & OWNER_FIELDS:
        owner = step.data.get("owner") or step.data.get("new_owner")
        track = replace(track, owner_id=owner, pool_id=step.data.get("pool"))
    if "deputy" in named:
        track = replace(track, deputy_id=step.data["deputy"])
    return track


def _is_done(step: Step, state: str) -> bool:
    found = step.definition.states.get(state)
    return found is not None and found.is_done
