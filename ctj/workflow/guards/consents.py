"""Guards about consent (process.md 7). Silence is no consent; the latest answer counts.

Asked only where a consent can be recorded at all: a guard demands nothing that nobody can enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..fold.occurrence import preferred
from ..projection import Row
from ..situation import Situation
from .look import can_be_recorded, code_label, rows, when
from .registry import Missing, guard

#: Purposes of codelists.md 6.6 by the group that guards name; sharing is by recipient.
GROUPS: Mapping[str, frozenset[str]] = {
    "interview": frozenset({"interview"}),
    "support": frozenset({"support"}),
    "testimony": frozenset({"testimony"}),
    "return": frozenset({"return"}),
    "contact": frozenset({"contact"}),
    "statistics": frozenset({"statistics"}),
}
SHARING: Mapping[str, str] = {
    "provider": "referral",
    "other_agency": "referral",
    "international_organisation": "referral",
    "police": "share_police",
    "prosecution": "share_police",
    "court": "share_police",
    "home_state": "share_foreign",
    "other_state": "share_foreign",
    "own_embassy": "share_embassy",
    "family": "family_contact",
    "media": "media",
}
AGREED = frozenset({"yes", "given", "agreed", "yes_with_limits"})
RECORD = "record_consent"


@guard("consent")
def consent(situation: Situation, /, **args: Any) -> Missing | None:
    """Each person concerned agrees to the purpose (and recipient) as things stand on that day."""
    if not can_be_recorded(situation, RECORD):
        return None
    purpose = str(args["purpose"])
    recipient = args.get("recipient") or situation.form.get("recipient")
    for subject in _concerned(situation, args.get("of")):
        state = consent_state(situation, subject, purpose, recipient)
        if state is not None:
            part = f" with {code_label(situation, ('recipient',), recipient)}" if recipient else ""
            words = {"purpose": purpose, "recipient_part": part, "consent_state": state}
            return Missing(words, subject_id=subject)
    return None


def _concerned(situation: Situation, field: Any) -> list[str]:
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
    wanted = (
        {SHARING.get(str(recipient), "")}
        if purpose == "sharing"
        else GROUPS.get(purpose, {purpose})
    )
    answers = [
        row for row in rows(situation, "consents", subject) if row.values.get("purpose") in wanted
    ]
    if not answers:
        return "never asked"
    latest = answers[-1]
    if latest.values.get("withdrawn_on") or latest.status == "withdrawn":
        return "withdrawn"
    if latest.values.get("answer") not in AGREED:
        return "refused"
    return "no longer valid" if _is_over(situation, latest) else None


def _is_over(situation: Situation, row: Row) -> bool:
    return preferred(row.values.get("until")).certainly_before(when(situation))


@guard("consent_if_support_file")
def consent_if_support_file(situation: Situation, /, **args: Any) -> Missing | None:
    """Where people of the case are handed over, each victim agreed that the file goes along."""
    scope = situation.form.get("what", ())
    if "subjects" not in scope or not can_be_recorded(situation, RECORD):
        return None
    for subject in situation.projection.subjects.values():
        if subject.kind == "victim":
            state = consent_state(situation, subject.id, "sharing", args.get("recipient"))
            if state is not None:
                named = code_label(situation, ("recipient",), args.get("recipient"))
                return Missing({"recipient": named}, subject_id=subject.id)
    return None
