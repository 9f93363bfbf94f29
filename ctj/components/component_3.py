"""Component 3, front-line capacity to identify and respond: are victims seen, and how soon?

More identified victims is usually better work, not more crime: titles say 'identified'.
"""

from __future__ import annotations

from .asking import PUNISHMENTS, by_code, happened, holds, is_one, within_days
from .engine.predicates import Before, Happened, Has, Is, Or, Predicate, Sure
from .frame import Frame
from .groups import AGENCIES, DETECTION, FORMS, OFFICIALS
from .indicators import Indicator
from .kinds import Counts, Ending, Part, Series, Share, Spells, Split

IDENTIFICATION_DAYS = 30
REFERRAL_DAYS = 1
AGE_DAYS = 3
DECIDED = ("identified", "not_identified")
#: Arrest, charge and detention: what happens to those who are first found as offenders (3.09).
AS_OFFENDERS = PUNISHMENTS[:3]
ROUTES = {
    "self_report": "self-report",
    "police": "police",
    "immigration": "immigration",
    "labour_inspection": "labour inspection",
    "embassy": "embassy",
    "ngo_hotline": "NGO or hotline",
    "family_public": "family or public",
    "court": "court",
    "other": "other",
}
FORM_NAMES = {
    "sexual": "sexual exploitation",
    "forced_labour": "forced labour",
    "forced_criminality": "forced criminality",
    "begging": "forced begging",
    "forced_marriage": "forced marriage",
    "organ_removal": "organ removal",
    "armed": "armed groups",
    "sale_adoption": "sale or adoption",
    "other": "other forms",
}


def _decided(frame: Frame) -> Predicate:
    return Happened("id_decided", frame.observed_to) & Is("id_outcome", DECIDED)


def _as_offender_before(frame: Frame) -> Predicate:
    """Arrested, charged or detained on or before the day of identification."""
    before = Or(
        tuple(
            Happened(fact, frame.observed_to, dateless=False) & Before(fact, "identified")
            for fact in AS_OFFENDERS
        )
    )
    return before | ~Is("np_answer", ("yes", "no"))


PERSONS_SCREENED = Indicator(
    id="3.01",
    title="Persons screened",
    question="How many persons were screened one by one?",
    unit="victim",
    kind=Counts(series=(Series("screened", "Screened", "screened"),)),
    cohort_rule="event",
    direction="higher_with_care",
    source="PR11, TIPR",
    definition="Persons with an individual screening in the period.",
    pitfalls="A crowd screened with one form is one form: only individual screenings count.",
    follow_up=None,
    fields=("screened",),
)
SCREENING_YIELD = Indicator(
    id="3.02",
    title="Screening yield",
    question="How many of those screened were presumed victims?",
    unit="victim",
    kind=Share(cohort="screened", has=happened("presumed")),
    cohort_rule="start",
    direction="none",
    source="CTJ",
    definition="Persons presumed to be victims, of persons screened in the period.",
    pitfalls="Low means that everyone is screened, or that signs are not seen. Compare agencies on "
    "the same caseload only.",
    follow_up=6,
    fields=("screened", "presumed"),
)
PRESUMED_CONFIRMED = Indicator(
    id="3.03",
    title="Presumed victims confirmed",
    question="How many decisions found a victim?",
    unit="victim",
    kind=Share(
        cohort="presumed",
        member=_decided,
        has=is_one("id_outcome", "identified"),
        left=(
            Part(
                "declined",
                "declined to be identified",
                lambda frame: (
                    Happened("id_decided", frame.observed_to) & Is("id_outcome", ("declined",))
                ),
            ),
            Part(
                "abroad",
                "identified by another state",
                is_one("id_outcome", "identified_abroad"),
            ),
            Part(
                "pending",
                "decision pending",
                lambda frame: ~Sure(Happened("id_decided", frame.observed_to)),
            ),
        ),
    ),
    cohort_rule="start",
    direction="none",
    source="EUST, GRETA",
    definition="Victims identified, of persons presumed in the period whose identification was "
    "decided (identified or not); declined and pending apart.",
    pitfalls="All of them means that only the certain ones are put forward; a court's standard of "
    "proof depresses it.",
    follow_up=6,
    fields=("presumed", "id_outcome", "id_decided"),
)
TIME_TO_DECISION = Indicator(
    id="3.04",
    title="Time to identification decision",
    question="How long does a presumed victim wait for a decision?",
    unit="victim",
    kind=Spells(
        cohort="presumed",
        ends=(Ending("id_decided", "id_outcome", DECIDED),),
        doors=(Ending("id_decided", "id_outcome", ("declined",)),),
        horizon_days=IDENTIFICATION_DAYS,
    ),
    cohort_rule="start",
    direction="lower",
    source="GRETA, ACT",
    definition="Days from being presumed a victim to the decision (identified or not), "
    "Kaplan-Meier, with those still pending counted; declined is another door.",
    pitfalls="The pending ones are the story. A quick refusal is quick as well: read with 3.03.",
    follow_up=6,
    fields=("presumed", "id_decided", "id_outcome"),
)
CONTACT_TO_SAFETY = Indicator(
    id="3.05",
    group="victim_health",
    title="First contact to safety",
    question="How long until a first service, safety or shelter?",
    unit="victim",
    kind=Spells(
        cohort="first_contact",
        ends=(Ending("first_service"), Ending("shelter_in")),
        horizon_days=1,
    ),
    cohort_rule="start",
    direction="lower",
    source="PR11",
    definition="Days from the first contact with any official or responder to the first service or "
    "safety received, or to shelter.",
    pitfalls="Hours matter here; facts keep days.",
    follow_up=6,
    fields=("first_contact", "first_service", "shelter_in"),
)
HOW_FOUND = Indicator(
    id="3.06",
    title="How cases are found",
    question="By which route did cases come to light?",
    unit="case",
    kind=Split(
        cohort="opened",
        results=tuple(by_code("detection", ROUTES, dict(DETECTION))),
        undecided="route not known",
    ),
    cohort_rule="start",
    direction="none",
    source="ICTIP",
    definition="Cases opened in the period by the route by which each came to light, each of those "
    "with a known route.",
    pitfalls="The first route only.",
    follow_up=None,
    fields=("opened", "detection"),
)
AGENCIES_THAT_IDENTIFY = Indicator(
    id="3.07",
    title="Agencies that identify",
    question="Who identifies victims, and does anybody else look?",
    unit="victim",
    kind=Split(
        cohort="identified",
        results=tuple(
            Part(code, label, is_one("identified_by", code)) for code, label in AGENCIES.items()
        ),
        undecided="deciding body not known",
    ),
    cohort_rule="event",
    direction="higher",
    source="PR11, EUST (by registering body)",
    definition="Victims identified in the period, by the body that decided.",
    pitfalls="One agency over 90 % means that the rest do not look.",
    follow_up=None,
    fields=("identified", "identified_by"),
)
MISSED_FIRST_CONTACT = Indicator(
    id="3.08",
    title="Missed first contact",
    question="How many had met an official before, without being recognised?",
    unit="victim",
    kind=Share(
        cohort="identified", has=lambda _frame: Has("missed_contact", OFFICIALS, absent_is_no=False)
    ),
    cohort_rule="start",
    direction="lower",
    source="GRETA, CTJ",
    definition="Victims who had met an official before without being recognised, of victims "
    "identified in the period who were asked.",
    pitfalls="It needs a question in the needs interview: many unknown at first.",
    follow_up=6,
    fields=("identified", "missed_contact"),
)
FIRST_FOUND_AS_OFFENDERS = Indicator(
    id="3.09",
    group="punishment",
    title="First found as offenders",
    question="How many victims were arrested, detained or charged before they were recognised?",
    unit="victim",
    kind=Share(cohort="identified", has=_as_offender_before),
    cohort_rule="start",
    direction="lower",
    source="ACTIP, TIPR",
    definition="Victims arrested, detained or charged before they were identified, for acts linked "
    "to the trafficking, of victims identified in the period.",
    pitfalls="Overlaps with 1.07 by design: that is all victims, this is those later recognised.",
    follow_up=6,
    fields=("identified", "np_answer", *AS_OFFENDERS),
)
CHILD_FOUND_AS_CHILD = Indicator(
    id="3.10",
    title="Child found as child",
    question="Was age assessed or presumed at the first contact?",
    unit="victim",
    kind=Share(
        cohort="identified",
        member=is_one("child_at_id", "child", "child_presumed"),
        has=within_days("first_contact", "age_presumed", AGE_DAYS),
    ),
    cohort_rule="start",
    direction="higher",
    source="CRC GC, GRETA",
    definition="Children whose age was assessed or presumed within 3 days of the first contact, of "
    "children identified in the period.",
    pitfalls="Small numbers.",
    follow_up=6,
    fields=("identified", "child_at_id", "first_contact", "age_presumed"),
)
FORMS_SEEN = Indicator(
    id="3.11",
    title="Rare forms seen",
    question="Which forms of exploitation do we see at all?",
    unit="victim",
    kind=Counts(
        series=tuple(
            Series(group, label, "identified", holds("forms", *FORMS[group]))
            for group, label in FORM_NAMES.items()
        ),
        beyond=2,
    ),
    cohort_rule="event",
    direction="higher",
    source="GLOTIP",
    definition="Forms of exploitation with at least one victim identified in the period, other "
    "than the two commonest. One person may stand under several forms.",
    pitfalls="No men in forced labour is a blind spot, not a fact: break it down by sex. The "
    "period should be 12 months.",
    follow_up=None,
    fields=("identified", "forms"),
)
REFERRAL_KEPT = Indicator(
    id="3.13",
    group="victim_health",
    title="Referral kept",
    question="Were presumed victims referred to support in time?",
    unit="victim",
    kind=Share(
        cohort="presumed",
        member=lambda _frame: ~Sure(Is("referral_consent", ("no",))),
        has=within_days("presumed", "referred_support", REFERRAL_DAYS),
        outside="did not wish to be referred",
    ),
    cohort_rule="start",
    direction="higher",
    source="PR11",
    definition="Persons referred to support within the limit (24 hours, counted as the next day) "
    "of being presumed victims, of persons presumed in the period who did not refuse it.",
    pitfalls="Whoever did not wish to be referred is left out.",
    follow_up=6,
    fields=("presumed", "referred_support", "referral_consent"),
)

INDICATORS = (
    PERSONS_SCREENED,
    SCREENING_YIELD,
    PRESUMED_CONFIRMED,
    TIME_TO_DECISION,
    CONTACT_TO_SAFETY,
    HOW_FOUND,
    AGENCIES_THAT_IDENTIFY,
    MISSED_FIRST_CONTACT,
    FIRST_FOUND_AS_OFFENDERS,
    CHILD_FOUND_AS_CHILD,
    FORMS_SEEN,
    REFERRAL_KEPT,
)
