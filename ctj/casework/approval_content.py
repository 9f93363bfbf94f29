"""What a second person needs to decide: the exact content in words, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ctj.access.errors import NotVisible
from ctj.access.viewers import Viewer, load_viewer
from ctj.language import say
from ctj.queries.activity import NARRATIVE_ROLES
from ctj.queries.choices import form_contexts
from ctj.queries.entry_page import Changed
from ctj.queries.hidden_answers import hide
from ctj.queries.open_case import OpenCase
from ctj.queries.reader_groups import Reader
from ctj.services import Services
from ctj.workflow.definitions import Transition
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step import read, read_joint
from ctj.workflow.step.answers import Answer, answers

from .approvals import Waiting
from .corrections import CorrectionPreview, preview_correction
from .entries import Entry
from .mending import Mending, find_entry, mending
from .preview import Preview, preview
from .refusals import Blocked, Conflict, DoesNotFollow, FormErrors, NotAllowedHere
from .steps import CORRECT, INSERT, Correction, Step

_REFUSALS = (Blocked, Conflict, DoesNotFollow, FormErrors, NotAllowedHere, NotVisible)


@dataclass(frozen=True)
class Content:
    """``answers``: by pseudonym, of a step. ``changed``: what a correction changes. ``entry``: the
    entry that it is about. ``seen``: what carrying it out would do; None where it no longer can,
    and then ``why_not`` says why. ``reasons``: by guard, why it was asked for all the same."""

    transition: Transition | None
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    changed: tuple[Changed, ...] = ()
    entry: Entry | None = None
    seen: Preview | CorrectionPreview | None = None
    why_not: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[Missing, ...]:
        """Guards that warn, or do not hold for a corrected step."""
        if isinstance(self.seen, Preview):
            return self.seen.warnings
        return self.seen.findings if self.seen is not None else ()


def content_of(
    connection: Connection, services: Services, opened: OpenCase, waiting: Waiting, *, is_open: bool
) -> Content:
    """The content as this viewer may read it. ``is_open``: it can still be decided, so what it
    would do is looked at, in the name of who asked."""
    if isinstance(waiting.ordered, Step):
        return _of_step(connection, services, opened, waiting, waiting.ordered, is_open)
    return _of_correction(connection, services, opened, waiting, waiting.ordered, is_open)


def _requester(connection: Connection, waiting: Waiting) -> Viewer:
    return load_viewer(connection, waiting.approval.requested_by)


def _of_step(
    connection: Connection,
    services: Services,
    opened: OpenCase,
    waiting: Waiting,
    step: Step,
    is_open: bool,
) -> Content:
    definition = opened.file.library.tracks[step.track]
    transition = definition.transitions[step.transition]
    told = _answers(connection, opened, transition, step)
    seen, why_not = None, ""
    if is_open:
        try:
            seen = preview(services, _requester(connection, waiting), step)
        except _REFUSALS as refused:
            why_not = str(refused) or say("Who asked may no longer see this case.")
    reads = bool(opened.viewer.roles & NARRATIVE_ROLES)
    reasons = step.reasons if reads else {}
    return Content(transition, told, seen=seen, why_not=why_not, reasons=reasons)


def _answers(
    connection: Connection, opened: OpenCase, transition: Transition, step: Step
) -> dict[str, tuple[Answer, ...]]:
    """What was typed, in words, without what this viewer may not read."""
    fields, library = transition.form, opened.file.library
    subjects = {one.label: opened.file.subject(one.label) for one in step.subjects}
    contexts = form_contexts(connection, opened.viewer, opened.file, fields, subjects)
    if len(contexts) > 1:
        typed = {k: r.typed for k, r in read_joint(fields, step.answers, contexts).items()}
    else:
        ((label, context),) = contexts.items()
        own = step.answers.get(label) if label else None
        given = {name: value for name, value in step.answers.items() if name != label}
        given |= own if isinstance(own, Mapping) else {}
        typed = {label: read(fields, given, context).typed}
    reads = bool(opened.viewer.roles & NARRATIVE_ROLES)
    reader = Reader(library, opened.viewer, opened.sight)
    hidden = {
        label: hide(answers(fields, one, contexts[label]), fields, library, reads=reads)
        for label, one in typed.items()
    }
    return {label: reader.step(transition, told) for label, told in hidden.items()}


def _of_correction(
    connection: Connection,
    services: Services,
    opened: OpenCase,
    waiting: Waiting,
    correction: Correction,
    is_open: bool,
) -> Content:
    entry = find_entry(opened, correction.entry)
    if entry is None:
        return Content(None, why_not=say("The entry was withdrawn since this was asked for."))
    transition = entry.transition
    if correction.forgotten:
        transition = entry.definition.transitions[correction.forgotten]
    if not is_open:
        return Content(transition, entry=entry)
    try:
        seen = preview_correction(services, _requester(connection, waiting), correction)
    except _REFUSALS as refused:
        sentence = str(refused) or say("Who asked may no longer see this case.")
        return Content(transition, entry=entry, why_not=sentence)
    changed: tuple[Changed, ...] = ()
    if correction.transition in (CORRECT, INSERT):
        forgotten = transition if correction.transition == INSERT else None
        asked = mending(connection, services, opened, entry, forgotten)
        changed = _hidden(asked, asked.compared(seen.typed, {}), opened)
    return Content(transition, changed=changed, entry=entry, seen=seen)


def _hidden(asked: Mending, changed: tuple[Changed, ...], opened: OpenCase) -> tuple[Changed, ...]:
    """Nothing of an identity is shown, nor what the field groups of this viewer leave out."""
    reads, library = bool(opened.viewer.roles & NARRATIVE_ROLES), opened.file.library
    reader = Reader(library, opened.viewer, opened.sight)

    def masked(one: Answer | None) -> Answer | None:
        if one is None:
            return None
        return reader.step(asked.transition, hide([one], asked.fields, library, reads=reads))[0]

    return tuple(Changed(one.label, masked(one.before), masked(one.after)) for one in changed)
