"""The form of a case that does not exist yet, under the law of a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ctj.access.viewers import Viewer
from ctj.services import Services
from ctj.workflow.calendars import Calendar
from ctj.workflow.definitions import FormPage, Library, Transition
from ctj.workflow.overlays import overlay_for
from ctj.workflow.projection import Projection
from ctj.workflow.step import FieldError
from ctj.workflow.step.blank import questions
from ctj.workflow.step.case_context import context_of
from ctj.workflow.step.pages import page_of, pages_of, with_page
from ctj.workflow.step.questions import Question

from .choices import organisations

TRACK, TRANSITION = "investigation", "open_case"


@dataclass(frozen=True)
class OpeningForm:
    """One page of the form. ``paths``: every input of all pages in their order, for the links of
    the error summary."""

    transition: Transition
    to_label: str
    pages: tuple[FormPage, ...]
    page: int
    questions: tuple[Question, ...]
    paths: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.pages[self.page - 1].title


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


def opening_pages(services: Services) -> tuple[FormPage, ...]:
    """The pages of the form, in order."""
    return pages_of(services.library.tracks[TRACK].transitions[TRANSITION])


def page_that_asks(services: Services, path: str) -> int:
    """The number of the page that asks what the path of an input names."""
    return page_of(opening_pages(services), path)


def with_opening_page(
    services: Services, kept: Mapping[str, Any], typed: Mapping[str, Any], page: int
) -> dict[str, Any]:
    """What this page sent, over what the other pages keep."""
    return with_page(kept, typed, opening_pages(services)[page - 1])


def kinds_that_refer(services: Services) -> tuple[tuple[str, str], ...]:
    """(code, label) of the kinds of service whose word is itself a way in which cases come to
    light: a referral by one of them answers both questions."""
    ways = services.library.codes["detection"].codes
    kinds = services.library.codes["agency_kind"].codes
    return tuple((code, one.label) for code, one in kinds.items() if code in ways)


def opening_form(
    connection: Connection,
    services: Services,
    viewer: Viewer,
    jurisdiction: str,
    answers: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    page: int = 1,
) -> OpeningForm:
    """A page of the questions of opening a case, with what was typed so far."""
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
    asked = {one.id: one for one in questions(transition.form, context, answers, errors)}
    pages = opening_pages(services)
    to = definition.states[transition.to].label if transition.to else ""
    return OpeningForm(
        transition=transition,
        to_label=to,
        pages=pages,
        page=page,
        questions=tuple(asked[name] for name in pages[page - 1].fields),
        paths=tuple(_paths([asked[name] for one in pages for name in one.fields])),
    )


def _paths(asked: Sequence[Question]) -> list[str]:
    found: list[str] = []
    for question in asked:
        found.append(question.path)
        for row in question.rows:
            found += [row.path, *(inner.path for inner in row.questions)]
    return found
