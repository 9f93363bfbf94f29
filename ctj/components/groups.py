"""Codes by the sums that figures show; a test holds them equal to ``workflows/codes``."""

from __future__ import annotations

from collections.abc import Mapping

#: Parts in the crime by role_group.
ROLES: Mapping[str, tuple[str, ...]] = {
    "recruiter": (
        "recruiter",
        "broker_agent",
        "parent_guardian",
    ),
    "transporter": (
        "travel_companion",
        "transporter",
        "smuggler",
    ),
    "harbourer": (
        "harbourer",
        "receiver",
    ),
    "organiser": (
        "seller",
        "manager",
        "organiser",
    ),
    "exploiter": (
        "buyer",
        "exploiter",
    ),
    "controller": ("controller_guard",),
    "financier": ("financier",),
    "support": ("document_forger",),
    "user": ("user_customer",),
    "other": ("other",),
}
#: Beyond those whom victims meet first.
UP_THE_CHAIN = (*ROLES["organiser"], *ROLES["exploiter"], *ROLES["financier"])
#: Kinds of evidence beyond the victim's word, by evidence_group.
EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "other_witness": (
        "other_victim",
        "other_witness",
        "co_accused",
    ),
    "documents": (
        "document",
        "labour_records",
        "travel_border_records",
    ),
    "phone": (
        "phone_device",
        "telecom_records",
        "online_platform",
    ),
    "financial": (
        "financial",
        "crypto_tracing",
    ),
    "surveillance": (
        "surveillance",
        "undercover_controlled",
        "cctv_image",
        "vessel_tracking",
    ),
    "expert": (
        "medical_forensic",
        "psychological_expert",
        "other_expert",
    ),
    "scene": (
        "scene_search",
        "physical_item",
    ),
    "foreign": ("foreign_evidence",),
    "other": ("other",),
}
#: Routes by which a case came to light, by detection_group.
DETECTION: Mapping[str, tuple[str, ...]] = {
    "self_report": ("self_report",),
    "family_public": (
        "family_friend",
        "public",
        "fellow_victim",
        "media",
    ),
    "police": (
        "police_patrol",
        "police_investigation",
        "raid_other_offence",
        "coast_guard_port",
    ),
    "immigration": (
        "immigration_border",
        "immigration_detention",
    ),
    "labour_inspection": ("labour_inspection",),
    "embassy": ("embassy",),
    "ngo_hotline": (
        "ngo",
        "hotline",
    ),
    "other": (
        "health",
        "school_child_protection",
        "foreign_authority",
        "financial_intelligence",
        "platform_report",
        "other",
    ),
    "court": (
        "court_prosecution",
        "prison",
    ),
}
#: Reasons to close without proceedings, by close_group.
CLOSING: Mapping[str, tuple[str, ...]] = {
    "insufficient_evidence": (
        "insufficient_evidence",
        "suspect_unidentified",
    ),
    "victim_unavailable": ("victim_unavailable",),
    "suspect_abroad": ("suspect_abroad",),
    "other": (
        "suspect_died",
        "transferred_agency",
        "transferred_abroad",
        "no_jurisdiction",
        "time_barred",
        "decision_from_above",
        "other",
    ),
    "not_trafficking": (
        "not_trafficking",
        "other_offence",
    ),
    "not_counted": ("merged",),
    "not_counted_as_failure": ("victim_not_punished",),
}
#: Reasons of a lost witness, by withdraw_group.
WITHDRAWAL: Mapping[str, tuple[str, ...]] = {
    "fear": (
        "fear",
        "threat_received",
    ),
    "delay": ("delay",),
    "return_home": ("returned_home",),
    "pressure": (
        "family_pressure",
        "community_pressure",
        "pressure_by_offender",
        "paid_settlement",
    ),
    "lack_of_support": (
        "lack_of_support",
        "lost_income",
        "closed_shelter",
    ),
    "own_wish": (
        "own_wish_to_move_on",
        "health",
        "reconciled",
    ),
    "unreachable": ("unreachable",),
    "left_otherwise": ("died",),
    "leaves_the_denominator": ("not_needed",),
}
#: Forms of exploitation, by form_group.
FORMS: Mapping[str, tuple[str, ...]] = {
    "sexual": ("sexual_exploitation",),
    "forced_labour": (
        "forced_labour",
        "domestic_servitude",
        "child_labour_worst_forms",
    ),
    "forced_criminality": ("forced_criminality",),
    "begging": ("forced_begging",),
    "forced_marriage": ("forced_marriage",),
    "other": (
        "slavery_or_similar",
        "benefit_identity_fraud",
        "other",
    ),
    "organ_removal": ("organ_removal",),
    "armed": ("armed_group",),
    "sale_adoption": (
        "sale_of_child_adoption",
        "exploitative_surrogacy",
    ),
    "unknown": ("intended_unknown",),
}
#: Deciding bodies and their names (list agency_kind).
AGENCIES: Mapping[str, str] = {
    "police_specialist": "Police, specialist anti-trafficking unit",
    "police_other": "Police, other",
    "immigration_border": "Immigration, border guard",
    "coast_guard_navy": "Coast guard, navy, maritime police",
    "customs": "Customs",
    "labour_inspection": "Labour inspection",
    "fisheries": "Fisheries, port control",
    "prosecution": "Prosecution service",
    "court": "Court",
    "financial_intelligence": "Financial intelligence unit",
    "anti_corruption": "Anti-corruption body",
    "central_authority": "Central authority for mutual assistance",
    "embassy_consulate": "Embassy or consulate",
    "social_welfare": "Social welfare, child protection",
    "multidisciplinary_team": "Multidisciplinary team or identification board",
    "local_government": "Local or village authority",
    "health": "Health service",
    "education": "School, university",
    "legal_aid": "Legal aid, bar",
    "ngo": "Non-governmental organisation",
    "hotline": "Hotline (whoever runs it)",
    "igo": "Intergovernmental organisation",
    "trade_union": "Trade union, workers' association",
    "company": "Company, platform, bank",
    "other": "Other",
}
#: Officials whom a victim may have met before (list missed_contact, without NGOs and 'none').
OFFICIALS = (
    "police",
    "immigration",
    "labour_inspection",
    "health",
    "embassy",
    "social_welfare",
    "court",
    "local_authority",
    "school",
    "other",
)
