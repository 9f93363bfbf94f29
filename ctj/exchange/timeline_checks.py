"""What can be said of a timeline before anything is written: steps, seats, what only a
demonstration may do."""

from __future__ import annotations

from difflib import get_close_matches

from ..services import Services
from .load_refusals import refusal_of
from .refusals import Refusal
from .seats import NobodySeated, Seats
from .timeline_format import CaseTimeline, TimelineEvent

OPEN = "open_case"


def refusals_before(services: Services, seats: Seats, case: CaseTimeline) -> list[Refusal]:
    """Everything that is wrong with the case as far as definitions, users and instance tell."""
    demonstration = services.instance.demonstration
    found = []
    if case.relative and not demonstration:
        reason = "Dates that count from the day of loading belong to a demonstration."
        mend = "Write the dates, and take 'relative: true' away."
        found.append(Refusal(case.file, 1, reason, mend, case.reference))
    if case.events[0].transition != OPEN:
        reason, mend = "A case begins with the report that opened it.", f"Put {OPEN} first."
        found.append(refusal_of(case, case.events[0], reason, mend, "transition"))
    named = [(member.seat, member.line) for member in case.team]
    if case.team_by is not None:
        named.append((case.team_by, case.node.line_of("team_by")))
    for seat, line in named:
        try:
            seats.viewer(seat)
        except NobodySeated as nobody:
            found.append(Refusal(case.file, line, str(nobody), nobody.mend, case.reference))
    for event in case.events:
        found.extend(_of_event(services, seats, case, event))
    return found


def _of_event(
    services: Services, seats: Seats, case: CaseTimeline, event: TimelineEvent
) -> list[Refusal]:
    found = []
    if event.recorded is not None and not services.instance.demonstration:
        reason = "When something was recorded is the database's to say."
        mend = "Take 'recorded' away: it is for a demonstration."
        found.append(refusal_of(case, event, reason, mend, "recorded"))
    for key, seat in (("by", event.by), ("approved_by", event.approved_by)):
        try:
            if seat is not None:
                seats.viewer(seat)
        except NobodySeated as nobody:
            found.append(refusal_of(case, event, str(nobody), nobody.mend, key))
    found.extend(_of_step(services, case, event))
    return found


def _of_step(services: Services, case: CaseTimeline, event: TimelineEvent) -> list[Refusal]:
    tracks = services.library.tracks
    if event.track not in tracks:
        reason = f"There is no track '{event.track[:60]}'."
        mend = f"Use one of: {', '.join(tracks)}."
        return [refusal_of(case, event, reason, mend, "track")]
    steps = tracks[event.track].transitions
    if event.transition not in steps:
        near = get_close_matches(event.transition, list(steps), 3, 0.6)
        mend = f"Did you mean {' or '.join(near)}?" if near else "See: ctj workflows show."
        reason = f"The track '{event.track}' has no step '{event.transition[:60]}'."
        return [refusal_of(case, event, reason, mend, "transition")]
    warns = {use.guard for use in steps[event.transition].warns}
    return [
        refusal_of(
            case,
            event,
            f"This step has no warning '{guard[:60]}'.",
            f"Use one of: {', '.join(sorted(warns))}." if warns else "Take the reason away.",
            f"reasons.{guard}",
        )
        for guard in event.reasons
        if guard.rpartition(".")[2] not in warns
    ]
