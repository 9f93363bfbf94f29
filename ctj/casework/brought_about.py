"""What one act brings about on other tracks: a person is new in the case, a track begins, the
accused who are named are referred. One person's act, all or none (process.md 1.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ctj.language import say
from ctj.model.base import new_id
from ctj.workflow.common_fields import AGE_ON_DAY, NOTE, OCCURRED
from ctj.workflow.projection import Subject
from ctj.workflow.step import FieldError

from .act import Act, Taking
from .ages import age_group_on
from .judging import Asked, Judged, judge, refuse_blocked
from .known_again import check_not_here
from .reading import Answers
from .refusals import FormErrors
from .takings import Standing, current_definition, state_after

#: Kind of subject -> first letter of its pseudonym.
LETTERS = {"accused": "A", "victim": "V"}


def with_new_subject(act: Act, taking: Taking, known: str | None = None) -> Taking:
    """The taking with the person whom it adds to the case, if it adds one; ``known``: the record
    that stands for her already. Raises NotAllowedHere if she is here already."""
    kind = taking.transition.adds_subject or _kind_created(act, taking)
    if kind is None:
        return taking
    subject = next_subject(act, kind)
    if known is not None:
        check_not_here(known, kind, act.projection.subjects.values())
        subject = replace(subject, person_id=known)
    act.add_subject(subject)
    if taking.kind == "adopt":
        return replace(taking, adds=subject, subject=subject)
    effects = dict(taking.effects)
    if taking.transition.adds_subject:
        effects["added"] = [subject.id]
    return replace(taking, adds=subject, effects=effects)


def next_subject(act: Act, kind: str) -> Subject:
    """The next pseudonym of that kind, never one that was given before."""
    letter = LETTERS[kind]
    ever = {**act.case.frame.subjects, **act.projection.subjects}.values()
    numbers = [int(one.label[1:]) for one in ever if one.kind == kind]
    return Subject(new_id(), f"{letter}{max(numbers, default=0) + 1}", kind)


def _kind_created(act: Act, taking: Taking) -> str | None:
    """The kind of person for whom a track is created, if it is one new in the case."""
    if taking.subject is not None:
        return None
    if taking.kind == "adopt":
        return taking.definition.runs_for if taking.definition.runs_for in LETTERS else None
    if taking.transition.creates is None:
        return None
    track = taking.transition.creates.partition(".")[0]
    return current_definition(act.case.library, track).runs_for


def bring_about(act: Act, taking: Taking, answers: Answers, asked: Asked) -> None:
    """Take the steps that this one fires, for each person. Raises Blocked, NotFromHere.

    A track is created for the person who is new, or for the one whose track the act is on (who is
    asked to testify).
    """
    created, person = taking.transition.creates, taking.adds or taking.subject
    if created is not None and person is not None:
        _fire_for(act, created, [person], taking, answers, asked)
    for name in taking.transition.fires:
        if name != created:
            _fire_for(act, name, _concerned(act, taking), taking, answers, asked)


def _concerned(act: Act, taking: Taking) -> list[Subject]:
    """The people named in the form field that the step fires for."""
    named = taking.data.get(taking.transition.fires_for or "", ())
    ids = [named] if isinstance(named, str) else named
    return [act.projection.subjects[one] for one in ids]


def _fire_for(
    act: Act,
    name: str,
    subjects: Sequence[Subject],
    cause: Taking,
    answers: Answers,
    asked: Asked,
) -> None:
    judged = [_judged(act, name, subject, cause, answers, asked) for subject in subjects]
    refuse_blocked(judged, asked.content_hash, act.doer.role)
    for one in judged:
        is_new = cause.adds if one.taking.transition.creates_track else None
        act.record(replace(one.taking, adds=is_new))


def _judged(
    act: Act, name: str, subject: Subject, cause: Taking, answers: Answers, asked: Asked
) -> Judged:
    track_id, _, transition_id = name.partition(".")
    track = act.projection.track_of(track_id, subject.id)
    definition = (
        act.case.library.by_hash[track.definition_hash]
        if track
        else current_definition(act.case.library, track_id)
    )
    transition = definition.transitions[transition_id]
    standing = Standing(subject.label, subject, track, definition, transition)
    own = Answers(_passed_on(act, standing, cause, answers))
    _check_required(standing, own)
    return judge(act, standing, own, state_after(standing), asked)


def _passed_on(act: Act, standing: Standing, cause: Taking, answers: Answers) -> dict[str, Any]:
    """Answers go on to the fields of equal name; the note stays with the act that it is about."""
    names = {field.id for field in standing.transition.form} - {NOTE}
    passed = {name: value for name, value in answers.form.items() if name in names}
    passed[OCCURRED] = cause.occurred
    if AGE_ON_DAY in names and AGE_ON_DAY not in passed and "birth" in answers.form:
        child_under = act.case.overlay.jurisdiction.child_under
        age = age_group_on(answers.form["birth"], cause.occurred, child_under)
        if age is not None:
            passed[AGE_ON_DAY] = age
    return passed


def _check_required(standing: Standing, answers: Answers) -> None:
    missing = [
        FieldError(field.id, say("This is needed too."), field.label, subject=standing.label)
        for field in standing.transition.form
        if field.required and not field.when and field.id not in answers.form
    ]
    if missing:
        raise FormErrors(missing)
