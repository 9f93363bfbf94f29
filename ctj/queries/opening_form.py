"""The form of a case that does not exist yet, under the law of a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ctj.access.viewers import Viewer
from ctj.services import Services
from ctj.workflow.calendars import Calendar
from ctj.workflow.definitions import Library, Transition
from ctj.workflow.overlays import overlay_for
from ctj.workflow.projection import Projection
from ctj.workflow.step import FieldError
from ctj.workflow.step.blank import questions
from ctj.workflow.step.case_context import context_of
from ctj.workflow.step.questions import Question

from .choices import organisations

TRACK, TRANSITION = "investigation", "open_case"


@dataclass(frozen=True)
class OpeningForm:
    """``paths``: every input in page order, for the links of the error summary."""

    transition: Transition
    to_label: str
    questions: tuple[Question, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The definitions and calendars that effects are told by."""

    library: Library
    calendars: Mapping[str, Calendar]


@dataclass(frozen=True)
class NotYetOpen:
    """What stands in the place of a case where there is none yet."""

    file: Rules
    viewer: Viewer


def not_yet_open(services: Services, viewer: Viewer) -> NotYetOpen:
    """For telling what opening will do."""
    return NotYetOpen(Rules(services.library, services.calendars), viewer)


def jurisdictions_to_open(services: Services) -> tuple[tuple[str, str], ...]:
    """(code, name) of the jurisdictions that a case may be opened under, the instance's first."""
    own = services.instance.jurisdiction
    named = {
        overlay.jurisdiction.code.upper(): overlay.jurisdiction.names.get("en", overlay.code)
        for overlay in services.overlays.values()
        if overlay.code != "neutral"
    }
    named.setdefault(own, own)
    return tuple(sorted(named.items(), key=lambda item: (item[0] != own, item[1])))


def opening_form(
    connection: Connection,
    services: Services,
    viewer: Viewer,
    jurisdiction: str,
    answers: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
) -> OpeningForm:
    """The questions of opening a case, with what was typed so far."""
    definition = services.library.tracks[TRACK]
    transition = definition.transitions[TRANSITION]
    overlay = overlay_for(jurisdiction, services.overlays)
    context = context_of(
        services.library,
        overlay,
        Projection("", jurisdiction),
        subject=None,
        now=viewer.now,
        zone=overlay.jurisdiction.time_zone,
        orgs=organisations(connection),
    )
    asked = questions(transition.form, context, answers, errors)
    to = definition.states[transition.to].label if transition.to else ""
    return OpeningForm(transition, to, asked, tuple(_paths(asked)))


def _paths(asked: Sequence[Question]) -> list[str]:
    found: list[str] = []
    for question in asked:
        found.append(question.path)
        for row in question.rows:
            found += [row.path, *(inner.path for inner in row.questions)]
    return found
