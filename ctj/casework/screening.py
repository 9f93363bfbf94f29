"""A screening between its pages: a sealed draft, and what it puts into the act that is chosen.

The officer chooses the act, whatever is recommended. What was advised goes into the form of the act
beside what is chosen; the act itself is recorded like any other, through ``transitions.fire``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ctj.access.viewers import Viewer
from ctj.queries.open_case import OpenCase
from ctj.queries.screening import SCREENING, TRACK, NoScreening, Outcome, in_words, outcome_of
from ctj.services import Services
from ctj.workflow.definitions import Field, Transition

from .drafts import Draft, discard_draft, load_draft, save_draft
from .steps import Step, SubjectStep


def _step(reference: str, form: str, label: str, answers: Mapping[str, Any]) -> Step:
    return Step(reference, SCREENING, form, (SubjectStep(label),), answers)


def keep_screening(
    services: Services,
    viewer: Viewer,
    reference: str,
    form: str,
    label: str,
    answers: Mapping[str, Any],
) -> None:
    """Keep what was answered so far, sealed; the viewer alone can take it up again."""
    save_draft(services, viewer, _step(reference, form, label, answers))


def kept_screening(
    connection: Connection,
    services: Services,
    viewer: Viewer,
    reference: str,
    form: str,
    label: str,
) -> Draft | None:
    """What the viewer has kept. Raises NotVisible."""
    return load_draft(connection, services, viewer, _step(reference, form, label, {}))


def discard_screening(
    services: Services, viewer: Viewer, reference: str, form: str, label: str
) -> None:
    """Throw the answers away."""
    discard_draft(services, viewer, _step(reference, form, label, {}))


def choose_act(
    services: Services,
    viewer: Viewer,
    opened: OpenCase,
    label: str,
    act: str,
    answers: Mapping[str, Any],
    today: date,
) -> None:
    """Begin the act that the officer chose, with what the form knows: a draft to complete.

    Raises NoScreening where the track has no such act.
    """
    outcome = outcome_of(opened, answers)
    if act not in dict(outcome.acts):
        raise NoScreening
    transition = opened.file.library.tracks[TRACK].transitions[act]
    given = _given(opened, label, transition, outcome, answers, today)
    step = Step(opened.identity.reference, TRACK, act, (SubjectStep(label),), given)
    save_draft(services, viewer, step)


def _given(
    opened: OpenCase,
    label: str,
    transition: Transition,
    outcome: Outcome,
    answers: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """Answers for the questions that the act asks, and no others."""
    day = {"day": str(today.day), "month": str(today.month), "year": str(today.year)}
    known = _known(outcome) | {
        "answers": in_words(opened, answers),
        "by": opened.viewer.agency_id,
        "language": answers.get("q04_language", ""),
        "interpreter": answers.get("q01_language", ""),
    }
    found: dict[str, Any] = {"occurred_on": day}
    for field in transition.form:
        if field.register == "screenings" and field.type == "row":
            row = _interrupted(opened, label, field.pick)
            found[field.id] = [{"row": row, **_of(_columns(opened, field), known)}]
        elif field.id in known:
            found[field.id] = known[field.id]
    return found


def _interrupted(opened: OpenCase, label: str, pick: tuple[str, ...]) -> str:
    """The person's screening that waits to be gone on with; a new one where there is none."""
    subject = opened.file.subject(label)
    rows = opened.projection.rows_of("screenings", subject.id if subject else None)
    return next((row.id for row in reversed(rows) if row.status in pick), "new")


def _columns(opened: OpenCase, field: Field) -> list[str]:
    register = opened.file.library.registers["screenings"]
    return [one.id for one in (field.fields or register.fields)]


def _of(names: list[str], known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known[name] for name in names if name in known}


def _known(outcome: Outcome) -> dict[str, Any]:
    advice = list(outcome.assessment.advice)
    return {
        "tool": outcome.form.id,
        "result": outcome.result.code,
        "indicators": list(outcome.items),
        "grounds": list(outcome.items),
        "flags": list(outcome.assessment.flags),
        "advice": advice,
        "advice_shown": advice,
        "recommended": advice[0] if advice else "",
        "stopped": outcome.stop.code if outcome.stop else "finished",
        "reason": outcome.stop.code if outcome.stop else "person_stopped",
    }
