"""Guards that ask for a second, or a different, person (process.md 2.2; controls C25 to C27)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ctj.language import say

from ..fold.step import row_items
from ..projection import EventRecord
from ..situation import Situation
from .registry import Missing, guard

OLD = timedelta(days=90)
#: An event that sets one of these tells what a court decided, or how the matter ended.
COURT_OUTCOMES = frozenset(
    [
        "verdict",
        "outcome",
        "outcome_now",
        "disposed",
        "final",
        "final_outcome",
        "appeal_result",
        "sentence_months",
        "comp_ordered",
        "confiscation_ordered",
    ]
)


@guard("second_person", asks_form=True)
def second_person(situation: Situation, /, **args: Any) -> Missing | None:
    """Another person approved exactly this content, lately, and the approval is unused."""
    for one in situation.approvals:
        fits = one.what == args["what"] and one.content_hash == situation.content_hash
        if fits and one.valid and one.decided_by != situation.user_id:
            return None
    return Missing({"role": _who_may_decide(situation)})


def _who_may_decide(situation: Situation) -> str:
    known = situation.library.roles
    named = [
        known[role].label.lower() if role in known else role for role in situation.transition.who
    ]
    return " or ".join(named) or say("a colleague")


@guard("second_person_if_grave", asks_form=True)
def second_person_if_grave(situation: Situation, /, **args: Any) -> Missing | None:
    """As ``second_person``, where the entry is a court outcome, a consent or over 90 days old."""
    entry = _entry(situation)
    if entry is not None and not is_grave(situation, entry):
        return None
    return second_person(situation, **args)


def _entry(situation: Situation) -> EventRecord | None:
    """The entry that the form corrects; an inserted step is as grave as what it stands before."""
    wanted = situation.form.get("event")
    return next((event for event in situation.events if event.id == wanted), None)


def is_grave(situation: Situation, entry: EventRecord) -> bool:
    """Whether changing the entry needs a second person."""
    if situation.now - entry.recorded_at > OLD:
        return True
    definition = situation.library.by_hash.get(entry.definition_hash)
    transition = definition.transitions.get(entry.transition) if definition else None
    if transition is None:
        return True
    tells_outcome = any(effect.fact in COURT_OUTCOMES for effect in transition.facts)
    return tells_outcome or any(field.register == "consents" for field in transition.form)


@guard("different_person")
def different_person(situation: Situation, /, **args: Any) -> Missing | None:
    """The user did not fire that transition on this subject, or another track of the same person;
    nor on anybody of the other kind (who arrests does not interview, whoever was arrested).

    A form field of type user may stand in place of the transition: then it is not this user.
    """
    named = str(args["transition"])
    if named in _users(situation):
        mine = situation.user_id in _users(situation)[named]
    else:
        mine = any(
            event.transition == named and event.user_id == situation.user_id
            for event in _about(situation)
        )
    return (
        Missing({"did_that": say("did ‘%(words)s’ yourself", words=_words(situation, named))})
        if mine
        else None
    )


def _users(situation: Situation) -> dict[str, set[str]]:
    """Form fields of type user (also inside rows), with whom they name."""
    found: dict[str, set[str]] = {}
    for field in situation.transition.form:
        if field.type == "user":
            found.setdefault(field.id, set()).add(str(situation.form.get(field.id)))
        for column in field.fields:
            if column.type == "user":
                items = row_items(situation.form, field.id)
                names = {str(_column(situation, item, column.id)) for item in items}
                found.setdefault(column.id, set()).update(names)
    return found


def _column(situation: Situation, item: Mapping[str, Any], column: str) -> Any:
    """What the form says in the column, else what the row that it changes has there."""
    row = situation.projection.rows.get(str(item.get("row")))
    return item.get(column, row.values.get(column) if row else None)


def _about(situation: Situation) -> list[EventRecord]:
    """Events about this subject or the same person, and those of one act with them.

    That an accused is also a victim is sealed (process.md 1.7, 22). Between the two, steps on
    anybody of the other kind count, so that asking gives nothing away.
    """
    if situation.subject is None:
        track = situation.track.id if situation.track else None
        return [event for event in situation.events if event.track_id == track]
    person, kind = situation.subject.person_id, situation.subject.kind
    subjects = situation.projection.subjects
    same = {
        one.id
        for one in subjects.values()
        if one.id == situation.subject.id
        or (person is not None and one.person_id == person and one.kind == kind)
    }
    others = {one.id for one in subjects.values() if one.kind != kind}
    acts = {event.act_id for event in situation.events if event.subject_id in same}
    return [e for e in situation.events if e.subject_id in same | others or e.act_id in acts]


def _words(situation: Situation, transition: str) -> str:
    for track in (situation.definition, *situation.library.tracks.values()):
        if transition in track.transitions:
            return track.transitions[transition].label
    return transition.replace("_", " ")
