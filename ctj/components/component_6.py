"""Component 6, special support to victims as witnesses: informed, protected, heard, told?"""

from __future__ import annotations

from .asking import both, happened, holds, is_one, within_days
from .engine.predicates import Before, Happened, Has, Is, Predicate, Sure, Within
from .frame import Frame
from .groups import WITHDRAWAL
from .indicators import Indicator
from .kinds import Ending, Numbers, Part, Share, Spells

RISK_DAYS = 14
TOLD_DAYS = 30
ANSWER_DAYS = 2
LOST_MONTHS = 24
AT_RISK = ("medium", "high", "extreme")


def _informed_before(frame: Frame) -> Predicate:
    informed: Predicate = Happened("informed", frame.observed_to)
    for decision in ("agreed", "refused", "statement"):
        informed = informed & Before("informed", decision)
    return informed


def _decided(frame: Frame) -> Predicate:
    return Happened("agreed", frame.observed_to) | Happened("refused", frame.observed_to)


def _heard(frame: Frame) -> Predicate:
    return Happened("testified", frame.observed_to) | Happened("recorded", frame.observed_to)


def _accompanied(frame: Frame) -> Predicate:
    """Heard, with a measure in or out of court or somebody beside them."""
    beside = Has("measures") | Has("special_measures") | Is("supporter", ("yes",))
    return _heard(frame) & beside


_risk_assessed = within_days("agreed", "risk_assessed", RISK_DAYS)
_told = within_days("case_verdict", "told_outcome", TOLD_DAYS)


def _supported(frame: Frame) -> Predicate:
    return _informed_before(frame) & _risk_assessed(frame) & _accompanied(frame) & _told(frame)


def _lost(frame: Frame) -> Predicate:
    return Happened("withdrew", frame.observed_to) & Within("agreed", "withdrew", LOST_MONTHS)


def _countable(_frame: Frame) -> Predicate:
    """Who died left otherwise; who was not needed leaves the denominator."""
    out = (*WITHDRAWAL["left_otherwise"], *WITHDRAWAL["leaves_the_denominator"])
    return ~Sure(Has("withdraw_reason", out))


INFORMED = Indicator(
    id="6.01",
    title="Informed before deciding",
    question="Were they told their role, rights and risks before they decided?",
    unit="witness",
    kind=Share(cohort="asked", has=_informed_before),
    cohort_rule="start",
    direction="higher",
    source="ACT (information), PR11",
    definition="Witnesses informed on or before the day on which they agreed, refused or gave a "
    "statement, of those asked in the period.",
    pitfalls="Information after the statement is a 'no'.",
    follow_up=6,
    fields=("asked", "informed", "agreed", "refused", "statement"),
)
AGREED = Indicator(
    id="6.02",
    title="Agreed to testify",
    question="How many of those asked agreed?",
    unit="witness",
    kind=Share(cohort="asked", member=_decided, has=happened("agreed"), outside="not decided yet"),
    cohort_rule="start",
    direction="none",
    source="PR11",
    definition="Witnesses who agreed, of those asked in the period who decided.",
    pitfalls="A choice: never a target. Everybody, with closed shelters, is alarming.",
    follow_up=6,
    fields=("asked", "agreed", "refused"),
)
RISK_ASSESSED = Indicator(
    id="6.03",
    title="Risk assessed",
    question="Was risk assessed within 14 days?",
    unit="witness",
    kind=Share(cohort="agreed", has=_risk_assessed),
    cohort_rule="start",
    direction="higher",
    source="UNODC manual mod. 5, ACT 1",
    definition="Witnesses whose risk was assessed within 14 days of agreeing, of those who agreed "
    "in the period. Before agreeing is in time.",
    pitfalls="It is due again before trial and before return.",
    follow_up=6,
    fields=("agreed", "risk_assessed"),
)
PROTECTED = Indicator(
    id="6.04",
    title="Protected where risk was found",
    question="Did those at risk get protection?",
    unit="witness",
    kind=Share(
        cohort="agreed",
        member=is_one("risk_level", *AT_RISK),
        has=holds("measures"),
        maybe=True,
        outside="risk low or none seen",
    ),
    cohort_rule="start",
    direction="higher",
    source="Palermo/UNTOC 24, ACT 1",
    definition="Witnesses with a protection measure in place, of those who agreed in the period "
    "and whose risk was found medium, high or extreme.",
    pitfalls="Whose level is not known widens the bounds.",
    follow_up=6,
    fields=("agreed", "risk_level", "measures"),
)
SPECIAL_MEASURES = Indicator(
    id="6.05",
    title="Special measures in court",
    question="Did those who testified have special measures?",
    unit="witness",
    kind=Share(
        cohort="testified",
        has=holds("special_measures"),
        more=tuple(
            Part(code, label, holds("special_measures", code))
            for code, label in (
                ("screen", "screen"),
                ("video_link", "video link"),
                ("closed_court", "closed court"),
                ("pseudonym", "pseudonym"),
                ("recorded_evidence", "recorded evidence"),
            )
        ),
    ),
    cohort_rule="start",
    direction="higher",
    source="ACT 2, GRETA 30",
    definition="Witnesses with a special measure in court, of those who testified in the period; "
    "and by measure.",
    pitfalls="Children: 6.06.",
    follow_up=None,
    fields=("testified", "special_measures"),
)
CHILD_MEASURES = Indicator(
    id="6.06",
    title="Child witnesses with child measures",
    question="Were children heard as children?",
    unit="witness",
    kind=Share(
        cohort="testified",
        member=is_one("testified_age", "child"),
        has=holds("child_measures"),
        outside="adults",
    ),
    cohort_rule="start",
    direction="higher",
    source="ACT 7",
    definition="Children with a child measure, of children who testified in the period.",
    pitfalls="Small numbers.",
    follow_up=None,
    fields=("testified", "testified_age", "child_measures"),
)
SUPPORTER = Indicator(
    id="6.07",
    title="Someone beside them",
    question="Was a support person there?",
    unit="witness",
    kind=Share(cohort="testified", has=is_one("supporter", "yes")),
    cohort_rule="start",
    direction="higher",
    source="ACT",
    definition="Witnesses with a support person, of those who testified in the period.",
    pitfalls="Not recorded is not known, never no.",
    follow_up=None,
    fields=("testified", "supporter"),
)
INTERVIEWS = Indicator(
    id="6.08",
    title="Interviews per witness",
    question="How often did they have to tell it?",
    unit="witness",
    kind=Numbers(cohort="statement", fact="times_interviewed"),
    cohort_rule="start",
    direction="lower",
    source="ACT 2, 6",
    definition="Interviews whose purpose counts, per witness with a formal statement in the "
    "period.",
    pitfalls="Not known is not one.",
    follow_up=None,
    fields=("statement", "times_interviewed"),
)
STATEMENT_TO_TESTIMONY = Indicator(
    id="6.09",
    title="From statement to testimony",
    question="How long does a witness wait to be heard?",
    unit="witness",
    kind=Spells(
        cohort="statement",
        ends=(Ending("testified"), Ending("recorded")),
        doors=(Ending("withdrew"),),
        horizon_days=365,
    ),
    cohort_rule="start",
    direction="lower",
    source="ACT, PR11",
    definition="Days from the formal statement to testimony or recorded evidence, whichever came "
    "first; withdrew is another door.",
    pitfalls="Those who left before testifying are counted, not forgotten.",
    follow_up=24,
    fields=("statement", "testified", "recorded", "withdrew"),
)
EARLY_EVIDENCE = Indicator(
    id="6.10",
    title="Early recorded evidence",
    question="Was evidence recorded early, where the law allows it?",
    unit="witness",
    kind=Share(cohort="statement", has=happened("recorded")),
    cohort_rule="start",
    direction="higher",
    source="PR11",
    definition="Witnesses whose evidence was taken early or recorded, of those with a statement in "
    "the period, in states that allow it.",
    pitfalls="Does not apply where the law does not allow it.",
    follow_up=6,
    fields=("statement", "recorded"),
    switch="early_testimony",
)
LOST = Indicator(
    id="6.11",
    title="Lost witnesses, by reason",
    question="How many withdrew within two years, and why?",
    unit="witness",
    kind=Share(
        cohort="agreed",
        member=_countable,
        has=_lost,
        more=tuple(
            Part(group, label, both(_lost, holds("withdraw_reason", *WITHDRAWAL[group])))
            for group, label in (
                ("fear", "fear"),
                ("delay", "delay"),
                ("return_home", "returned home"),
                ("pressure", "pressure"),
                ("lack_of_support", "lack of support"),
                ("own_wish", "own wish"),
                ("unreachable", "unreachable"),
            )
        ),
        outside="died, or not needed",
    ),
    cohort_rule="start",
    direction="lower",
    source="PR11, ACT",
    definition="Witnesses who withdrew within 24 months of agreeing, of those who agreed in the "
    "period; who died or was not needed is left out. One person may give several reasons.",
    pitfalls="'Returned home' belongs to component 7 as well.",
    follow_up=LOST_MONTHS,
    fields=("agreed", "withdrew", "withdraw_reason"),
)
THREATS = Indicator(
    id="6.12",
    title="Threats reported and answered",
    question="Was every threat answered within two days?",
    unit="threats",
    kind=Share(cohort="reported", has=within_days("reported", "answered", ANSWER_DAYS)),
    cohort_rule="start",
    direction="higher",
    source="ACT 1",
    definition="Threats and incidents answered within 2 days, of those reported in the period.",
    pitfalls="The unit is the threat. More reports may mean more trust.",
    follow_up=None,
    fields=("threats",),
)
TOLD = Indicator(
    id="6.13",
    title="Told the outcome",
    question="Were they told the result within 30 days?",
    unit="witness",
    kind=Share(
        cohort="case_verdict",
        member=lambda frame: (
            Happened("agreed", frame.observed_to) & ~Sure(Is("no_news_wanted", ("yes",)))
        ),
        has=_told,
        outside="had not agreed, or asked not to be told",
    ),
    cohort_rule="start",
    direction="higher",
    source="ACT 4",
    definition="Witnesses told within 30 days of the first judgment in the case, of those in cases "
    "first judged in the period who had agreed, also if they withdrew later.",
    pitfalls="Who asked not to be told is left out.",
    follow_up=None,
    fields=("agreed", "told_outcome", "no_news_wanted"),
)
SUPPORTED_TO_THE_END = Indicator(
    id="6.14",
    title="Supported to the end",
    question="Were they informed, assessed, accompanied and told the result?",
    unit="witness",
    kind=Share(
        cohort="agreed",
        member=happened("case_verdict"),
        has=_supported,
        more=(
            Part("informed", "informed before deciding", _informed_before),
            Part("assessed", "risk assessed in time", _risk_assessed),
            Part("accompanied", "heard with a measure or a supporter", _accompanied),
            Part("told", "told the outcome in time", _told),
        ),
        outside="no judgment in the case yet",
    ),
    cohort_rule="start",
    direction="higher",
    source="composite, CTJ",
    definition="Witnesses informed before deciding, with risk assessed within 14 days, heard with "
    "a measure or somebody beside them, and told the result within 30 days, of those who agreed in "
    "the period in cases with a judgment.",
    pitfalls="One part known 'no' is a no; otherwise all four must be known.",
    follow_up=6,
    fields=("agreed", "informed", "risk_assessed", "measures", "supporter", "told_outcome"),
)

INDICATORS = (
    INFORMED,
    AGREED,
    RISK_ASSESSED,
    PROTECTED,
    SPECIAL_MEASURES,
    CHILD_MEASURES,
    SUPPORTER,
    INTERVIEWS,
    STATEMENT_TO_TESTIMONY,
    EARLY_EVIDENCE,
    LOST,
    THREATS,
    TOLD,
    SUPPORTED_TO_THE_END,
)
