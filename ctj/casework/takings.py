"""Who takes which step from where: the tracks of a step, with what the user saw of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.users import User
from ctj.queries.situations import CaseFile
from ctj.transaction import UnitOfWork
from ctj.workflow.definitions import Library, TrackDefinition, Transition
from ctj.workflow.machine import NotAllowed as MachineRefuses
from ctj.workflow.machine import next_state
from ctj.workflow.projection import Subject, TrackState
from ctj.workflow.step import FieldError

from .refusals import Conflict, FormErrors, NotAllowedHere, NotFromHere
from .steps import Step, SubjectStep

MOST_SUBJECTS = 200


@dataclass(frozen=True)
class Standing:
    """One subject's track before the step, and the version of the rules that it runs under."""

    label: str
    subject: Subject | None
    track: TrackState | None
    definition: TrackDefinition
    transition: Transition


def standings(case: CaseFile, step: Step) -> list[Standing]:
    """The tracks that the step is about, in the order asked. Raises FormErrors, NotAllowedHere."""
    labels = [one.label for one in step.subjects]
    if not labels or len(set(labels)) != len(labels) or len(labels) > MOST_SUBJECTS:
        raise FormErrors([FieldError("subjects", say("Name each person once, and at least one."))])
    found = [_standing(case, step, label) for label in labels]
    if len(found) > 1 and not all(one.transition.joint for one in found):
        raise NotAllowedHere(
            say(
                "'%(label)s' is recorded for one person at a time.", label=found[0].transition.label
            )
        )
    return found


def _standing(case: CaseFile, step: Step, label: str) -> Standing:
    subject = case.subject(label) if label else None
    if label and subject is None:
        known = ", ".join(sorted(one.label for one in case.projection.subjects.values()))
        mend = (
            say("Use one of: %(known)s.", known=known)
            if known
            else say("Nobody is named in it yet.")
        )
        raise FormErrors(
            [
                FieldError(
                    "subjects",
                    say("This case has no '%(label)s'. %(mend)s", label=label[:20], mend=mend),
                )
            ]
        )
    track = case.projection.track_of(step.track, subject.id if subject else None)
    definition = (
        case.definition_of(track) if track else current_definition(case.library, step.track)
    )
    transition = definition.transitions.get(step.transition)
    if transition is None:
        raise NotFromHere(
            say(
                "%(label)s has no step '%(transition)s'.",
                label=definition.label,
                transition=step.transition[:60],
            )
        )
    if track is None and not transition.creates_track:
        whose = label or say("this case")
        raise NotFromHere(
            say("%(label)s of %(whose)s has not begun.", label=definition.label, whose=whose)
        )
    return Standing(label, subject, track, definition, transition)


def current_definition(library: Library, track: str) -> TrackDefinition:
    """The version in force. Raises NotAllowedHere for a track that is not known."""
    definition = library.tracks.get(track)
    if definition is None:
        raise NotAllowedHere(say("There is no track '%(track)s'.", track=track[:60]))
    return definition


def role_for(viewer: Viewer, sight: Sight, transition: Transition, asked: str | None) -> str:
    """The role in which the viewer takes the step. Raises NotAllowedHere."""
    if not sight.may_write:
        raise NotAllowedHere(say("You may read this case, not add to it."))
    if transition.only_fired_by:
        causes = ", ".join(transition.fired_by)
        raise NotAllowedHere(
            say(
                "'%(label)s' is recorded only through %(causes)s.",
                label=transition.label,
                causes=causes,
            )
        )
    return role_among(viewer, transition, asked)


def role_among(viewer: Viewer, transition: Transition, asked: str | None) -> str:
    """One of the viewer's roles that the step names. Raises NotAllowedHere."""
    may = [role for role in transition.who if role in viewer.roles]
    if asked is not None:
        may = [role for role in may if role == asked]
    if not may:
        who = ", ".join(transition.who) or say("nobody directly")
        raise NotAllowedHere(
            say(
                "'%(label)s' is for: %(who)s. You hold none of these roles.",
                label=transition.label,
                who=who,
            )
        )
    return may[0]


def check_versions(work: UnitOfWork, case: CaseFile, step: Step, found: list[Standing]) -> None:
    """Raises Conflict for the first track that changed after the user opened the form."""
    seen = {one.label: one.seen_version for one in step.subjects}
    for one in found:
        wanted = seen[one.label]
        if one.track is not None and wanted is not None and wanted != one.track.version:
            raise conflict(work, case, one.track, one.label, step)


def conflict(
    work: UnitOfWork, case: CaseFile, track: TrackState, label: str, step: Step
) -> Conflict:
    """Who changed the track, and when."""
    last = case.last_on(track.id)
    by = None
    if last is not None and last.user_id is not None:
        by = work.connection.execute(
            select(User.name).where(User.id == last.user_id)
        ).scalar_one_or_none()
    at = last.recorded_at if last is not None else case.now
    return Conflict(label, by or "", at, step.answers)


def state_after(standing: Standing, chosen: str | None = None) -> str:
    """The state that the step leads to. Raises NotFromHere with what is possible instead."""
    state = standing.track.state if standing.track else None
    try:
        return next_state(standing.definition, state, standing.transition.id, chosen)
    except MachineRefuses as refused:
        raise NotFromHere(str(refused)) from refused


def seen_now(found: list[Standing]) -> tuple[SubjectStep, ...]:
    """The versions as they stand, for a caller that has just looked."""
    return tuple(SubjectStep(one.label, one.track.version if one.track else None) for one in found)
