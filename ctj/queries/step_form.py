"""The form of a step: what is asked of everybody, what of each subject, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ctj.workflow.definitions import State, TrackDefinition, Transition
from ctj.workflow.projection import Subject, TrackState
from ctj.workflow.step import FieldError
from ctj.workflow.step.blank import joint_questions, questions
from ctj.workflow.step.questions import Question

from .case_page import filled
from .choices import form_contexts
from .open_case import OpenCase

#: So many subjects are asked for on one page of a form.
SUBJECTS_A_PAGE = 8


class NoSuchStep(LookupError):
    """The track has no such step, or the case no such subject."""


@dataclass(frozen=True)
class For:
    """One subject that the step is for ('' = the case), where its track stands, and its version."""

    label: str
    kind: str
    state_label: str
    version: int | None


@dataclass(frozen=True)
class Asked:
    """One line of the form: a shared question, or one with an answer for each subject."""

    shared: Question | None
    columns: tuple[tuple[str, str, Question], ...] = ()


@dataclass(frozen=True)
class StepForm:
    """A form as it stands. ``others``: subjects that could take the same step, for joint steps."""

    track: str
    transition: Transition
    subjects: tuple[For, ...]
    page_subjects: tuple[For, ...]
    page: int
    pages: int
    lines: tuple[Asked, ...]
    to_label: str
    others: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """What has been typed so far, and what is wrong with it, by label ('' = shared or the case)."""

    answers: Mapping[str, Any]
    errors: Mapping[str, Sequence[FieldError]]


def find_step(opened: OpenCase, track: str, transition: str) -> tuple[TrackDefinition, Transition]:
    """The step in the version that the case's tracks run under. Raises NoSuchStep."""
    running = [t for t in opened.projection.tracks.values() if t.track == track]
    definition = (
        opened.file.definition_of(running[0]) if running else opened.file.library.tracks.get(track)
    )
    found = definition.transitions.get(transition) if definition else None
    if definition is None or found is None:
        raise NoSuchStep
    return definition, found


def step_form(
    connection: Connection,
    opened: OpenCase,
    track: str,
    transition: str,
    labels: Sequence[str],
    filled: Filled,
    page: int = 1,
) -> StepForm:
    """The form for these subjects (none = the case). Raises NoSuchStep."""
    definition, step = find_step(opened, track, transition)
    chosen = [_for(opened, definition, track, label) for label in labels or ("",)]
    first = (page - 1) * SUBJECTS_A_PAGE
    shown = chosen[first : first + SUBJECTS_A_PAGE]
    if not shown:
        raise NoSuchStep
    lines = _lines(connection, opened, step, [f.label for f in shown], filled, len(chosen) > 1)
    if page > 1:
        lines = [line for line in lines if line.shared is None]
    return StepForm(
        track=track,
        transition=step,
        subjects=tuple(chosen),
        page_subjects=tuple(shown),
        page=page,
        pages=-(-len(chosen) // SUBJECTS_A_PAGE),
        lines=tuple(lines),
        to_label=_to(definition, step),
        others=_others(opened, step, track, labels),
        paths=tuple(_paths(lines)),
    )


def _subject(opened: OpenCase, label: str) -> Subject | None:
    if not label:
        return None
    found = opened.file.subject(label)
    if found is None:
        raise NoSuchStep
    return found


def _for(opened: OpenCase, definition: TrackDefinition, track: str, label: str) -> For:
    subject = _subject(opened, label)
    state = opened.projection.track_of(track, subject.id if subject else None)
    kind = subject.kind if subject else "case"
    return For(label, kind, _state(definition, state), state.version if state else None)


def _state(definition: TrackDefinition, track: TrackState | None) -> str:
    state: State | None = definition.states.get(track.state) if track else None
    return filled(state.label) if state else ""


def _to(definition: TrackDefinition, step: Transition) -> str:
    return filled(definition.states[step.to].label) if step.to else ""


def _others(
    opened: OpenCase, step: Transition, track: str, labels: Sequence[str]
) -> tuple[str, ...]:
    if not step.joint:
        return ()
    found = []
    for other in opened.projection.tracks.values():
        subject = opened.projection.subjects.get(other.subject_id or "")
        if other.track == track and subject and other.state in step.from_states:
            found.append(subject.label)
    return tuple(
        sorted(set(found) - set(labels), key=lambda label: (label[:1], int(label[1:] or 0)))
    )


def _lines(
    connection: Connection,
    opened: OpenCase,
    step: Transition,
    labels: Sequence[str],
    filled: Filled,
    joint: bool,
) -> list[Asked]:
    subjects = {label: _subject(opened, label) for label in labels}
    contexts = form_contexts(connection, opened.viewer, opened.file, step.form, subjects)
    if not joint:
        (label,) = labels
        wrong = [error for errors in filled.errors.values() for error in errors]
        asked = questions(step.form, contexts[label], filled.answers, wrong)
        return [Asked(question) for question in asked]
    shared, apart = joint_questions(step.form, contexts, filled.answers, filled.errors)
    by_id = {question.id: Asked(question) for question in shared}
    kinds = {label: (s.kind if s else "case") for label, s in subjects.items()}
    for place, own in enumerate(apart[labels[0]]):
        columns = tuple((label, kinds[label], apart[label][place]) for label in labels)
        by_id[own.id] = Asked(None, columns)
    return [by_id[field.id] for field in step.form if field.id in by_id]


def _paths(lines: Sequence[Asked]) -> list[str]:
    """Every input's path in page order: what links of the error summary may lead to."""
    found: list[str] = []
    for line in lines:
        for question in [line.shared] if line.shared else [q for _, _, q in line.columns]:
            found.append(question.path)
            for row in question.rows:
                found.append(row.path)
                found += [inner.path for inner in row.questions]
    return found
