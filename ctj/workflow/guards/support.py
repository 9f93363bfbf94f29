"""Guards about the support of one person: rights, language, guardian, risk, hand-over, contact."""

from __future__ import annotations

from typing import Any

from ctj.language import say

from ..consent.answers import is_child
from ..fold.occurrence import preferred
from ..projection import EventRecord, FactValue
from ..situation import Situation
from .approvals import second_person
from .clocks import clocks_of, ends
from .look import can_be_recorded, code_label, rows, when
from .registry import Missing, guard

#: Kinds of return that need no request between states.
ALONE = frozenset({"voluntary_own", "deported", "pushed_back"})
ACCEPTED = frozenset({"accepted", "delivered"})
#: The question of a best-interests decision where the step names none.
QUESTION = "return"


def victim_id(situation: Situation) -> str | None:
    """The victim whom the step is about: named as `of`, else the track's subject."""
    named = situation.form.get("of") or (situation.subject.id if situation.subject else None)
    found = situation.projection.subjects.get(str(named))
    return found.id if found is not None and found.kind == "victim" else None


def facts_of(situation: Situation, victim: str) -> dict[str, FactValue]:
    """What is known of that person."""
    return dict(situation.projection.facts.get(("victim", victim), {}))


def events_about(situation: Situation, victim: str, *transitions: str) -> list[EventRecord]:
    """Effective events of those transitions about that person, in order."""
    return [
        event
        for event in situation.events
        if event.subject_id == victim and event.transition in transitions
    ]


@guard("rights_explained")
def rights_explained(situation: Situation, /, **args: Any) -> Missing | None:
    """A notification of rights stands, in a language of the person or one that was understood."""
    victim = victim_id(situation)
    if victim is None or not can_be_recorded(situation, "explain_rights"):
        return None
    spoken = languages(situation, victim)
    for row in rows(situation, "notifications", victim):
        told = row.values.get("matter") == "rights" and row.status == "told"
        fits = not spoken or row.values.get("language") in spoken
        if told and (fits or row.values.get("understood") == "yes"):
            return None
    named = " or ".join(language_words(situation, one) for one in spoken)
    return Missing({"language": named or say("a language that the person understands")}, victim)


def languages(situation: Situation, victim: str) -> list[str]:
    """The languages of the person, as recorded last."""
    found: list[str] = []
    for event in events_about(situation, victim, "register_person", "describe_person"):
        told = event.data.get("languages") or event.data.get("language")
        if told:
            found = list(told) if isinstance(told, list | tuple) else [str(told)]
    return [one for one in found if one not in ("unknown", "not_asked")]


def language_words(situation: Situation, code: str) -> str:
    """The language in words where the list names it, else its code."""
    return code_label(situation, ("language",), code)


@guard("guardian_if_child", asks_form=True)
def guardian_if_child(situation: Situation, /, **args: Any) -> Missing | None:
    """A child has a guardian without a conflict of interest, or it is urgent and one was asked."""
    victim = victim_id(situation)
    if victim is None or not can_be_recorded(situation, "appoint_guardian"):
        return None
    if not is_child(facts_of(situation, victim)) or "guardian_asked_on" in situation.form:
        return None
    named = events_about(situation, victim, "appoint_guardian")
    free = bool(named) and named[-1].data.get("conflict_checked") == "yes"
    return None if free else Missing(subject_id=victim)


@guard("best_interests_if_child", asks_form=True)
def best_interests_if_child(situation: Situation, /, **args: Any) -> Missing | None:
    """Not a child, or a best-interests decision on this question is recorded."""
    victim = victim_id(situation)
    if victim is None or not is_child(facts_of(situation, victim)):
        return None
    question = str(args.get("question") or situation.form.get("question") or QUESTION)
    decided = events_about(situation, victim, "decide_best_interests")
    if any(event.data.get("question") == question for event in decided):
        return None
    named = code_label(situation, ("bi_question",), question).lower()
    return Missing({"question": named}, subject_id=victim)


@guard("second_person_if_child", asks_form=True)
def second_person_if_child(situation: Situation, /, **args: Any) -> Missing | None:
    """Not a child, or another person approved exactly this."""
    victim = victim_id(situation)
    if victim is None or not is_child(facts_of(situation, victim)):
        return None
    missing = second_person(situation, **args)
    return None if missing is None else Missing(missing.words, subject_id=victim)


@guard("identification_open")
def identification_open(situation: Situation, /, **args: Any) -> Missing | None:
    """The decision on identification is pending."""
    victim = victim_id(situation)
    known = facts_of(situation, victim) if victim else {}
    outcome = known.get("id_outcome")
    if outcome is not None and outcome.value == "pending":
        return None
    decided = known.get("id_decided")
    date = preferred(decided.value).in_words() if decided else say("an unknown date")
    return Missing({"date": date}, subject_id=victim)


@guard("own_wish_or_lapse", asks_form=True)
def own_wish_or_lapse(situation: Situation, /, **args: Any) -> Missing | None:
    """The period lapsed by its date, or the person wished it, or left."""
    if situation.form.get("why") in ("own_wish", "left"):
        return None
    ended = when(situation)
    for clock in clocks_of(situation, "reflection"):
        due = ends(situation, clock).due if clock.is_open else None
        latest = ended.latest(situation.zone)
        if due is not None and (latest is None or latest < due):
            return Missing()
    return None


@guard("handover_accepted", asks_form=True)
def handover_accepted(situation: Situation, /, **args: Any) -> Missing | None:
    """The acceptance of the service that takes over is recorded among the referrals."""
    provider = situation.form.get("to")
    victim = victim_id(situation)
    taken = (row for row in rows(situation, "referrals", victim) if row.status in ACCEPTED)
    if any(row.values.get("to") == provider or provider is None for row in taken):
        return None
    return Missing({"provider": say("The provider")}, subject_id=victim)


@guard("victim_return_used", asks_form=True)
def victim_return_used(situation: Situation, /, **args: Any) -> Missing | None:
    """A request for return exists for this person, or the person left without one."""
    if situation.form.get("return_kind") in ALONE:
        return None
    victim = victim_id(situation)
    tracks = situation.projection.tracks.values()
    used = any(one.track.startswith("victim_return") and one.subject_id == victim for one in tracks)
    return None if used else Missing(subject_id=victim)


@guard("done_before")
def done_before(situation: Situation, /, **args: Any) -> Missing | None:
    """That transition was fired on this track and stands."""
    wanted = str(args["transition"])
    track = situation.track.id if situation.track else None
    if any(one.track_id == track and one.transition == wanted for one in situation.events):
        return None
    named = situation.definition.transitions.get(wanted)
    return Missing({"transition_label": named.label if named else wanted.replace("_", " ")})
