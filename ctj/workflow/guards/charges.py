"""Guards about charges."""

from __future__ import annotations

from typing import Any

from ctj.language import say

from ..definitions import Transition
from ..fold.occurrence import preferred
from ..fold.step import row_items
from ..projection import EventRecord, Row
from ..situation import Situation
from .look import counts, label, own_events, rows, subject_id
from .registry import Missing, guard

CHECK = "check_non_punishment"
#: A speciality condition in one of these states does not limit a further charge.
LIFTED = frozenset({"met", "waived"})


def filed_charges(situation: Situation) -> list[Row]:
    """The charges that stand before the court without a finding, after the form."""
    return [row for row in rows(situation, "charges") if counts(situation, row, "filed")]


@guard("tip_or_reason", asks_form=True)
def tip_or_reason(situation: Situation, /, **args: Any) -> Missing | None:
    """A charge filed (before filing: proposed) is, or may be, trafficking, or a reason is given."""
    if situation.form.get("no_tip_reason"):
        return None
    charged = filed_charges(situation) or [
        row for row in rows(situation, "charges") if counts(situation, row, "proposed")
    ]
    is_tip = {str(row.values.get("is_tip", "unknown")) for row in charged}
    return None if is_tip & {"yes", "unknown"} else Missing()


@guard("charge_fits_dates", asks_form=True)
def charge_fits_dates(situation: Situation, /, **args: Any) -> Missing | None:
    """Each offence filed was, possibly, in force on some day of the conduct."""
    for row in filed_charges(situation):
        offence = situation.overlay.offence(str(row.values.get("offence")))
        told = row.values.get("offence_from") or situation.form.get("offence_dates")
        first = preferred(told)
        last = preferred(row.values.get("offence_to") or told)
        if offence is None or first.first_day is None:
            continue
        end = last.last_day or first.last_day or first.first_day
        if not offence.possibly_valid_within(first.first_day, end):
            since = offence.valid_from.in_words() if offence.valid_from else say("an unknown day")
            words = {
                "provision": offence.article or offence.short,
                "in_force_from": since,
                "offence_date": first.in_words(),
            }
            return Missing(words, article=offence.article, article_status=offence.status)
    return None


@guard("non_punishment_checked")
def non_punishment_checked(situation: Situation, /, **args: Any) -> Missing | None:
    """The check was recorded for this accused since the charges last changed.

    It is asked of every accused, so that asking gives nothing away (process.md 1.7, 22).
    """
    checked = False
    for event in own_events(situation):
        if event.transition == CHECK:
            checked = True
        elif _changes_charges(situation, event):
            checked = False
    return None if checked else Missing()


def _changes_charges(situation: Situation, event: EventRecord) -> bool:
    """Whether the event proposed, filed or amended a charge; a finding is no change of charges."""
    definition = situation.library.by_hash.get(event.definition_hash)
    transition = definition.transitions.get(event.transition) if definition else None
    return transition is not None and any(
        row_items(event.data, name) for name in _charge_fields(transition)
    )


def _charge_fields(transition: Transition) -> list[str]:
    adds = ("add", "add_or_change")
    return [f.id for f in transition.form if f.register == "charges" and f.mode in adds]


@guard("speciality_ok")
def speciality_ok(situation: Situation, /, **args: Any) -> Missing | None:
    """No condition of speciality stands against a further charge of this accused."""
    bound = [
        row
        for row in rows(situation, "conditions")
        if row.values.get("kind") == "speciality"
        and row.values.get("binds", "us") != "them"
        and row.status not in LIFTED
    ]
    if not bound:
        return None
    return Missing(
        {
            "offences": say("the offences named in the surrender"),
            "partner": say("the surrendering state"),
        }
    )


@guard("no_charge_filed")
def no_charge_filed(situation: Situation, /, **args: Any) -> Missing | None:
    """No charge of this accused stands before the court; without rows the fact tells."""
    charges = rows(situation, "charges")
    if charges:
        filed = any(
            counts(situation, r, "filed") or counts(situation, r, "decided") for r in charges
        )
    else:
        filed = situation.projection.fact("accused", subject_id(situation), "charged") is not None
    return Missing() if filed else None


@guard("victim_heard_on_compensation")
def victim_heard_on_compensation(situation: Situation, /, **args: Any) -> Missing | None:
    """Each victim named in a charge that was filed has a claim, or was asked for a wish."""
    victims = {
        str(victim)
        for row in rows(situation, "charges")
        if counts(situation, row, "filed") or counts(situation, row, "decided")
        for victim in row.values.get("victims", ())
    }
    asked = {e.subject_id for e in situation.events if e.transition == "record_compensation_wish"}
    silent = [one for one in victims - asked if not _claimed(situation, one)]
    if not silent:
        return None
    order = sorted((label(situation, one) for one in silent), key=lambda name: (len(name), name))
    return Missing({"subjects": ", ".join(order)})


def _claimed(situation: Situation, victim: str) -> bool:
    if situation.projection.fact("victim", victim, "comp_claimed") is not None:
        return True
    return any(row.values.get("payee") == victim for row in rows(situation, "orders", None))
