"""Guards about consent (process.md 7). Silence is no consent; the latest answer counts.

Asked only where a consent can be recorded at all: a guard demands nothing that nobody can enter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ctj.language import say

from ..consent.answers import state_of
from ..consent.purposes import fine_purpose
from ..fold.step import row_items
from ..situation import Situation
from .look import can_be_recorded, code_label, labels, rows
from .registry import Missing, guard

RECORD = "record_consent"
#: Statuses of stay that tell of a need of protection.
ASYLUM = frozenset({"asylum_seeker", "refugee", "complementary_protection"})
#: Services that are consented to one by one, beside support (process.md 7).
OWN_PURPOSE = {"forensic_exam": "medical_exam"}


@guard("consent")
def consent(situation: Situation, /, **args: Any) -> Missing | None:
    """Each person concerned agrees to the purpose (and recipient) as things stand on that day."""
    purpose, recipient = str(args["purpose"]), _recipient(situation, args)
    for subject in concerned(situation, args.get("of")):
        state = consent_state(situation, subject, purpose, recipient)
        if state is not None:
            return _missing(situation, subject, purpose, recipient, state)
    return None


def _recipient(situation: Situation, args: dict[str, Any]) -> str | None:
    named = args.get("recipient") or situation.form.get("recipient")
    return str(named) if named else None


def _missing(
    situation: Situation, subject: str, purpose: str, recipient: str | None, state: str
) -> Missing:
    part = (
        say(" with %(code_label)s", code_label=code_label(situation, ("recipient",), recipient))
        if recipient
        else ""
    )
    words = {"purpose": purpose, "recipient_part": part, "consent_state": state}
    return Missing(words, subject_id=subject)


def concerned(situation: Situation, field: Any = None) -> list[str]:
    """The victims whom the step is about: those a form field names, else the track's subject."""
    named = situation.form.get(str(field or "of"))
    ids = named if isinstance(named, list | tuple) else [named] if named else []
    if not ids and situation.subject is not None:
        ids = [situation.subject.id]
    subjects = situation.projection.subjects
    return [str(one) for one in ids if str(one) in subjects and subjects[str(one)].kind == "victim"]


def consent_state(
    situation: Situation, subject: str, purpose: str, recipient: Any = None
) -> str | None:
    """None where a consent stands; else why not: never asked, refused, withdrawn."""
    if not can_be_recorded(situation, RECORD):
        return None
    named = str(recipient) if recipient else None
    for fine in _fine(situation, purpose, named):
        state = state_of(situation, subject, fine, named)
        if state is not None:
            return state
    return None


def _fine(situation: Situation, purpose: str, recipient: str | None) -> list[str]:
    """The stored purposes that a group asks for in this step; each must be given."""
    wanted = [fine_purpose(purpose, situation.transition.id, recipient)]
    if purpose == "interview" and situation.form.get("recorded_av") == "yes":
        wanted.append("recording")
    if purpose == "support":
        wanted += sorted({OWN_PURPOSE[one] for one in _services(situation) if one in OWN_PURPOSE})
    return wanted


def _services(situation: Situation) -> Iterator[str]:
    """Services that the form records or chooses."""
    for field in situation.transition.form:
        if field.register == "services":
            for item in row_items(situation.form, field.id):
                row = situation.projection.rows.get(str(item.get("row")))
                yield str(item.get("service") or (row.values.get("service") if row else ""))
    chosen = situation.form.get("services", ())
    yield from (one for one in chosen if isinstance(one, str))


@guard("consent_each")
def consent_each(situation: Situation, /, **args: Any) -> Missing | None:
    """``consent`` for every victim whom the form names; pseudonymised parts need none."""
    recipient = _recipient(situation, args)
    refused = [
        one
        for one in concerned(situation, "subjects")
        if consent_state(situation, one, str(args["purpose"]), recipient) is not None
    ]
    if not refused:
        return None
    named = code_label(situation, ("recipient",), recipient) if recipient else say("the recipient")
    return Missing({"subjects": labels(situation, refused), "recipient": named})


@guard("consent_or_danger", asks_form=True)
def consent_or_danger(situation: Situation, /, **args: Any) -> Missing | None:
    """``consent_each``, unless the form marks a danger to life (an override of section 7)."""
    return (
        None if situation.form.get("danger_to_life") == "yes" else consent_each(situation, **args)
    )


@guard("consent_for_services", asks_form=True)
def consent_for_services(situation: Situation, /, **args: Any) -> Missing | None:
    """No service was chosen, or the person agreed to support."""
    return consent(situation, purpose="support") if situation.form.get("services") else None


@guard("consent_or_order", asks_form=True)
def consent_or_order(situation: Situation, /, **args: Any) -> Missing | None:
    """The person agreed to support, or a court order is named and was made."""
    missing = consent(situation, purpose="support")
    if missing is None or (situation.form.get("court_order") and _order_made(situation)):
        return None
    return missing


def _order_made(situation: Situation) -> bool:
    placed = {"made", "extended", "revised"}
    return any(row.status in placed for row in rows(situation, "orders_for_victims"))


@guard("consent_or_declined", asks_form=True)
def consent_or_declined(situation: Situation, /, **args: Any) -> Missing | None:
    """``consent``, or the form says that the plan was declined."""
    if situation.form.get("plan_declined") == "yes":
        return None
    return consent(situation, **args)


@guard("consent_if_support_file")
def consent_if_support_file(situation: Situation, /, **args: Any) -> Missing | None:
    """Where people of the case are handed over, each victim agreed that the file goes along."""
    if "subjects" not in situation.form.get("what", ()):
        return None
    for subject in situation.projection.subjects.values():
        if subject.kind != "victim":
            continue
        state = consent_state(situation, subject.id, "sharing", args.get("recipient"))
        if state is not None:
            named = code_label(situation, ("recipient",), args.get("recipient"))
            return Missing({"recipient": named}, subject_id=subject.id)
    return None


@guard("no_embassy_if_asylum")
def no_embassy_if_asylum(situation: Situation, /, **args: Any) -> Missing | None:
    """No need of protection is known, or the person agreed to sharing with the own embassy."""
    for subject in concerned(situation):
        status = situation.projection.fact("victim", subject, "migration_status")
        flagged = any(
            "other_protection" in row.values.get("flags", ())
            for row in rows(situation, "screenings", subject)
        )
        if not flagged and status not in ASYLUM:
            continue
        if consent_state(situation, subject, "sharing", "own_embassy") is not None:
            return Missing(subject_id=subject)
    return None
