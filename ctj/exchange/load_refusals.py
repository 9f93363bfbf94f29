"""What the engine refuses, told about the file: line, event, field and mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..access.errors import NotVisible
from ..access.errors import Refusal as AccessRefusal
from ..casework.refusals import (
    Blocked,
    DoesNotFollow,
    FormErrors,
    NeedsApproval,
    NotFromHere,
)
from ..workflow.situation import Refusal as Missing
from ..workflow.step import FieldError
from .refusals import Refusal
from .timeline_format import CaseTimeline, TimelineEvent
from .timeline_reader import line_at, own_answers


class EventRefused(Exception):
    """An event was refused, and with it the whole case. ``refusals`` say why."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(map(str, self.refusals)))


def refusal_of(
    case: CaseTimeline, event: TimelineEvent, reason: str, mend: str = "", key: str = ""
) -> Refusal:
    """A refusal of this event, at the line of one of its keys."""
    line = line_at(event.node, key, event.line) if key else event.line
    return Refusal(
        case.file, line, reason, mend, case.reference, event.number, _named(event), field=key
    )


def told(
    case: CaseTimeline, event: TimelineEvent, refused: AccessRefusal, label: str = ""
) -> list[Refusal]:
    """Everything that the engine said, in the order in which it said it.

    ``label``: the subject whose step it was, where it was the step of one.
    """
    if isinstance(refused, FormErrors):
        return [_field(case, event, error, label) for error in refused.errors]
    if isinstance(refused, NeedsApproval):
        mend = "Say who decides: approved_by: a seat other than 'by' that may take this step."
        return [refusal_of(case, event, one.sentence, mend) for one in refused.missing]
    if isinstance(refused, Blocked):
        blocks = [refusal_of(case, event, one.sentence, _mend(one)) for one in refused.missing]
        warns = [_warning(case, event, one) for one in refused.warnings]
        return [*blocks, *warns]
    return [refusal_of(case, event, *_sentence_and_mend(event, refused))]


def _sentence_and_mend(event: TimelineEvent, refused: AccessRefusal) -> tuple[str, str]:
    if isinstance(refused, NotVisible):
        return (
            f"{event.by} cannot see this case.",
            "Put the seat under 'team' of the case, or let a seat act that is there.",
        )
    if isinstance(refused, NotFromHere):
        return str(refused), "Put the event where the track allows it, or tell the step before it."
    if isinstance(refused, DoesNotFollow):
        return str(refused), "Check the order of the events before this one."
    return str(refused), "Check the seat under 'by', and what stands here."


def _field(case: CaseTimeline, event: TimelineEvent, error: FieldError, label: str) -> Refusal:
    """An error of an answer, at the line of that answer, wherever the file gives it."""
    if error.path.startswith("occurred_on"):
        return refusal_of(case, event, str(error), key=error.path.replace("occurred_on", "date", 1))
    subject = error.subject or label
    path = error.path.removeprefix(f"{error.subject}.") if error.subject else error.path
    places = (
        own_answers(event.node, "each", subject),
        event.node.get("answers"),
        *_parts(event.node.get("answers")),
        own_answers(case.node, "subjects", subject),
    )
    lines = (line_at(place, path, 0) for place in places if place is not None)
    line = next((found for found in lines if found), event.line)
    named = _named(event)
    return Refusal(case.file, line, str(error), "", case.reference, event.number, named, field=path)


def _parts(answers: Any) -> tuple[Any, ...]:
    """Where an adoption tells milestones and rows."""
    found = answers if isinstance(answers, dict) else {}
    return found.get("milestones"), found.get("rows")


def _mend(missing: Missing) -> str:
    kind, _, name = missing.where.partition(":")
    if kind == "register":
        return f"Record it in an event before this one (register '{name}')."
    if kind == "transition":
        return f"Tell the step '{name}' before this one."
    if kind == "form":
        return "Say it in the answers of this event."
    if kind == "approval":
        return "Say who decides: approved_by: a seat other than 'by'."
    return "Tell what is missing in an event before this one."


def _warning(case: CaseTimeline, event: TimelineEvent, missing: Missing) -> Refusal:
    mend = f"Mend it, or say why it is told all the same: reasons: {{{missing.guard}: …}}."
    return refusal_of(case, event, f"{missing.sentence} ({missing.guard})", mend)


def _named(event: TimelineEvent) -> str:
    if not event.subjects:
        return event.transition
    first, last = event.subjects[0], event.subjects[-1]
    who = first if first == last else f"{first} to {last}"
    return f"{event.transition} {who}"
