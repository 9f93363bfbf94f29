"""Taking over a matter that began elsewhere: one event with the milestones known (process.md 1.4).

It goes the way of every step; what is its own is told here: flat answers become milestones and
rows, and a person may be new in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.cases import Case, SubjectRow
from ctj.services import Services
from ctj.transaction import unit_of_work
from ctj.workflow.step import FieldError

from .refusals import FormErrors
from .steps import IN_PERSON, By, Fired, Step, SubjectStep, actor_of
from .transitions import fire

ADOPT = "adopt"


@dataclass(frozen=True)
class Adoption:
    """A matter to take over. ``label``: a subject of the case, or the next pseudonym (or '') for a
    person who is new in it. ``answers``: occurred_on, state, source, note as texts, ``milestones``
    by fact and ``rows`` by register."""

    case_reference: str
    track: str
    label: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    role: str | None = None


def adopt(services: Services, viewer: Viewer, adoption: Adoption, by: By = IN_PERSON) -> Fired:
    """Record the adoption. Raises as ``fire``; FormErrors where the pseudonym is not the next."""
    actor = actor_of(viewer, adoption.role, by)
    with unit_of_work(services.database, actor, recorded_at=by.recorded_at) as work:
        known = _is_known(work.connection, adoption)
        step = Step(
            adoption.case_reference,
            adoption.track,
            ADOPT,
            (SubjectStep(adoption.label if known else ""),),
            flat(adoption.answers),
            role=adoption.role,
        )
        fired = fire(services, viewer, step, by)
        if adoption.label and not known and fired.added != (adoption.label,):
            given = ", ".join(fired.added) or "none"
            sentence = say(
                "The next pseudonym of the case is %(given)s, not %(label)s.",
                given=given,
                label=adoption.label[:20],
            )
            raise FormErrors([FieldError("subjects", sentence)])
    return fired


def flat(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Milestones and rows beside the other answers, as the form asks them."""
    top = {name: value for name, value in answers.items() if name not in ("milestones", "rows")}
    return {**top, **answers.get("milestones", {}), **answers.get("rows", {})}


def _is_known(connection: Connection, adoption: Adoption) -> bool:
    """Whether the case has that subject; whether the viewer may know is asked by the step."""
    wanted = (
        select(SubjectRow.id)
        .join(Case, Case.id == SubjectRow.case_id)
        .where(Case.reference == adoption.case_reference, SubjectRow.label == adoption.label)
    )
    return connection.execute(wanted).first() is not None
