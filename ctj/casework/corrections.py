"""Mending the record: correct an entry, withdraw it, or insert a forgotten step before it.

Nothing is edited: a later event supersedes, voids or inserts, and the log is replayed. Where a
later entry would no longer fit, the correction is refused and names that entry (DESIGN section 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ctj.access.approvals import hash_of
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.queries.situations import Tried, situation_of
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.fold import Changes, diff, replay_with
from ctj.workflow.guards import evaluate
from ctj.workflow.projection import EventRecord, Projection
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step import FieldError

from .act import Act, Doer
from .approved import approvals_for, consume_approvals
from .corrected import Corrected, corrected_events
from .entries import Entry, check_not_moved, entry_of, role_to_correct
from .judging import Asked, what_of
from .locking import Held, hold_case
from .refusals import Blocked, Conflict, DoesNotFollow, FormErrors, NeedsApproval
from .steps import IN_PERSON, By, Correction, Fired, Step, actor_of
from .takings import conflict
from .transitions import refusals_audited, told
from .writing import write_act


@dataclass(frozen=True)
class CorrectionPreview:
    """What the correction would change. ``findings``: guards of the mended step that do not hold.

    ``second_person``: the guard that asks for one, if it does. ``typed``: the answers as they would
    stand, with narratives that are kept opened: mask them before showing.
    """

    changes: Changes
    before: Projection
    after: Projection
    findings: tuple[Missing, ...]
    second_person: Missing | None
    typed: Mapping[str, Any]


@dataclass(frozen=True)
class _Ready:
    act: Act
    entry: Entry
    corrected: Corrected
    asked: Asked
    missing: tuple[Missing, ...]
    role: str


def correct(
    services: Services, viewer: Viewer, correction: Correction, by: By = IN_PERSON
) -> Fired:
    """Record the correction and replay the case.

    Raises NotVisible, NotAllowedHere, Conflict, FormErrors, DoesNotFollow (with the first entry
    that no longer fits), NeedsApproval.
    """
    actor = actor_of(viewer, correction.role, by)
    with unit_of_work(services.database, actor, recorded_at=by.recorded_at) as work:
        held = hold_case(work, services, viewer, correction.case_reference)
        with refusals_audited(work, held.case.id, correction.track, correction.transition):
            return correct_held(work, services, held, viewer, correction, by)


def correct_held(
    work: UnitOfWork,
    services: Services,
    held: Held,
    viewer: Viewer,
    correction: Correction,
    by: By = IN_PERSON,
) -> Fired:
    """The correction on a case that is held. Raises as ``correct``."""
    ready = judged_correction(work, services, held, viewer, correction, by)
    consume_approvals(work, ready.act, ready.asked)
    write_act(work, services, ready.act, "entry.corrected", held.sight.rule)
    return told(ready.act, ())


def preview_correction(
    services: Services, viewer: Viewer, correction: Correction
) -> CorrectionPreview:
    """What ``correct`` would change; nothing is written. Raises what it raises, but for a missing
    second person, which is told in the result."""
    try:
        with unit_of_work(services.database, actor_of(viewer, correction.role)) as work:
            held = hold_case(work, services, viewer, correction.case_reference)
            ready = _ready(work, services, held, viewer, correction, IN_PERSON)
            raise _Seen(ready)
    except _Seen as seen:
        ready = seen.ready
    before, after = ready.act.case.projection, ready.act.projection
    return CorrectionPreview(
        changes=diff(before, after),
        before=before,
        after=after,
        findings=ready.corrected.findings,
        second_person=ready.missing[0] if ready.missing else None,
        typed=ready.corrected.typed,
    )


class _Seen(Exception):
    """Carries a preview out of the unit of work, which is rolled back."""

    def __init__(self, ready: _Ready) -> None:
        self.ready = ready


def judged_correction(
    work: UnitOfWork,
    services: Services,
    held: Held,
    viewer: Viewer,
    correction: Correction,
    by: By,
) -> _Ready:
    """The correction, replayed and allowed. Raises NeedsApproval if a second person is missing."""
    ready = _ready(work, services, held, viewer, correction, by)
    if ready.missing:
        transition = ready.entry.definition.transitions[correction.transition]
        what, content = what_of(transition), ready.asked.content_hash
        raise NeedsApproval(ready.missing, what, content, ready.role)
    return ready


def _ready(
    work: UnitOfWork,
    services: Services,
    held: Held,
    viewer: Viewer,
    correction: Correction,
    by: By,
) -> _Ready:
    entry = entry_of(held.case, correction.entry)
    check_not_moved(entry)
    _check_reason(held, correction)
    role = role_to_correct(viewer, held.sight, entry, correction.forgotten, correction.role)
    work.actor = replace(work.actor, role=role)
    _check_version(work, held, entry, correction)
    act = Act.on(held.case, Doer(viewer, role, by), held.now)
    corrected = corrected_events(work, services, act, entry, correction)
    _replay(act, entry, corrected)
    asked = _asked(work, act, entry, corrected, correction)
    return _Ready(act, entry, corrected, asked, _second_person(act, entry, correction, asked), role)


def _check_reason(held: Held, correction: Correction) -> None:
    reasons = held.case.library.codes["supersede_reason"].codes
    errors = []
    if correction.reason not in reasons:
        errors.append(
            FieldError(
                "reason", say("Use one of: %(listed)s.", listed=", ".join(reasons)), say("Reason")
            )
        )
    if not correction.explanation.strip():
        errors.append(
            FieldError("explanation", say("Nothing is entered. Enter it."), say("Explanation"))
        )
    if errors:
        raise FormErrors(errors)


def _check_version(work: UnitOfWork, held: Held, entry: Entry, correction: Correction) -> None:
    seen = correction.seen_version
    track = held.case.projection.tracks.get(entry.root.track_id)
    if track is None or seen is None or seen == track.version:
        return
    step = Step(correction.case_reference, correction.track, correction.transition)
    told_apart: Conflict = conflict(
        work, held.case, track, entry.label, replace(step, answers=correction.answers)
    )
    raise told_apart


def _replay(act: Act, entry: Entry, corrected: Corrected) -> None:
    """The case as it would be. Raises DoesNotFollow with the first entry that no longer fits."""
    case = act.case
    frame = replace(case.frame, subjects={**case.frame.subjects, **act.projection.subjects})
    replayed = replay_with(frame, case.log, corrected.events, case.library)
    if replayed.projection is None:
        misfit = replayed.event
        raise DoesNotFollow(
            replayed.sentence, misfit.id if misfit else None, misfit.seq if misfit else None
        )
    act.projection = replayed.projection
    for event, sealed in zip(corrected.events, corrected.sealed, strict=True):
        act.keep(event, sealed, case.projection.subjects.get(_whose(entry, event)))


def _whose(entry: Entry, event: EventRecord) -> str:
    """Id of the subject whose identity the event tells: its own, or whom the entry added."""
    created = [one.subject_id for one in entry.children if entry.transition.creates]
    added = entry.standing.effects.get("added", created)
    return event.subject_id or next(iter(added), None) or ""


def _asked(
    work: UnitOfWork, act: Act, entry: Entry, corrected: Corrected, correction: Correction
) -> Asked:
    track = act.case.projection.tracks.get(entry.root.track_id)
    content_hash = hash_of(
        {
            "case": act.case.id,
            "kind": correction.transition,
            "entry": entry.root.id,
            "version": track.version if track else None,
            "typed": corrected.typed,
            "reason": correction.reason,
            "explanation": correction.explanation,
            "forgotten": correction.forgotten,
            "by": act.doer.viewer.user_id,
        }
    )
    return Asked(content_hash, approvals_for(work, act, content_hash))


def _second_person(
    act: Act, entry: Entry, correction: Correction, asked: Asked
) -> tuple[Missing, ...]:
    """What the guards of the correction itself ask: a second person, where the entry is grave."""
    tried = Tried(
        user_id=act.doer.viewer.user_id,
        role=act.doer.role,
        now=act.now,
        form={"event": entry.root.id, "reason": correction.reason},
        approvals=asked.approvals,
        content_hash=asked.content_hash,
    )
    situation = situation_of(
        act.case,
        entry.definition,
        entry.definition.transitions[correction.transition],
        tried,
        track=act.case.projection.tracks.get(entry.root.track_id),
        subject=entry.subject,
    )
    missing, _ = evaluate(situation)
    others = [one for one in missing if not one.guard.startswith("second_person")]
    if others:
        raise Blocked(others)
    return tuple(missing)
