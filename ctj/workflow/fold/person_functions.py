"""Fact functions about people and how a matter began or ended (process.md 8.1)."""

from __future__ import annotations

from typing import Any

from .functions import NO_VALUE, Asked, fact_function
from .step import Step

#: ``other_end`` -> outcome of the person (codelists.md 15); the rest ended otherwise.
OUTCOME_OF_END = {"died": "died", "transferred": "transferred", "unknown": "unknown"}
#: ``other_end`` -> prosecution_end_reason (codelists.md 15).
REASON_OF_END = {
    "died": "accused_died",
    "dissolved": "company_dissolved",
    "transferred": "proceedings_transferred",
    "amnestied": "amnesty",
    "immune": "immunity",
    "unknown": "unknown",
}
#: How a case came to light where nobody says whether the victim complained (codelists.md 4.1).
PROACTIVE = frozenset(
    [
        "police_investigation",
        "raid_other_offence",
        "coast_guard_port",
        "labour_inspection",
        "immigration_border",
        "immigration_detention",
        "financial_intelligence",
        "platform_report",
        "foreign_authority",
        "court_prosecution",
        "prison",
    ]
)
REACTIVE = frozenset(["self_report", "family_friend", "public", "fellow_victim", "hotline"])
UNCOUNTED_EVIDENCE = frozenset({"victim_statement", "recorded_testimony", "accused_statement"})
#: A technique proves by this kind of evidence (codelists.md 4.2, 15).
EVIDENCE_OF_TECHNIQUE = {
    "surveillance": "surveillance",
    "tracking": "surveillance",
    "undercover": "undercover_controlled",
    "entrapment": "undercover_controlled",
    "controlled_delivery": "undercover_controlled",
    "interception": "telecom_records",
}


@fact_function("age_on")
def age_on(step: Step, asked: Asked) -> Any:
    """The age group on the day of the event, as the vault or the user gave it."""
    return step.data.get("age_on_day", NO_VALUE)


@fact_function("is_official")
def is_official(step: Step, asked: Asked) -> Any:
    """Yes if the kind of official is any but ``no_official``; unknown stays unknown."""
    official = step.data.get("official")
    if official is None:
        return NO_VALUE
    if official in ("unknown", "not_asked", "refused", "not_carried"):
        return "unknown"
    return "no" if official in ("no_official", "not_applicable") else "yes"


@fact_function("proactive_of")
def proactive_of(step: Step, asked: Asked) -> Any:
    """Yes if no victim complained; where that is unknown, by how the case came to light."""
    complained = step.data.get("victim_complained")
    if complained in ("yes", "no"):
        return "no" if complained == "yes" else "yes"
    detection = step.data.get("detection")
    if detection in PROACTIVE:
        return "yes"
    return "no" if detection in REACTIVE else "unknown"


@fact_function("end_of")
def end_of(step: Step, asked: Asked) -> Any:
    """Died, transferred or ended_other, by the code ``other_end`` of the form."""
    reason = step.data.get("reason")
    return NO_VALUE if reason is None else OUTCOME_OF_END.get(str(reason), "ended_other")


@fact_function("end_reason_of")
def end_reason_of(step: Step, asked: Asked) -> Any:
    """The reason of ending that ``other_end`` maps to."""
    reason = step.data.get("reason")
    return NO_VALUE if reason is None else REASON_OF_END.get(str(reason), "other")


@fact_function("end_if_no_verdict")
def end_if_no_verdict(step: Step, asked: Asked) -> Any:
    """``end_of``, unless the first instance ended with a verdict."""
    return NO_VALUE if _has_verdict(step) else end_of(step, asked)


@fact_function("date_if_no_verdict")
def date_if_no_verdict(step: Step, asked: Asked) -> Any:
    """The date of the event, unless the first instance ended with a verdict."""
    return NO_VALUE if _has_verdict(step) else step.event.occurred


def _has_verdict(step: Step) -> bool:
    return step.draft.fact(step.unit, step.subject_key, "verdict") is not None


@fact_function("outcome_now", sums_up=True)
def outcome_now(step: Step, asked: Asked) -> Any:
    """The finding in force before this event."""
    present = step.draft.fact(step.unit, step.subject_key, "outcome_now")
    return NO_VALUE if present is None else present.value


@fact_function("kinds_of_evidence", sums_up=True)
def kinds_of_evidence(step: Step, asked: Asked) -> Any:
    """Kinds of evidence beyond the word of victim and accused: exhibits, techniques, scenes."""
    kinds = {row.values.get("evidence_kind") for row in step.draft.rows_of("exhibits", None)}
    if "technique" in step.data:
        kinds.add(EVIDENCE_OF_TECHNIQUE.get(str(step.data["technique"])))
    if step.transition.id == "log_scene":
        kinds.add("scene_search")
    found = sorted(str(kind) for kind in kinds - {None} - UNCOUNTED_EVIDENCE)
    return tuple(found) or NO_VALUE
