"""What could be done on a track now: the guards of the transaction, before the form is filled.

A guard that the form itself can satisfy (it asks for the rows or the reason) does not block a
button; neither does one that a second person satisfies: both are asked again when it is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctj.access.viewers import Viewer
from ctj.workflow.definitions import Transition
from ctj.workflow.guards import evaluate
from ctj.workflow.projection import TrackState
from ctj.workflow.situation import Refusal

from .situations import CaseFile, Tried, situation_of

#: Guards about who acts, or whether there is anything to act on: such a step is not offered at all.
NOT_OFFERED = frozenset(
    {"may_charge", "own_track", "put_to_sleep_before", "transfer_offered", "no_transfer_open"}
)
#: Acts on the whole case: offered once, not on every track.
ABOUT_THE_CASE = frozenset({"merge_case", "split_case"})
#: Answers of the receiving agency, given where the offer stands and not on a page of the case.
ANSWERED_ELSEWHERE = frozenset({"accept_transfer", "decline_transfer"})
#: Places where a missing thing is entered with the step itself.
WITH_THE_STEP = ("form", "approval", "panel")


@dataclass(frozen=True)
class Possible:
    """One step of one track that this viewer's roles may take. ``missing`` blocks it."""

    track: str
    transition: str
    button: str
    is_act: bool
    joint: bool
    missing: tuple[Refusal, ...]


def possible_steps(case: CaseFile, viewer: Viewer, track: TrackState) -> tuple[Possible, ...]:
    """Steps from the track's state that the viewer may take, in the order of the file."""
    found = []
    for step in case.definition_of(track).allowed_from(track.state):
        if (
            step.id in ANSWERED_ELSEWHERE
            or step.only_fired_by
            or not viewer.roles & set(step.who)
            or _about_an_entry(step)
        ):
            continue
        if step.id in ABOUT_THE_CASE and not _speaks_for_the_case(case, track):
            continue
        missing = _missing(case, viewer, track, step)
        if not any(one.guard in NOT_OFFERED for one in missing):
            found.append(
                Possible(track.track, step.id, step.label, step.is_act, step.joint, missing)
            )
    return tuple(found)


def _speaks_for_the_case(case: CaseFile, track: TrackState) -> bool:
    """The investigation; in a case without one, its first track."""
    tracks = case.projection.tracks.values()
    return track.id == next(
        (one.id for one in tracks if one.subject_id is None), min(case.projection.tracks)
    )


def _about_an_entry(step: Transition) -> bool:
    """Corrections start from the entry that they mend, and taking over from an empty track."""
    return step.id == "adopt" or any(f.type == "event" and f.required for f in step.form)


def _missing(
    case: CaseFile, viewer: Viewer, track: TrackState, step: Transition
) -> tuple[Refusal, ...]:
    if not step.needs:
        return ()
    role = sorted(viewer.roles & set(step.who))[0]
    situation = situation_of(
        case,
        case.definition_of(track),
        step,
        Tried(user_id=viewer.user_id, role=role, now=viewer.now),
        track=track,
        subject=case.projection.subjects.get(track.subject_id or ""),
    )
    blocks, _warnings = evaluate(situation)
    return tuple(one for one in blocks if not _asked_with_the_step(one, step))


def _asked_with_the_step(refusal: Refusal, step: Transition) -> bool:
    kind, _colon, what = refusal.where.partition(":")
    if kind in WITH_THE_STEP:
        return True
    asked = {field.register for field in step.form if field.register}
    return kind == "register" and what in asked
