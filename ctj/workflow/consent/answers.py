"""Whether an answer to one purpose stands on a day (process.md 7).

Of the answers recorded, the latest counts that covers the recipient and was given by that day. A
child's needs the guardian and the child heard, and a child's own refusal holds until the child
says otherwise: no overlay states an age yet from which it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ctj.language import say

from ..dates import PartialDate
from ..fold.occurrence import preferred
from ..projection import EventRecord, Row
from ..situation import Situation
from .purposes import MAY_BE_OVERRIDDEN, group_of

AGREED = frozenset({"yes", "partly"})
BY_GUARDIAN = frozenset({"guardian", "self_and_guardian"})
OWN = frozenset({"self", "self_and_guardian"})
#: Without a second person an override ends after this time.
CONFIRM_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Asking:
    """On which day, for whom; ``events`` by id tell who recorded an override, and when."""

    day: PartialDate
    now: datetime
    is_child: bool = False
    events: Mapping[str, EventRecord] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """``why``: None where the purpose may be served; else never asked, refused, withdrawn …"""

    row: Row | None
    why: str | None
    overridden: bool = False


def standing(
    answers: Sequence[Row], purpose: str, recipient: str | None, asking: Asking
) -> Standing:
    """What the answers of one person say of one stored purpose."""
    given = [
        row
        for row in answers
        if row.values.get("purpose") == purpose
        and _covers(row, recipient)
        and not asking.day.certainly_before(preferred(row.values.get("on")))
    ]
    if not given:
        return Standing(None, say("never asked"))
    latest = given[-1]
    if is_override(latest):
        if override_stands(latest, asking):
            return Standing(latest, None, overridden=True)
        return Standing(latest, say("the override was not confirmed in time"))
    return Standing(latest, _why_not(latest, given, asking))


def _covers(row: Row, recipient: str | None) -> bool:
    """Whether the answer speaks about that recipient; one without recipients is about all."""
    named = row.values.get("recipient") or ()
    if not named:
        return True
    if recipient is None:
        return row.status != "withdrawn"
    return recipient in named


def _why_not(latest: Row, given: Sequence[Row], asking: Asking) -> str | None:
    if latest.status == "withdrawn" or latest.values.get("withdrawn_on"):
        return say("withdrawn")
    if latest.values.get("answer") == "not_able_now":
        return say("not able to answer then: ask again")
    if latest.status == "legacy_general":
        return say("only an old general consent")
    if latest.values.get("answer") not in AGREED:
        return say("refused")
    if preferred(latest.values.get("until")).certainly_before(asking.day):
        return say("no longer valid")
    return _child(latest, given) if asking.is_child else None


def _child(latest: Row, given: Sequence[Row]) -> str | None:
    by = latest.values.get("given_by")
    if by not in BY_GUARDIAN:
        return say("not given by the guardian of the child")
    own = [row for row in given if row.values.get("given_by") in OWN]
    if own and (own[-1].values.get("answer") == "no" or own[-1].status == "withdrawn"):
        return say("refused by the child")
    if by == "guardian" and latest.values.get("child_heard") != "yes":
        return say("given without hearing the child")
    return None


def is_override(row: Row) -> bool:
    """Whether a legal duty is named in place of the answer."""
    return row.values.get("overridden") == "yes"


def override_stands(row: Row, asking: Asking) -> bool:
    """Law and article are named, for a purpose that may be overridden, and a second person
    confirmed it, or may still do so."""
    values = row.values
    named = all(values.get(f"override_{name}") for name in ("law", "article", "authority", "scope"))
    if not named or group_of(str(values.get("purpose"))) not in MAY_BE_OVERRIDDEN:
        return False
    return is_confirmed(row, asking.events) or _may_still_be(row, asking)


def is_confirmed(row: Row, events: Mapping[str, EventRecord]) -> bool:
    """Whether somebody else than who recorded the override confirmed it, and in time."""
    made, changed = events.get(row.created_by), events.get(row.changed_by)
    if row.values.get("confirmed") != "yes" or made is None or changed is None:
        return False
    in_time = changed.recorded_at - made.recorded_at <= CONFIRM_WITHIN
    return made.user_id != changed.user_id and in_time


def _may_still_be(row: Row, asking: Asking) -> bool:
    made = asking.events.get(row.created_by)
    return made is None or asking.now - made.recorded_at <= CONFIRM_WITHIN


def state_of(situation: Situation, subject: str, purpose: str, recipient: str | None) -> str | None:
    """None where the consent stands for this step; else why not."""
    asking = Asking(
        preferred(situation.occurred),
        situation.now,
        is_child(situation.projection.facts.get(("victim", subject), {})),
        {event.id: event for event in situation.events},
    )
    return standing(consents_of(situation, subject), purpose, recipient, asking).why


def consents_of(situation: Situation, subject: str) -> list[Row]:
    """The person's answers in the order of recording, those of the form included."""
    known = situation.projection.rows if situation.rows_after is None else situation.rows_after
    rows = (row for row in known.values() if row.register == "consents")
    return sorted((row for row in rows if row.owner_id == subject), key=lambda row: row.number)


def is_child(facts: Mapping[str, Any]) -> bool:
    """A child by the decision on age, else by what was seen at registration."""
    settled = facts.get("child_at_id")
    if settled is not None and settled.value in ("child", "child_presumed", "adult"):
        return bool(settled.value != "adult")
    age = facts.get("age_group")
    return age is not None and age.value == "child"
