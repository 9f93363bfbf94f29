"""Firing a transition: the one write path (DESIGN section 5). All of it is saved, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ctj.access.approvals import hash_of
from ctj.access.errors import NotAllowed, Refusal
from ctj.access.viewers import Viewer
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.definitions import Transition
from ctj.workflow.fold import DoesNotFit

from .act import Act, Doer
from .approved import approvals_for, consume_approvals
from .brought_about import bring_about, with_new_subject
from .drafts import keep_typed
from .joining import Moving, move
from .judging import SECOND_PERSON, Asked, Judged, content_of, judge, refuse_blocked
from .known_again import MET_AGAIN, person_known
from .known_people import was_searched
from .locking import Held, hold_case
from .moving import write_moving
from .offers import offer_grants
from .partners import JOINING, Partner, others_to_lock, partner_of
from .passing import PASSING
from .reading import Answers, read_answers
from .refusals import Blocked, Conflict, DoesNotFollow
from .safe_contact import opened_today
from .steps import IN_PERSON, By, Fired, Recorded, Step, actor_of
from .takings import Standing, check_versions, role_for, standings, state_after
from .writing import write_act


def fire(services: Services, viewer: Viewer, step: Step, by: By = IN_PERSON) -> Fired:
    """Record one step for one subject or several, all or none.

    Raises NotVisible, NotAllowedHere and NotFromHere, Conflict (what was typed is kept as a draft),
    FormErrors, Blocked, NeedsApproval; DatabaseUnavailable. Refusals are audited.
    """
    actor = actor_of(viewer, step.role, by)
    try:
        with unit_of_work(services.database, actor, recorded_at=by.recorded_at) as work:
            held = held_for(work, services, viewer, step)
            with refusals_audited(work, held.case.id, step.track, step.transition):
                return take(work, services, held, viewer, step, by)
    except Conflict:
        keep_typed(services, viewer, step, by)
        raise


def held_for(work: UnitOfWork, services: Services, viewer: Viewer, step: Step) -> Held:
    """The case of a step, locked together with the other case that the step concerns."""

    def others(case_id: str) -> Sequence[str]:
        return others_to_lock(work.connection, viewer, case_id, step.transition, step.answers)

    return hold_case(work, services, viewer, step.case_reference, others)


@contextmanager
def refusals_audited(
    work: UnitOfWork, case_id: str | None, track: str, transition: str
) -> Iterator[None]:
    """What is refused is written down after the roll-back, in a transaction of its own."""
    try:
        yield
    except DoesNotFit as misfit:
        raise DoesNotFollow(misfit.sentence, misfit.event.id, None) from misfit
    except (NotAllowed, Blocked, Conflict) as refusal:
        objects = {"track": track[:64], "transition": transition[:64], "why": _why(refusal)}
        work.refused("step.refused", case_id=case_id, rule=type(refusal).__name__, objects=objects)
        raise


def _why(refusal: Refusal) -> list[str]:
    """Names of the guards; never a sentence, which may hold more than codes."""
    if isinstance(refusal, Blocked):
        return sorted({one.guard for one in (*refusal.missing, *refusal.warnings)})
    return []


@dataclass(frozen=True)
class Prepared:
    """A step that was read and judged, before anything is recorded."""

    act: Act
    found: list[Standing]
    answers: Mapping[str, Answers]
    judged: list[Judged]
    asked: Asked
    partner: Partner | None = None
    known: str | None = None


def prepare(
    work: UnitOfWork, services: Services, held: Held, viewer: Viewer, step: Step, by: By
) -> Prepared:
    """May the viewer do this here, is it allowed from this state, is the form valid, what do the
    guards say. Raises as ``fire``, but for what guards refuse."""
    found = standings(held.case, step)
    role = role_for(viewer, held.sight, found[0].transition, step.role)
    work.actor = replace(work.actor, role=role)
    check_versions(work, held.case, step, found)
    states = [state_after(one, chosen_state(step)) for one in found]
    fields = found[0].transition.form
    subjects = {one.label: one.subject for one in found}
    answers = read_answers(
        work, services, viewer, held.case, fields, subjects, step.answers, step.reasons
    )
    act = Act.on(held.case, Doer(viewer, role, by), held.now)
    asked = asked_of(work, act, found, answers, step)
    judged = [
        judge(act, one, answers[one.label], state, asked)
        for one, state in zip(found, states, strict=True)
    ]
    partner = None
    if step.transition in JOINING:
        partner = partner_of(work, services, viewer, held.case, step.transition, step.answers)
    known = person_known(work, viewer, step.known)
    return Prepared(act, found, answers, judged, asked, partner, known)


def tried(
    work: UnitOfWork, services: Services, held: Held, viewer: Viewer, step: Step, by: By
) -> Prepared:
    """The step as far as it goes before it is written. Raises all that ``fire`` raises."""
    return _tried(work, services, held, viewer, step, by)[0]


def _tried(
    work: UnitOfWork, services: Services, held: Held, viewer: Viewer, step: Step, by: By
) -> tuple[Prepared, Moving | None]:
    """What cannot be moved is said before a second person is asked."""
    prepared = prepare(work, services, held, viewer, step, by)
    moving = record(prepared) if prepared.partner is not None else None
    refuse_blocked(prepared.judged, prepared.asked.content_hash, prepared.act.doer.role)
    return prepared, moving or record(prepared)


def take(
    work: UnitOfWork, services: Services, held: Held, viewer: Viewer, step: Step, by: By
) -> Fired:
    """The step on a case that is held, inside an open unit of work. Raises as ``fire``."""
    prepared, moving = _tried(work, services, held, viewer, step, by)
    consume_approvals(work, prepared.act, prepared.asked)
    if moving is None:
        write_act(work, services, prepared.act, "step.recorded", held.sight.rule)
        offer_grants(work, prepared.act)
        _tell_met_again(work, prepared)
    else:
        write_moving(work, services, moving, held.sight.rule)
    _tell_passed(work, prepared)
    return told(prepared.act, prepared.judged)


def _tell_met_again(work: UnitOfWork, prepared: Prepared) -> None:
    """On this case alone, and without the other one: who reads here may not see it."""
    if prepared.known is not None:
        labels = [one.label for one in prepared.act.subjects]
        objects = {"act": prepared.act.id, "subjects": labels}
        work.audit(MET_AGAIN, case_id=prepared.act.case.id, rule="C03", objects=objects)


def _tell_passed(work: UnitOfWork, prepared: Prepared) -> None:
    """That a text was recorded although it may say who somebody is; the reason is sealed."""
    guards = {one.guard for each in prepared.judged for one, _why in each.taking.warnings}
    if guards & PASSING:
        objects = {"act": prepared.act.id, "findings": sorted(guards & PASSING)}
        work.audit("text.passed", case_id=prepared.act.case.id, rule="C07", objects=objects)


def chosen_state(step: Step) -> str | None:
    """The state that the form of an adoption names."""
    state = step.answers.get("state")
    return state if isinstance(state, str) else None


def asked_of(
    work: UnitOfWork,
    act: Act,
    found: Sequence[Standing],
    answers: Mapping[str, Answers],
    step: Step,
) -> Asked:
    """Approvals, searches and looks, read only where a guard asks for them."""
    guards = {use.guard for one in found for use in one.transition.needs}
    content_hash = ""
    approvals: tuple[Any, ...] = ()
    if guards & set(SECOND_PERSON):
        content_hash = hash_of(content(act, found, answers, step))
        approvals = approvals_for(work, act, content_hash)
    searched = "known_people_searched" in guards and was_searched(
        work.connection, act.doer.viewer, work.clock
    )
    read: frozenset[str] = frozenset()
    if "safe_contact_read" in guards:
        read = opened_today(work.connection, act.doer.viewer, act.case)
    return Asked(content_hash, approvals, searched, step.reasons, read)


def content(
    act: Act, found: Sequence[Standing], answers: Mapping[str, Answers], step: Step
) -> dict[str, Any]:
    """The exact content of a step, typed, with the version that each track has now."""
    parts = {
        one.label: {
            "version": one.track.version if one.track else None,
            "answers": dict(answers[one.label].form),
        }
        for one in found
    }
    told = content_of(act.case.id, step.track, step.transition, parts)
    return {**told, "reasons": dict(step.reasons), "by": act.doer.viewer.user_id}


def record(prepared: Prepared) -> Moving | None:
    """Append each subject's event, then what it brings about: on other tracks, in another case."""
    moving = None
    for each, standing in zip(prepared.judged, prepared.found, strict=True):
        taking = with_new_subject(prepared.act, each.taking, prepared.known)
        prepared.act.record(taking)
        answers = prepared.answers[standing.label]
        bring_about(prepared.act, taking, answers, prepared.asked)
        if prepared.partner is not None:
            moving = move(prepared.act, taking, prepared.partner, prepared.asked)
    return moving


def told(act: Act, judged: Sequence[Judged]) -> Fired:
    """What the caller learns of an act."""
    projection, library = act.projection, act.case.library
    recorded = []
    for event in act.events:
        track = projection.tracks.get(event.track_id)
        subject = projection.subjects.get(event.subject_id or "")
        definition = library.by_hash[event.definition_hash]
        transition: Transition = definition.transitions[event.transition]
        recorded.append(
            Recorded(
                event_id=event.id,
                seq=event.seq,
                track=event.track,
                track_id=event.track_id,
                subject_label=subject.label if subject else "",
                transition=event.transition,
                label=transition.label,
                state=track.state if track else "",
                version=track.version if track else 0,
            )
        )
    warned = [missing.sentence for each in judged for missing, _ in each.taking.warnings]
    return Fired(
        case_id=act.case.id,
        case_reference=act.case.head.reference,
        act_id=act.id,
        recorded_at=act.now,
        events=tuple(recorded),
        warnings=tuple(warned),
        added=tuple(subject.label for subject in act.subjects),
    )
