"""The events of a correction: the step told anew, withdrawn, or put before another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctj.language import say
from ctj.model.base import new_id
from ctj.queries.situations import Tried, situation_of
from ctj.services import Services
from ctj.transaction import UnitOfWork
from ctj.workflow.common_fields import AGE_ON_DAY, NOTE, OCCURRED
from ctj.workflow.definitions import TrackDefinition, Transition
from ctj.workflow.fold.effects import resolve_effects
from ctj.workflow.guards import evaluate
from ctj.workflow.projection import EventRecord
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.situation import Situation

from .act import Act, as_stored, is_late
from .ages import age_group_on
from .entries import Entry, before_entry, entry_of
from .kept import fields_to_read, opened_data, with_kept
from .reading import read_answers
from .refusals import NotAllowedHere
from .sealing import Sealed, parted
from .steps import CORRECT, INSERT, Correction
from .takings import Standing, state_after


@dataclass(frozen=True)
class Corrected:
    """The events in order, what each of them seals, the typed answers, and guards that fail."""

    events: tuple[EventRecord, ...]
    sealed: tuple[Sealed, ...]
    typed: Mapping[str, Any]
    findings: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class _Told:
    """A step told anew, or for the first time: where it stands and what it says."""

    definition: TrackDefinition
    transition: Transition
    data: Mapping[str, Any]
    occurred: Any
    situation: Situation
    to_state: str


def corrected_events(
    work: UnitOfWork, services: Services, act: Act, entry: Entry, correction: Correction
) -> Corrected:
    """The events that the correction appends. Raises FormErrors, NotFromHere, NotAllowedHere."""
    if correction.transition == CORRECT:
        return _superseding(work, services, act, entry, correction)
    if correction.transition == INSERT:
        return _inserted(work, services, act, entry, correction)
    return _withdrawn(act, entry, correction)


def _superseding(
    work: UnitOfWork, services: Services, act: Act, entry: Entry, correction: Correction
) -> Corrected:
    if entry.standing.kind == "adopt":
        raise NotAllowedHere(
            say(
                "A matter that was taken over is told anew: withdraw this entry "
                "and record it again."
            )
        )
    old = opened_data(work.connection, services.keyring, entry.standing)
    told = _read(work, services, act, entry, entry.transition, correction.answers, old)
    named = entry.transition.fires_for
    if named and told.data.get(named) != old.get(named):
        raise NotAllowedHere(
            say("Whom it concerns cannot be changed: withdraw it and record it anew.")
        )
    events = [_event(act, entry, told, "supersede", 0)]
    sealed = [_sealed(act, told, entry, entry.root.id)]
    findings = _failing(told.situation)
    for number, child in enumerate(entry.children, 1):
        again = _child(work, services, act, child, told)
        events.append(_event(act, entry_of(act.case, child.id), again, "supersede", number))
        sealed.append(_sealed(act, again, entry, child.id))
    return _finished(act, events, sealed, correction, told, findings)


def _inserted(
    work: UnitOfWork, services: Services, act: Act, entry: Entry, correction: Correction
) -> Corrected:
    transition = entry.definition.transitions[str(correction.forgotten)]
    if transition.creates or transition.fires or transition.adds_subject:
        raise NotAllowedHere(
            say(
                "'%(label)s' acts on other tracks too: record it now, with its own date.",
                label=transition.label,
            )
        )
    told = _read(work, services, act, entry, transition, correction.answers, {})
    event = _event(act, entry, told, "insert", 0)
    sealed = _sealed(act, told, entry, event.id)
    return _finished(act, [event], [sealed], correction, told, _failing(told.situation))


def _withdrawn(act: Act, entry: Entry, correction: Correction) -> Corrected:
    """Withdraws the entry with what it brought about; or, if a correction is named, that alone."""
    named = next(one for one in act.case.log if correction.entry in (one.id, str(one.seq)))
    targets = [entry.root, *entry.children]
    if named.kind == "supersede":
        targets = [
            one for one in act.case.log if one.act_id == named.act_id and one.kind == "supersede"
        ]
    events = [_void(act, entry, one, number) for number, one in enumerate(targets)]
    sealed = [Sealed({}) for _ in events]
    return _with_reason(act, Corrected(tuple(events), tuple(sealed), {}), correction)


def _read(
    work: UnitOfWork,
    services: Services,
    act: Act,
    entry: Entry,
    transition: Transition,
    answers: Mapping[str, Any],
    old: Mapping[str, Any],
) -> _Told:
    """The step read as of its place in the log, with what stays as it was."""
    projection, earlier = before_entry(entry)
    then = replace(act.case, projection=projection)
    fields = fields_to_read(transition.form, answers, old)
    viewer, subjects = act.doer.viewer, {entry.label: entry.subject}
    read = read_answers(work, services, viewer, then, fields, subjects, answers)[entry.label]
    data = with_kept(act.case.library, transition.form, read.data, answers, old)
    track = projection.tracks.get(entry.root.track_id)
    standing = Standing(entry.label, entry.subject, track, entry.definition, transition)
    tried = Tried(
        user_id=act.doer.viewer.user_id,
        role=act.doer.role,
        now=act.now,
        form={**data, OCCURRED: read.occurred},
        occurred=read.occurred,
        searched_people=True,
        safe_contact_read=frozenset(projection.subjects),
    )
    situation = situation_of(
        then, entry.definition, transition, tried, track=track, subject=entry.subject
    )
    situation = replace(situation, events=earlier)
    return _Told(
        entry.definition, transition, data, read.occurred, situation, state_after(standing)
    )


def _child(
    work: UnitOfWork, services: Services, act: Act, child: EventRecord, cause: _Told
) -> _Told:
    """What the entry brought about, with the answers that are passed on to it."""
    entry = entry_of(act.case, child.id)
    data = opened_data(work.connection, services.keyring, child)
    names = {field.id for field in entry.transition.form} - {NOTE, OCCURRED}
    data |= {name: value for name, value in cause.data.items() if name in names}
    if AGE_ON_DAY in names and isinstance(cause.data.get("birth"), str):
        limit = act.case.overlay.jurisdiction.child_under
        age = age_group_on(cause.data["birth"], cause.occurred, limit)
        data |= {AGE_ON_DAY: age} if age else {}
    projection, earlier = before_entry(entry)
    tried = Tried(
        act.doer.viewer.user_id,
        act.doer.role,
        act.now,
        data,
        cause.occurred,
        searched_people=True,
        safe_contact_read=frozenset(projection.subjects),
    )
    situation = situation_of(
        replace(act.case, projection=projection),
        entry.definition,
        entry.transition,
        tried,
        track=projection.tracks.get(child.track_id),
        subject=entry.subject,
    )
    situation = replace(situation, events=earlier)
    to_state = child.to_state or ""
    return _Told(entry.definition, entry.transition, data, cause.occurred, situation, to_state)


def _event(act: Act, entry: Entry, told: _Told, kind: str, number: int) -> EventRecord:
    effects = resolve_effects(told.situation)
    if "added" in entry.standing.effects and kind == "supersede":
        effects["added"] = entry.standing.effects["added"]
    track = told.situation.track
    return replace(
        _blank(act, entry, number),
        kind=kind,
        transition=told.transition.id,
        from_state=track.state if track else None,
        to_state=told.to_state,
        occurred=told.occurred,
        effects=as_stored(effects),
        definition_hash=told.definition.hash,
        refers_to=entry.root.id,
        late=kind == "insert" and is_late(told.occurred, act.now, act.case.zone),
    )


def _void(act: Act, entry: Entry, target: EventRecord, number: int) -> EventRecord:
    """The event that withdraws ``target``; on the track of what it withdraws."""
    return replace(
        _blank(act, entry, number),
        kind="void",
        track_id=target.track_id,
        track=target.track,
        subject_id=target.subject_id,
        transition=target.transition,
        occurred=target.occurred,
        definition_hash=target.definition_hash,
        refers_to=target.id,
    )


def _blank(act: Act, entry: Entry, number: int) -> EventRecord:
    """An event of this act on the entry's track, that says nothing yet."""
    viewer = act.doer.viewer
    return EventRecord(
        id=new_id(),
        case_id=act.case.id,
        track_id=entry.root.track_id,
        seq=act.next_seq + number,
        act_id=act.id,
        kind="",
        track=entry.root.track,
        subject_id=entry.root.subject_id,
        transition="",
        from_state=None,
        to_state=None,
        occurred="unknown",
        data={},
        effects={},
        definition_hash="",
        recorded_at=act.now,
        user_id=viewer.user_id,
        agency_id=viewer.agency_id,
        role=act.doer.role,
    )


def _sealed(act: Act, told: _Told, entry: Entry, event_id: str) -> Sealed:
    """The identity in the form is the subject's own where the entry added the person. ``event_id``:
    of the entry that makes the rows: the one corrected, or the one inserted."""
    adds = bool(
        entry.transition.creates or entry.transition.adds_subject or told.transition.creates_track
    )
    return parted(
        act.case.library,
        told.transition,
        told.data,
        adds_subject=adds,
        event_id=event_id,
    )


def _failing(situation: Situation) -> tuple[Missing, ...]:
    """Guards that do not hold for the step as mended: findings, never a refusal."""
    missing, warnings = evaluate(situation)
    return tuple(one for one in (*missing, *warnings) if not one.guard.startswith("second_person"))


def _finished(
    act: Act,
    events: Sequence[EventRecord],
    sealed: Sequence[Sealed],
    correction: Correction,
    told: _Told,
    findings: tuple[Missing, ...],
) -> Corrected:
    with_data = [
        replace(event, data=as_stored(one.data)) for event, one in zip(events, sealed, strict=True)
    ]
    typed = {**told.data, OCCURRED: told.occurred}
    made = Corrected(tuple(with_data), tuple(sealed), typed, findings)
    return _with_reason(act, made, correction)


def _with_reason(act: Act, made: Corrected, correction: Correction) -> Corrected:
    """Each event says why; the explanation is sealed. Failing guards stand with the first."""
    label = act.case.library.codes["supersede_reason"].codes[correction.reason].label
    events = []
    for number, (event, sealed) in enumerate(zip(made.events, made.sealed, strict=True)):
        why = {
            "guard": correction.transition,
            "sentence": label,
            "code": correction.reason,
            "reason": sealed.text(correction.explanation),
        }
        failing = [
            {"guard": one.guard, "sentence": one.sentence, "subject": one.subject_label}
            for one in (made.findings if number == 0 else ())
        ]
        events.append(replace(event, findings=(why, *failing)))
    return replace(made, events=tuple(events))
