"""A short story that many tests begin with: a case, its accused, charged, judged, final."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctj.access.viewers import Viewer
from ctj.casework.cases import Opening, open_case
from ctj.casework.known_people import search_known_people
from ctj.casework.steps import Fired, Step, SubjectStep
from ctj.casework.transitions import fire
from tests.world import World

OPENING = {
    "occurred_on": "2024-03-01",
    "reported_on": "2024-02-28",
    "detection": "self_report",
    "reported_by_kind": "police_other",
    "victim_complained": "yes",
    "extent": "domestic",
    "company_named": "no",
    "danger_now": "no",
    "lead_agency": "police",
}
SUSPECT = {
    "occurred_on": "2024-03-02",
    "kind": "natural",
    "full_name": "Juan Dela Cruz",
    "birth": "1980-05-05",
    "sex": "male",
    "citizenship": ["PH"],
    "role": ["recruiter"],
    "official": "no_official",
    "basis": "Named by V1.",
}
VICTIM = {
    "occurred_on": "2024-03-02",
    "first_contact_on": "2024-03-02",
    "contact_agency": "police",
    "contact_agency_kind": "police_other",
    "how_met": "unknown",
    "full_name": "Maria Santos Reyes",
    "sex": "female",
    "age_group": "child",
    "citizenship": ["PH"],
    "language": "unknown",
    "interpreter_needed": "no",
    "danger_now": "no",
    "met_before": ["no_earlier_contact"],
}
WARNING_GUARDS = (
    "tip_or_reason",
    "charge_fits_dates",
    "custody_ended",
    "has",
    "victim_heard_on_compensation",
    "appeal_in_time",
    "evidence_kinds",
    "victims_settled",
    "exhibits_placed",
    "non_punishment_checked",
    "extension_within_total",
)
ALL_REASONS = dict.fromkeys(WARNING_GUARDS, "The court has decided.")


class Story:
    """One case, told through the write path, by a prosecutor and a lead investigator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.services = world.services
        world.agency("police")
        world.agency("court", kind="court")
        world.agency("office", kind="prosecution")
        self.pros = world.viewer("pros", agency="police")
        self.lead = world.viewer("lead", agency="police")
        self.reference = ""
        self.case_id = ""

    def open(self, **answers: Any) -> Fired:
        search_known_people(self.services, self.lead, "nobody at all")
        fired = open_case(self.services, self.lead, Opening({**OPENING, **answers}))
        self.reference, self.case_id = fired.case_reference, fired.case_id
        self.world.grant(self.case_id, "pros")
        return fired

    def suspect(self, **answers: Any) -> Fired:
        search_known_people(self.services, self.lead, "nobody at all")
        return self.take("investigation.name_suspect", by=self.lead, **{**SUSPECT, **answers})

    def victim(self, **answers: Any) -> Fired:
        search_known_people(self.services, self.lead, "nobody at all")
        return self.take("investigation.register_victim", by=self.lead, **{**VICTIM, **answers})

    def take(
        self,
        name: str,
        *labels: str,
        by: Viewer | None = None,
        seen: Mapping[str, int] | None = None,
        reasons: Mapping[str, str] | list[str] | None = None,
        **answers: Any,
    ) -> Fired:
        """``story.take('prosecution.charge', 'A1', court='court', …)``"""
        track, _, transition = name.partition(".")
        subjects = tuple(SubjectStep(one, (seen or {}).get(one)) for one in labels or ("",))
        if isinstance(reasons, list):  # a question of the form that has the same name
            answers, reasons = {**answers, "reasons": reasons}, None
        step = Step(
            self.reference,
            track,
            transition,
            subjects,
            answers,
            ALL_REASONS if reasons is None else reasons,
        )
        return fire(self.services, by or self.pros, step)

    def begun(self) -> Story:
        """A case with V1 and A1, whose non-punishment was checked."""
        self.open()
        self.victim()
        self.suspect()
        self.checked("A1")
        return self

    def checked(self, *labels: str) -> None:
        for label in labels:
            self.take(
                "prosecution.check_non_punishment",
                label,
                occurred_on="2024-03-03",
                link="no_link",
                decision="not_a_victim",
            )

    def charged(self, *labels: str, **answers: Any) -> Fired:
        return self.take("prosecution.charge", *(labels or ("A1",)), **{**CHARGE, **answers})

    def on_trial(self, *labels: str) -> Fired:
        return self.take(
            "prosecution.open_trial",
            *(labels or ("A1",)),
            occurred_on="2024-06-01",
            court="court",
            court_special="unknown",
            prosecutor_special="unknown",
        )

    def heard(self, *labels: str) -> Fired:
        return self.take(
            "prosecution.hold_hearing",
            *(labels or ("A1",)),
            occurred_on="2024-06-02",
            hearings=[{"kind": "trial", "court": "court", "closed": "no"}],
            result="held",
        )

    def noted(self, label: str = "A1") -> Fired:
        return self.take(
            "prosecution.add_note", label, occurred_on="2024-06-03", text="All is well."
        )

    def convicted(self, label: str = "A1", **answers: Any) -> Fired:
        return self.take("prosecution.convict_and_sentence", label, **{**JUDGMENT, **answers})


CHARGE: dict[str, Any] = {
    "occurred_on": "2024-04-01",
    "charges": [{"offence": "ph.tip.4a", "offence_from": "2024-01-01"}],
    "court": "court",
    "docket": "R-1234",
    "offence_dates": "2024-01",
    "in_custody": "no",
}
JUDGMENT: dict[str, Any] = {
    "occurred_on": "2024-09-01",
    "verdicts": [{"row": "charge 1", "state": "proven", "result": "guilty_trial"}],
    "parts": [{"part": "custody", "months": "240", "is_total": "yes"}],
    "orders": [{"kind": "compensation", "payee": "V1", "amount": "PHP 500000"}],
    "in_absence": "no",
    "read_on": "2024-09-01",
}
