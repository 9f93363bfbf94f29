"""What guards look at, in one place: rows as they would be, labels, past events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from ctj.language import say, say_many

from ..dates import PartialDate
from ..definitions import RegisterDefinition
from ..fold.draft import Draft
from ..fold.effect_rows import row_fills
from ..fold.occurrence import preferred
from ..fold.rows import write_rows
from ..fold.step import DoesNotFit, Step
from ..projection import EventRecord, Projection, Row
from ..situation import Situation

#: Id of the event that a step would append, while it is only being tried.
TRIED = "tried"


def with_rows_tried(situation: Situation) -> Situation:
    """The situation with the rows as the form would leave them (``rows_after``).

    A form whose rows do not fit yet is read as if it named none: the refusal comes from elsewhere.
    """
    if situation.rows_after is not None:
        return situation
    return replace(situation, rows_after=_tried(situation).rows)


def _tried(situation: Situation) -> Projection:
    if not situation.form:
        return situation.projection
    draft = Draft(situation.projection)
    event = _event(situation)
    step = Step(
        event, situation.definition, situation.transition, situation.track, draft, situation.library
    )
    try:
        write_rows(step)
    except DoesNotFit:
        return situation.projection
    return draft.freeze()


def _event(situation: Situation) -> EventRecord:
    return EventRecord(
        id=TRIED,
        case_id=situation.projection.case_id,
        track_id=situation.track.id if situation.track else TRIED,
        seq=0,
        act_id=TRIED,
        kind="transition",
        track=situation.definition.id,
        subject_id=situation.subject.id if situation.subject else None,
        transition=situation.transition.id,
        from_state=situation.track.state if situation.track else None,
        to_state=situation.transition.to,
        occurred=situation.occurred,
        data=situation.form,
        effects={"rows": row_fills(situation)},
        definition_hash=situation.definition.hash,
        recorded_at=situation.now,
        user_id=situation.user_id,
    )


def subject_id(situation: Situation) -> str:
    """The track's subject; '' for the case."""
    return situation.subject.id if situation.subject else ""


def rows(situation: Situation, register: str, owner: str | None = "own") -> list[Row]:
    """Rows after the form, in order: of the track's subject, or ``owner`` (None: whoever's)."""
    after = situation.rows_after
    known = situation.projection.rows if after is None else after
    wanted = (situation.subject.id if situation.subject else None) if owner == "own" else owner
    found = [
        row
        for row in known.values()
        if row.register == register and (owner is None or row.owner_id == wanted)
    ]
    return sorted(found, key=lambda row: row.number)


def register(situation: Situation, register_id: str) -> RegisterDefinition | None:
    """The register of that name, if the library has it."""
    return situation.library.registers.get(register_id)


def counts(situation: Situation, row: Row, word: str) -> bool:
    """Whether the row's status is ``word`` or counts as it."""
    definition = register(situation, row.register)
    return row.status == word if definition is None else definition.is_in(row.status, word)


def row_label(situation: Situation, row: Row) -> str:
    """'charge 2 of A1'."""
    definition = register(situation, row.register)
    wording = definition.row_label if definition else f"{row.register} {{n}}"
    owner = label(situation, row.owner_id)
    return wording.replace("{n}", str(row.number)).replace("{subject}", owner)


def label(situation: Situation, subject: str | None) -> str:
    """The pseudonym, or 'this case'."""
    found = situation.projection.subjects.get(subject or "")
    return found.label if found else say("this case")


def labels(situation: Situation, subjects: Iterable[str | None]) -> str:
    """'A1, A2', in the order in which pseudonyms are given out."""
    named = {label(situation, one) for one in subjects}
    return ", ".join(sorted(named, key=lambda name: (len(name), name)))


def code_label(situation: Situation, lists: Iterable[str], code: Any) -> str:
    """The label of a code, or the code in words."""
    for name in lists:
        found = situation.library.codes.get(name)
        if found is not None and str(code) in found.codes:
            return found.codes[str(code)].label
    return str(code).replace("_", " ")


def own_events(situation: Situation) -> Iterator[EventRecord]:
    """The effective events of this track, in their order."""
    track = situation.track.id if situation.track else None
    return (event for event in situation.events if event.track_id == track)


def can_be_recorded(situation: Situation, transition: str) -> bool:
    """Whether some track here has that step: a guard asks for nothing that nobody can enter."""
    return any(transition in track.transitions for track in situation.library.tracks.values())


def when(situation: Situation) -> PartialDate:
    """The date of the act being tried."""
    return preferred(situation.occurred)


def distance(moment: datetime, now: datetime) -> str:
    """'in 3 days', '2 days ago', 'today'; hours inside two days."""
    seconds = (moment - now).total_seconds()
    hours = round(abs(seconds) / 3600)
    days = round(abs(seconds) / 86400)
    if hours == 0:
        return say("now")
    if hours > 48:
        much = say_many("%(num)d day", "%(num)d days", days)
    else:
        much = say_many("%(num)d hour", "%(num)d hours", hours)
    return say("in %(much)s", much=much) if seconds > 0 else say("%(much)s ago", much=much)
