"""Guards about the course of a matter: its lead, its other tracks, what was recorded before."""

from __future__ import annotations

from typing import Any

from ..situation import Situation
from .look import labels, own_events
from .registry import Missing, guard


@guard("lead_assigned")
def lead_assigned(situation: Situation, /, **args: Any) -> Missing | None:
    """The case has an owner or a pool."""
    tracks = situation.projection.tracks.values()
    owned = any(one.track == "investigation" and (one.owner_id or one.pool_id) for one in tracks)
    return None if owned else Missing()


@guard("tracks_done")
def tracks_done(situation: Situation, /, **args: Any) -> Missing | None:
    """Every track of that kind in the case is in a done state of its own version."""
    still_open = []
    for track in situation.projection.tracks.values():
        if track.track == args["track"]:
            definition = situation.library.by_hash.get(track.definition_hash)
            state = definition.states.get(track.state) if definition else None
            if state is None or not state.is_done:
                still_open.append(track.subject_id)
    return Missing({"subjects": labels(situation, still_open)}) if still_open else None


@guard("may_charge")
def may_charge(situation: Situation, /, **args: Any) -> Missing | None:
    """A prosecutor acts, or the overlay says that police may charge."""
    police_may = situation.overlay.switch("police_may_charge") == "yes"
    return None if situation.role == "pros" or police_may else Missing()


@guard("reasons_recorded", asks_form=True)
def reasons_recorded(situation: Situation, /, **args: Any) -> Missing | None:
    """The reason has a code and words beside it."""
    coded = situation.form.get("end_reason") or situation.form.get("reason")
    return None if coded and situation.form.get("why") else Missing()


@guard("source_named", asks_form=True)
def source_named(situation: Situation, /, **args: Any) -> Missing | None:
    """The form says where this comes from."""
    return None if situation.form.get("source") else Missing()


@guard("track_is_new")
def track_is_new(situation: Situation, /, **args: Any) -> Missing | None:
    """The track has no event yet."""
    return None if situation.track is None or not any(own_events(situation)) else Missing()


@guard("dismissal_not_final")
def dismissal_not_final(situation: Situation, /, **args: Any) -> Missing | None:
    """What ended the matter was no dismissal that bars a new charge.

    A withdrawal or a decision not to prosecute never bars; a bar that is not known does not either.
    """
    ended = [event for event in own_events(situation) if event.to_state == "discontinued"]
    last = ended[-1] if ended else None
    if last is None or last.transition != "record_dismissal" or last.data.get("final_bar") != "yes":
        return None
    return Missing({"date": f"{last.recorded_at:%Y-%m-%d}"})
