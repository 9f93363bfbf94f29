"""Component 5, victim identification, protection and support: what did victims receive?"""

from __future__ import annotations

from .asking import guilty, happened, holds, in_case, is_one, within_days
from .engine.predicates import (
    Foreign,
    Happened,
    InFull,
    Is,
    Predicate,
    Refuted,
    Some,
    Within,
    WithinDays,
    WithinOuter,
)
from .frame import Frame
from .indicators import Indicator
from .kinds import Compare, Counts, Ending, Funnel, Part, Series, Share, Spells

NEEDS_DAYS = 7
STAY_DAYS = 30
JUSTICE_MONTHS = 36
PAYMENT_MONTHS = 12
AGAIN_MONTHS = 24


def _pending(frame: Frame) -> Predicate:
    decided = Happened("id_decided", frame.observed_to) | Happened("identified", frame.observed_to)
    return Refuted(decided)


def _charged_in_time(frame: Frame) -> Predicate:
    in_time = WithinOuter("identified", "charged", JUSTICE_MONTHS)
    return Some("accused", Happened("charged", frame.observed_to) & in_time)


def _guilty_in_time(frame: Frame) -> Predicate:
    in_time = WithinOuter("identified", "verdict", JUSTICE_MONTHS)
    return Some("accused", guilty("guilty_tip")(frame) & in_time)


def _in_time(fact: str) -> Predicate:
    return Within("identified", fact, JUSTICE_MONTHS)


def _ordered(frame: Frame) -> Predicate:
    return Happened("comp_ordered", frame.observed_to) & _in_time("comp_ordered")


def _paid(frame: Frame) -> Predicate:
    full = InFull("comp_paid_sum", "comp_amount")
    return Happened("comp_paid", frame.observed_to) & full & _in_time("comp_paid")


def _any_justice(frame: Frame) -> Predicate:
    conviction = in_case(guilty("guilty_tip", "guilty_other"))(frame)
    ordered = Happened("comp_ordered", frame.observed_to)
    return conviction | ordered | Happened("comp_paid", frame.observed_to)


def _something_paid(frame: Frame) -> Predicate:
    in_time = WithinOuter("comp_ordered", "on", PAYMENT_MONTHS)
    return Some("payments", Happened("on", frame.observed_to) & in_time, same_subject=True)


def _all_paid(frame: Frame) -> Predicate:
    last = Happened("comp_paid", frame.observed_to) & Within(
        "comp_ordered", "comp_paid", PAYMENT_MONTHS
    )
    return last & InFull("comp_paid_sum", "comp_amount")


def _staying_foreigner(_frame: Frame) -> Predicate:
    return Foreign() & ~WithinDays("first_contact", "departed", STAY_DAYS)


def _witness(_frame: Frame) -> Predicate:
    """The person has a track of support as a witness."""
    return Some("witness", Is("origin", ("native", "imported", "exchanged")), same_subject=True)


VICTIMS = Indicator(
    id="5.01",
    title="Victims identified and presumed",
    question="How many victims were identified, and how many wait for a decision?",
    unit="victim",
    kind=Counts(
        series=(
            Series("identified", "Identified", "identified"),
            Series("presumed", "Presumed, not yet decided", "presumed", _pending),
        )
    ),
    cohort_rule="event",
    direction="higher_with_care",
    source="GLOTIP, EUST, SDG",
    definition="Victims identified in the period; persons presumed in the period whose "
    "identification is not decided.",
    pitfalls="The two stand side by side and are never counted twice.",
    follow_up=None,
    fields=("identified", "presumed", "id_decided"),
)
OFFERED = Indicator(
    id="5.02",
    group="victim_health",
    title="Offered support",
    question="Was support offered to everyone presumed or identified?",
    unit="victim",
    kind=Share(cohort="presumed", also="identified", has=happened("offered")),
    cohort_rule="start",
    direction="higher",
    source="ACTIP 14, PR11",
    definition="Persons to whom support was offered, of everyone presumed or identified in the "
    "period, also if later found not to be a victim: support is due on suspicion.",
    pitfalls="Offered, not accepted: that is what measures the state.",
    follow_up=6,
    fields=("presumed", "identified", "offered"),
)
TOOK_UP = Indicator(
    id="5.03",
    group="victim_health",
    title="Took up support",
    question="How many took up what was offered?",
    unit="victim",
    kind=Share(cohort="offered", has=holds("accepted")),
    cohort_rule="start",
    direction="none",
    source="ACT",
    definition="Persons who took up a service, of those offered support in the period.",
    pitfalls="Refusal is a right; a fall asks why (closed shelters, a duty to testify).",
    follow_up=6,
    fields=("offered", "accepted"),
)
NEEDS_ASSESSED = Indicator(
    id="5.04",
    group="victim_health",
    title="Needs assessed in time",
    question="Were needs assessed within 7 days?",
    unit="victim",
    kind=Share(cohort="presumed", has=within_days("presumed", "needs_assessed", NEEDS_DAYS)),
    cohort_rule="start",
    direction="higher",
    source="PR11",
    definition="Persons whose needs were assessed within 7 days of being presumed victims, of "
    "persons presumed in the period.",
    pitfalls="The limit is the product's own; a state's law may set another.",
    follow_up=6,
    fields=("presumed", "needs_assessed"),
)
NEEDS_MET = Indicator(
    id="5.05",
    group="victim_health",
    title="Needs met",
    question="How many of the needs found were met?",
    unit="needs",
    kind=Share(cohort="needs_assessed", member=happened("found"), has=happened("met")),
    cohort_rule="start",
    direction="higher",
    source="ACT",
    definition="Needs met, of needs found, of persons whose needs were assessed in the period.",
    pitfalls="The unit is the need, not the person.",
    follow_up=6,
    fields=("needs_assessed", "needs"),
)
REFLECTION = Indicator(
    id="5.06",
    title="Reflection period given",
    question="Did foreign victims get time to decide?",
    unit="victim",
    kind=Share(
        cohort="identified", member=lambda _frame: Foreign(), has=happened("reflection_from")
    ),
    cohort_rule="start",
    direction="higher",
    source="GRETA 13",
    definition="Victims with a reflection period, of foreign victims identified in the period in "
    "states with the rule.",
    pitfalls="Does not apply in states without the rule.",
    follow_up=6,
    fields=("identified", "citizenship", "reflection_from"),
    switch="reflection",
)
INDEPENDENT = Indicator(
    id="5.07",
    group="victim_health",
    title="Support independent of co-operation",
    question="Do those who are no witnesses take up as much as those who are?",
    unit="victim",
    kind=Compare(
        cohort="offered",
        has=holds("accepted"),
        groups=(
            Part("others", "took up support, not a witness", lambda frame: ~_witness(frame)),
            Part("witnesses", "took up support, a witness", _witness),
        ),
    ),
    cohort_rule="start",
    direction="zero",
    source="ACTIP, GRETA",
    definition="Persons who took up a service, of those offered support in the period: among those "
    "without a track as a witness, and among those with one.",
    pitfalls="Small bases: withheld often.",
    follow_up=6,
    fields=("offered", "accepted"),
)
SHELTER = Indicator(
    id="5.08",
    group="victim_health",
    title="Shelter length and freedom",
    question="How long do victims stay in shelter, and do they consent to it?",
    unit="victim",
    kind=Spells(cohort="shelter_in", ends=(Ending("shelter_out"),), horizon_days=180, nights=True),
    cohort_rule="start",
    direction="none",
    source="ACT study, Anti-Trafficking Review",
    definition="Days from entering to leaving shelter, with those still there counted; and the "
    "nights in periods of consent answered yes, of nights with a known answer.",
    pitfalls="A long stay can be wanted or forced: consent decides.",
    follow_up=6,
    fields=("shelter_in", "shelter_out", "shelter_stays"),
)
LEGAL_AID = Indicator(
    id="5.09",
    group="victim_health",
    title="Legal aid",
    question="Did victims have a lawyer of their own?",
    unit="victim",
    kind=Share(cohort="identified", has=happened("legal_aid")),
    cohort_rule="start",
    direction="higher",
    source="GRETA 15",
    definition="Victims with a lawyer or legal-aid service of their own, of victims identified in "
    "the period.",
    pitfalls="A prosecutor is not the victim's lawyer.",
    follow_up=6,
    fields=("identified", "legal_aid"),
)
OWN_LANGUAGE = Indicator(
    id="5.10",
    group="victim_health",
    title="Own language",
    question="Was there an interpreter for those who need one?",
    unit="victim",
    kind=Share(
        cohort="identified",
        member=is_one("interpreter_needed", "yes"),
        has=is_one("interpreter", "yes"),
    ),
    cohort_rule="start",
    direction="higher",
    source="GRETA 12",
    definition="Victims for whom interpretation was given, of victims identified in the period who "
    "need it.",
    pitfalls="Where the need is not known, the answer is not known.",
    follow_up=6,
    fields=("identified", "interpreter_needed", "interpreter"),
)
STATUS = Indicator(
    id="5.11",
    title="Status and work",
    question="Did foreign victims who stayed get papers?",
    unit="victim",
    kind=Share(cohort="identified", member=_staying_foreigner, has=happened("status_document")),
    cohort_rule="start",
    direction="higher",
    source="ACTIP, Palermo 7",
    definition="Victims with a stay or work document, of foreign victims identified in the period "
    "who did not leave within 30 days of the first contact.",
    pitfalls="Who left at once is left out.",
    follow_up=6,
    fields=("identified", "citizenship", "first_contact", "departed", "status_document"),
)
ANY_JUSTICE = Indicator(
    id="5.12",
    title="Any form of justice",
    question="Did the case bring a conviction, an order of compensation, or payment?",
    unit="victim",
    kind=Funnel(
        cohort="identified",
        stages=(),
        results=(
            Part("charged", "an accused charged", _charged_in_time),
            Part("guilty_tip", "guilty of trafficking", _guilty_in_time),
            Part("ordered", "compensation ordered", _ordered),
            Part("paid", "and paid in full", _paid),
        ),
        headline=Part("any", "a conviction, an order or a payment", _any_justice),
    ),
    cohort_rule="start",
    direction="higher",
    source="PR11's own finding; GRETA",
    definition="One cohort of victims identified in the period, followed for 36 months: an accused "
    "of the case charged, one found guilty of trafficking, compensation ordered for this victim, "
    "paid in full. The headline counts a guilty verdict of any kind in force, an order, or any "
    "payment.",
    pitfalls="The headline is wider than the funnel: a conviction for a lesser offence is still "
    "some justice.",
    follow_up=JUSTICE_MONTHS,
    fields=("identified", "comp_ordered", "comp_amount", "comp_paid", "comp_paid_sum"),
)
COMPENSATION_PAID = Indicator(
    id="5.13",
    title="Compensation paid",
    question="Is what courts order paid?",
    unit="victim",
    kind=Share(
        cohort="comp_ordered",
        has=_something_paid,
        more=(Part("full", "paid in full", _all_paid),),
        money=("comp_amount", "comp_paid_sum"),
    ),
    cohort_rule="start",
    direction="higher",
    source="GRETA, ACT",
    definition="Victims who were paid anything within 12 months of the order, and victims paid in "
    "full by a last payment within 12 months, of victims with an order in the period; and the sums "
    "ordered and paid, by currency.",
    pitfalls="Orders without payment are the usual end.",
    follow_up=PAYMENT_MONTHS,
    fields=("comp_ordered", "comp_amount", "comp_paid", "comp_paid_sum"),
)
TRAFFICKED_AGAIN = Indicator(
    id="5.14",
    title="Trafficked again",
    question="How many of those followed were trafficked again?",
    unit="victim",
    kind=Share(
        cohort="identified",
        member=happened("followed_until"),
        has=lambda frame: (
            Happened("retrafficked", frame.observed_to)
            & Within("identified", "retrafficked", AGAIN_MONTHS)
        ),
        outside="not followed up",
    ),
    cohort_rule="start",
    direction="lower",
    source="IOM",
    definition="Victims trafficked again within 24 months, of victims identified in the period and "
    "followed up.",
    pitfalls="Hardly ever known: read it as 'at least', with how many were followed.",
    follow_up=AGAIN_MONTHS,
    fields=("identified", "followed_until", "retrafficked"),
)

INDICATORS = (
    VICTIMS,
    OFFERED,
    TOOK_UP,
    NEEDS_ASSESSED,
    NEEDS_MET,
    REFLECTION,
    INDEPENDENT,
    SHELTER,
    LEGAL_AID,
    OWN_LANGUAGE,
    STATUS,
    ANY_JUSTICE,
    COMPENSATION_PAID,
    TRAFFICKED_AGAIN,
)
