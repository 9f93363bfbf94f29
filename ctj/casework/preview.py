"""What recording a step would do: the same path as `fire`, taken back before anything is written.

It is what 'check your answers' shows. Nothing is saved, and the lock is given back at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctj.access.viewers import Viewer
from ctj.queries.choices import form_contexts
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.fold import Changes, diff
from ctj.workflow.projection import Projection
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step.answers import Answer, answers

from .judging import SECOND_PERSON, Judged
from .known_again import AnsweredSame, answered_same
from .refusals import Blocked
from .steps import IN_PERSON, Step, actor_of
from .transitions import Prepared, held_for, prepare, record


@dataclass(frozen=True)
class Preview:
    """``answers``: in words, by pseudonym ('' = the case). ``changes``: what the events would make
    of the case, from ``before`` to ``after``. ``warnings``: each needs a reason. ``second_person``:
    the guard that asks for one, if nothing else is missing. ``elsewhere``: who goes between two
    cases, with the pseudonym there. ``known``: whom the one who is added may be, as the viewer
    answered."""

    answers: Mapping[str, tuple[Answer, ...]]
    changes: Changes
    before: Projection
    after: Projection
    warnings: tuple[Missing, ...]
    second_person: Missing | None
    added: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    known: tuple[AnsweredSame, ...] = ()


class Seen(Exception):
    """Carries the result out of the unit of work, which is rolled back."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview


def preview(services: Services, viewer: Viewer, step: Step) -> Preview:
    """What `fire` would do with this step. Raises what `fire` raises, but for missing reasons and a
    missing second person, which are told in the result."""
    try:
        with unit_of_work(services.database, actor_of(viewer, step.role)) as work:
            raise Seen(look_ahead(work, services, viewer, step))
    except Seen as seen:
        return seen.preview


def look_ahead(work: UnitOfWork, services: Services, viewer: Viewer, step: Step) -> Preview:
    """The step inside an open unit of work, which the caller must take back (raise ``Seen``)."""
    held = held_for(work, services, viewer, step)
    prepared = prepare(work, services, held, viewer, step, IN_PERSON)
    second = _second_person(prepared.judged)
    moving = record(prepared)
    act = prepared.act
    return Preview(
        answers=_in_words(work, viewer, prepared),
        changes=diff(held.case.projection, act.projection),
        before=held.case.projection,
        after=act.projection,
        warnings=_once(
            [missing for each in prepared.judged for missing, _ in each.taking.warnings]
        ),
        second_person=second,
        added=tuple(subject.label for subject in act.subjects),
        elsewhere=moving.renamed if moving is not None else (),
        known=_known(work, viewer, prepared) if moving is None and act.subjects else (),
    )


def _known(work: UnitOfWork, viewer: Viewer, prepared: Prepared) -> tuple[AnsweredSame, ...]:
    """Whom the viewer called the same person, if not of this case already."""
    kinds = {one.kind for one in prepared.act.subjects}
    before = prepared.act.case.projection.subjects.values()
    here = {one.person_id for one in before if one.kind in kinds}
    same = answered_same(work.connection, viewer, work.clock)
    return tuple(one for one in same if one.person_id not in here)


def _second_person(judged: Sequence[Judged]) -> Missing | None:
    """The guard that asks for a second person; raises Blocked where anything else is missing."""
    missing = [one for each in judged for one in each.missing]
    others = [one for one in missing if one.guard not in SECOND_PERSON]
    if others:
        raise Blocked(others)
    return missing[0] if missing else None


def _once(warnings: Sequence[Missing]) -> tuple[Missing, ...]:
    """One line for each guard: a reason is asked once for all subjects."""
    found: dict[str, Missing] = {}
    for warning in warnings:
        found.setdefault(warning.guard, warning)
    return tuple(found.values())


def _in_words(
    work: UnitOfWork, viewer: Viewer, prepared: Prepared
) -> dict[str, tuple[Answer, ...]]:
    fields = prepared.found[0].transition.form
    subjects = {one.label: one.subject for one in prepared.found}
    contexts = form_contexts(work.connection, viewer, prepared.act.case, fields, subjects)
    return {
        label: answers(fields, one.form, contexts[label]) for label, one in prepared.answers.items()
    }
