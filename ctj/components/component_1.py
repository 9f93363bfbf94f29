"""Component 1, strong and comprehensive legal frameworks: is the law used?"""

from __future__ import annotations

from .engine.predicates import Happened, Is, Open
from .indicators import Indicator, Part, Share

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

INDICATORS = (CHARGED_UNDER_THE_PROVISION, DOWNGRADED)
