"""Component 1, strong and comprehensive legal frameworks: is the law used?"""

from __future__ import annotations

from .asking import PUNISHMENTS, counts_as_victim, punished
from .engine.predicates import Happened, Is, Open
from .indicators import Indicator
from .kinds import Part, Share

CHARGED_UNDER_THE_PROVISION = Indicator(
    id="1.01",
    title="Charged under the trafficking provision",
    question="Is the law used when there is a trafficking case?",
    unit="accused",
    kind=Share(cohort="charged", has=lambda frame: Is("tip_charged", ("yes",))),
    cohort_rule="start",
    direction="higher_with_care",
    source="GLOTIP (article asked), TIPR",
    definition="Accused whose first charge held a trafficking provision, of all accused first "
    "charged in the period for whom it is known.",
    pitfalls="Over-charging to look good shows up in 1.02 and 4.03; a companion statute (child "
    "protection, forced labour) may be the right charge.",
    follow_up=None,
    fields=("charged", "tip_charged"),
)

DOWNGRADED = Indicator(
    id="1.02",
    title="Downgraded",
    question="Do trafficking charges survive to judgment?",
    unit="accused",
    kind=Share(
        cohort="charged",
        member=lambda frame: Is("tip_charged", ("yes",)) & Happened("verdict", frame.observed_to),
        has=lambda frame: Is("tip_verdict", ("no",)) | Is("outcome", ("guilty_other",)),
        left=(
            Part(
                "no_verdict",
                "no verdict yet, or none at all",
                lambda frame: Is("tip_charged", ("yes",)) & ~Happened("verdict", frame.observed_to),
            ),
            Part(
                "tip_unknown",
                "not known whether the trafficking provision was charged",
                lambda _frame: Open(Is("tip_charged", ("yes",))),
            ),
        ),
    ),
    cohort_rule="start",
    direction="lower",
    source="TIPR, GRETA",
    definition="Of accused charged under the trafficking provision who had a first-instance "
    "judgment, those for whom that provision was gone by judgment or who were found guilty of "
    "another offence only.",
    pitfalls="Acquitted of the trafficking charge is not downgraded; a plea to a lesser offence "
    "can spare victims from testifying.",
    fields=("tip_charged", "verdict", "tip_verdict", "outcome"),
)

NON_PUNISHMENT_WATCH = Indicator(
    id="1.07",
    group="punishment",
    title="Non-punishment watch",
    question="Are victims punished for what their traffickers made them do?",
    unit="victim",
    kind=Share(
        cohort="first_contact",
        member=counts_as_victim,
        has=lambda frame: punished(frame, *PUNISHMENTS),
        outside="not presumed, or found not to be a victim",
    ),
    cohort_rule="start",
    direction="lower",
    source="ACTIP art 14(7), GRETA art 26, TIPR",
    definition="Victims arrested, charged, detained or deported for an act linked to the "
    "trafficking, of victims first met in the period: identified, or presumed with the decision "
    "pending or declined.",
    pitfalls="None may mean that nobody asked: read with how many were not asked. A possible link "
    "is not known; closed shelter is in 5.08, not here.",
    follow_up=6,
    fields=("first_contact", "np_answer", *PUNISHMENTS),
)

INDICATORS = (CHARGED_UNDER_THE_PROVISION, DOWNGRADED, NON_PUNISHMENT_WATCH)
