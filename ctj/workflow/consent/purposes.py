"""The seven groups of consent over the purposes that are stored (process.md 7; codelists.md 6.6).

A guard names the group and, for sharing, the recipient; what must be given is the stored purpose.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Group -> stored purposes. Each is asked and answered by itself; none stands in for another.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "interview": ("screening", "interview", "recording"),
    "support": ("support", "medical_exam", "age_assessment"),
    "sharing": (
        "referral",
        "share_police",
        "share_foreign",
        "share_embassy",
        "family_contact",
        "media",
    ),
    "testimony": ("testimony",),
    "return": ("return",),
    "contact": ("contact",),
    "statistics": ("statistics", "store_data"),
}
#: Recipient -> the purpose under which it may be told.
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
SCREENING_STEPS = frozenset({"screen_presume", "screen_no_indicators"})
#: Groups that a legal duty may replace in an emergency: never testimony, return, statistics.
MAY_BE_OVERRIDDEN = frozenset({"sharing", "contact", "support"})


def fine_purpose(group: str, transition: str, recipient: str | None = None) -> str:
    """The stored purpose that ``group`` asks for in this step; '' for a recipient not known."""
    if group == "sharing":
        return SHARING.get(recipient or "", "")
    if group == "interview" and transition in SCREENING_STEPS:
        return "screening"
    return group


def group_of(purpose: str) -> str:
    """The group that a stored purpose belongs to."""
    return next((group for group, fine in GROUPS.items() if purpose in fine), purpose)
