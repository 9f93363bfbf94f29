"""Component 4, prosecutorial and judicial capacity: what became of the accused?"""

from __future__ import annotations

from .engine.predicates import Happened, Is, Predicate, Within
from .frame import Frame
from .indicators import Indicator
from .kinds import Ask, Counts, Ending, Funnel, Part, Series, Spells, Split
from .outcomes import LEFT_OTHERWISE, OTHER_DOORS, final_in_force, in_force

MONTHS = 24


def _reached(fact: str) -> Ask:
    def ask(frame: Frame) -> Predicate:
        return Happened(fact, frame.observed_to) & Within("suspected", fact, MONTHS)

    return ask


def _finding(*outcomes: str) -> Ask:
    return lambda frame: in_force(frame, *outcomes)


PROSECUTED_AND_CONVICTED = Indicator(
    id="4.01",
    title="Persons prosecuted, persons convicted",
    question="How many were charged, and how many found guilty of trafficking?",
    unit="accused",
    kind=Counts(
        series=(
            Series("prosecuted", "Prosecuted", "charged"),
            Series(
                "convicted_first",
                "Convicted of trafficking at first instance, in force",
                "verdict",
                _finding("guilty_tip"),
            ),
            Series(
                "convicted_final",
                "Convicted of trafficking, final",
                "final",
                lambda frame: final_in_force(frame, "guilty_tip"),
            ),
        )
    ),
    cohort_rule="event",
    direction="none",
    source="GLOTIP, EUST, TIPR",
    definition="Accused first charged in the period; accused with a guilty finding for trafficking "
    "in force, by the day of the first-instance judgment and by the day it became final.",
    pitfalls="These are different people: never divide one by another.",
    follow_up=None,
    fields=("charged", "verdict", "outcome_now", "final", "final_outcome"),
)

FROM_SUSPICION_TO_CONVICTION = Indicator(
    id="4.02",
    title="From suspicion to conviction",
    question="Of those suspected, how many were found guilty of trafficking within two years?",
    unit="accused",
    kind=Funnel(
        cohort="suspected",
        stages=(
            Part("charged", "charged", _reached("charged")),
            Part("trial", "on trial", _reached("trial_start")),
            Part("verdict", "judged", _reached("verdict")),
        ),
        results=(
            Part(
                "guilty_tip",
                "guilty of trafficking",
                lambda frame: _reached("verdict")(frame) & Is("outcome", ("guilty_tip",)),
            ),
            Part(
                "guilty_final",
                "and final",
                lambda frame: _reached("final")(frame) & Is("final_outcome", ("guilty_tip",)),
            ),
        ),
    ),
    cohort_rule="start",
    direction="higher_with_care",
    source="GLOTIP stages; UNODC",
    definition="One cohort of accused named as suspects in the period, followed for 24 calendar "
    "months each: charged, on trial, judged at first instance, found guilty of trafficking, final. "
    "A stage once reached stays reached.",
    pitfalls="Charging only sure, small cases pushes it up: read beside how far up the chain cases "
    "reach.",
    fields=("suspected", "charged", "trial_start", "verdict", "outcome", "final", "final_outcome"),
)

RESULT_OF_DECIDED = Indicator(
    id="4.03",
    title="Result of decided prosecutions",
    question="How did the decided prosecutions end?",
    unit="accused",
    kind=Split(
        cohort="charged",
        results=(
            Part("guilty_tip", "guilty of trafficking", _finding("guilty_tip")),
            Part("guilty_other", "guilty of another offence", _finding("guilty_other")),
            Part("acquitted", "acquitted", _finding("acquitted")),
            Part("withdrawn", "withdrawn", _finding("withdrawn")),
            Part("dismissed", "dismissed", _finding("dismissed")),
            Part("diverted", "diverted", _finding("diverted")),
        ),
        left_otherwise=tuple(
            Part(code, label, _finding(code))
            for code, label in zip(
                LEFT_OTHERWISE,
                ("died", "transferred to another state", "ended otherwise"),
                strict=True,
            )
        ),
    ),
    cohort_rule="start",
    direction="none",
    source="UN-CTS, TIPR",
    definition="Accused first charged in the period whose first instance has ended, by the finding "
    "in force today; died, transferred and ended otherwise are left otherwise; undecided beside.",
    pitfalls="All guilty is a warning as well: pressure to plead, or selection.",
    fields=("charged", "disposed", "outcome_now"),
)

CHARGE_TO_JUDGMENT = Indicator(
    id="4.04",
    title="Charge to first-instance judgment",
    question="How long does an accused wait for a first judgment?",
    unit="accused",
    kind=Spells(
        cohort="charged",
        ends=(Ending("verdict"),),
        doors=(Ending("disposed", "outcome", OTHER_DOORS),),
        horizon_days=365,
    ),
    cohort_rule="start",
    direction="lower",
    source="CEPEJ, ACT",
    definition="Days from the first charge to the judgment at first instance, Kaplan-Meier, with "
    "those still undecided counted; withdrawn, dismissed, diverted, died, transferred and ended "
    "otherwise are other doors.",
    pitfalls="Counted per accused, so joined accused weigh by number.",
    fields=("charged", "verdict", "disposed", "outcome"),
)

INDICATORS = (
    PROSECUTED_AND_CONVICTED,
    FROM_SUSPICION_TO_CONVICTION,
    RESULT_OF_DECIDED,
    CHARGE_TO_JUDGMENT,
)
