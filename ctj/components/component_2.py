"""Component 2, specialist investigative capacity: how are cases investigated, and how far up?"""

from __future__ import annotations

from .asking import both, by_code, counts_as_victim, happened, in_case, is_one, within_days
from .engine.predicates import AtLeast, Before, Happened, Has, Is, Predicate, Sure
from .frame import Frame
from .groups import CLOSING, EVIDENCE, UP_THE_CHAIN
from .indicators import Indicator
from .kinds import Counts, Ending, Funnel, Numbers, Part, Series, Share, Spells, Stock

SPECIALIST_DAYS = 30
PROSECUTOR_DAYS = 14
MANY_VICTIMS = 10
BANDS = (90, 180, 365)
#: Closed, but not a failure of the investigation: named apart (2.12).
APART = ("victim_not_punished", "transferred_agency", "transferred_abroad")


def _closed(frame: Frame) -> Predicate:
    """Closed, and not taken up again since."""
    reopened = Happened("reopened", frame.observed_to) & Before("closed", "reopened")
    return Happened("closed", frame.observed_to) & ~Sure(reopened)


def _without_action(frame: Frame) -> Predicate:
    return _closed(frame) & ~Happened("referred", frame.observed_to)


def _kinds_of_evidence(_frame: Frame) -> Predicate:
    return AtLeast(tuple(Has("evidence_other", codes) for codes in EVIDENCE.values()), 2)


def _up_the_chain(_frame: Frame) -> Predicate:
    in_role = Has("role", UP_THE_CHAIN, absent_is_no=False)
    return in_role | Is("kind", ("legal",)) | Is("official", ("yes",))


def _unknown_specialist(_frame: Frame) -> Predicate:
    return Is("specialist", ("yes", "no"))


CASES_OPENED = Indicator(
    id="2.01",
    title="Cases opened",
    question="How many investigations were opened?",
    unit="case",
    kind=Counts(series=(Series("opened", "Opened", "opened"),)),
    cohort_rule="event",
    direction="none",
    source="GLOTIP (offences recorded)",
    definition="Cases opened in the period.",
    pitfalls="A case is not an offence: one file may record several. Never compare with "
    "'offences' of another state.",
    follow_up=None,
    fields=("opened",),
)
LED_BY_A_SPECIALIST = Indicator(
    id="2.02",
    title="Led by a specialist unit",
    question="Did a specialist unit lead within 30 days?",
    unit="case",
    kind=Share(
        cohort="opened",
        has=lambda frame: (
            Is("specialist", ("yes",))
            & within_days("opened", "specialist_from", SPECIALIST_DAYS)(frame)
        ),
    ),
    cohort_rule="start",
    direction="higher",
    source="PR11",
    definition="Cases led by a specialist unit that took part within 30 days of the opening, of "
    "cases opened in the period for which it is known.",
    pitfalls="Unknown is not no. Local police may do good work with specialist advice.",
    follow_up=12,
    fields=("opened", "specialist", "specialist_from"),
)
OPENING_TO_SPECIALIST = Indicator(
    id="2.03",
    title="Time from opening to specialist",
    question="How long until a specialist unit took part?",
    unit="case",
    kind=Spells(
        cohort="opened",
        ends=(Ending("specialist_from"),),
        doors=(Ending("referred"), Ending("closed")),
        horizon_days=SPECIALIST_DAYS,
        member=_unknown_specialist,
    ),
    cohort_rule="start",
    direction="lower",
    source="PR11",
    definition="Days from the opening until a specialist unit led, advised or worked jointly; "
    "referred or closed without one is another door. Opened by the unit itself is 0 days.",
    pitfalls="Cases of which it is not known whether a specialist unit leads are left out.",
    follow_up=12,
    fields=("opened", "specialist", "specialist_from", "referred", "closed"),
)
PROACTIVE = Indicator(
    id="2.04",
    title="Proactive share",
    question="How many were found without a victim's complaint?",
    unit="case",
    kind=Share(cohort="opened", has=is_one("proactive", "yes")),
    cohort_rule="start",
    direction="higher",
    source="PR11, TIPR",
    definition="Cases opened without a complaint by the victim, of cases opened in the period.",
    pitfalls="Raids that find only migrants in irregular status inflate it: read with 1.07 and "
    "2.12.",
    follow_up=None,
    fields=("opened", "proactive", "detection"),
)
NOT_ON_THE_VICTIM_ALONE = Indicator(
    id="2.05",
    title="Not resting on the victim alone",
    question="Does the file hold two kinds of evidence beyond the victim's word?",
    unit="case",
    kind=Share(cohort="referred", has=_kinds_of_evidence),
    cohort_rule="start",
    direction="higher",
    source="PR11, ACT",
    definition="Cases with two or more kinds of evidence beyond the victim's word, of cases "
    "referred to the prosecutor in the period. Counted are groups (documents, telephone, "
    "financial, surveillance, expert, scene, other witness, foreign, other), not items.",
    pitfalls="Ten telephones are one kind.",
    follow_up=None,
    fields=("referred", "evidence_other"),
)
FINANCIAL_INVESTIGATION = Indicator(
    id="2.06",
    title="Parallel financial investigation",
    question="Was the money followed?",
    unit="case",
    kind=Share(cohort="opened", has=happened("fin_inv")),
    cohort_rule="start",
    direction="higher",
    source="FATF, PR11",
    definition="Cases with a parallel financial investigation, of cases opened in the period.",
    pitfalls="Opening one is cheap: read with what was seized (2.07).",
    follow_up=12,
    fields=("opened", "fin_inv"),
)
ASSETS_RESTRAINED = Indicator(
    id="2.07",
    title="Assets restrained before verdict",
    question="Did the financial investigation reach any assets?",
    unit="case",
    kind=Share(
        cohort="opened",
        member=happened("fin_inv"),
        has=happened("restrained"),
        money=("restrained_sum",),
    ),
    cohort_rule="start",
    direction="higher",
    source="FATF",
    definition="Cases with assets seized or frozen before the verdict, of cases opened in the "
    "period with a financial investigation; and the value restrained, by currency.",
    pitfalls="Values in local currency are never summed across states without a dated rate.",
    follow_up=12,
    fields=("opened", "fin_inv", "restrained", "restrained_sum"),
)
EARLY_PROSECUTOR = Indicator(
    id="2.08",
    title="Early prosecutor",
    question="Was a prosecutor in touch within 14 days?",
    unit="case",
    kind=Share(cohort="opened", has=within_days("opened", "prosecutor_contact", PROSECUTOR_DAYS)),
    cohort_rule="start",
    direction="higher",
    source="PR11",
    definition="Cases with a first contact with a prosecutor within 14 days of the opening, of "
    "cases opened in the period.",
    pitfalls="Where prosecutors lead investigations it is always everybody: does not apply there.",
    follow_up=12,
    fields=("opened", "prosecutor_contact"),
    switch="police_led",
)
INVESTIGATION_LENGTH = Indicator(
    id="2.09",
    title="Investigation length",
    question="How long until the file goes to the prosecutor?",
    unit="case",
    kind=Spells(
        cohort="opened", ends=(Ending("referred"),), doors=(Ending("closed"),), horizon_days=180
    ),
    cohort_rule="start",
    direction="none",
    source="CEPEJ-like",
    definition="Days from the opening to the referral to the prosecutor; closed without referral "
    "is another door.",
    pitfalls="Shorter is not better by itself: see how many left by the other door.",
    follow_up=12,
    fields=("opened", "referred", "closed"),
)
OUTCOME_OF_INVESTIGATIONS = Indicator(
    id="2.10",
    title="Outcome of investigations",
    question="How far did the cases opened get?",
    unit="case",
    kind=Funnel(
        cohort="opened",
        native=True,
        stages=(
            Part("suspect", "suspect named", in_case(happened("suspected"))),
            Part("arrest", "arrest", in_case(happened("arrested"))),
            Part("referred", "referred", happened("referred")),
            Part("charged", "charged", in_case(happened("charged"))),
        ),
    ),
    cohort_rule="start",
    direction="higher",
    source="GLOTIP stages",
    definition="One cohort of cases opened in the period: a suspect was named, one was arrested, "
    "the file was referred, one was charged. A stage that the law lets be skipped counts as "
    "passed.",
    pitfalls="One case with one charge among ten suspects passes.",
    follow_up=12,
    fields=("opened", "suspected", "arrested", "referred", "charged"),
)
REACH_UP_THE_CHAIN = Indicator(
    id="2.11",
    title="Reach up the chain",
    question="Do charges go beyond recruiters?",
    unit="accused",
    kind=Share(cohort="charged", has=_up_the_chain),
    cohort_rule="start",
    direction="higher",
    source="Kangaspunta 2015; GLOTIP",
    definition="Accused who were organisers, exploiters, financiers, companies or officials, of "
    "accused first charged in the period whose part is known or who are one of the last two.",
    pitfalls="The guard against counting easy recruiters: those whom victims can name are charged, "
    "often women who were victims. Break it down by sex.",
    follow_up=None,
    fields=("charged", "role", "kind", "official"),
)
CLOSED_WITHOUT_ACTION = Indicator(
    id="2.12",
    title="Closed without action, by reason",
    question="Which cases end without reaching a prosecutor, and why?",
    unit="case",
    kind=Share(
        cohort="opened",
        member=lambda _frame: ~Sure(Is("close_reason", ("merged",))),
        has=lambda frame: _without_action(frame) & ~Sure(Is("close_reason", APART)),
        more=tuple(
            Part(part.id, part.label, both(_without_action, part.ask))
            for part in (
                *by_code(
                    "close_reason",
                    {
                        "insufficient_evidence": "insufficient evidence",
                        "victim_unavailable": "victim unavailable",
                        "suspect_abroad": "suspect abroad",
                        "not_trafficking": "not trafficking",
                    },
                    dict(CLOSING),
                ),
                Part(
                    "other",
                    "other reason",
                    is_one("close_reason", *(c for c in CLOSING["other"] if c not in APART)),
                ),
                Part(
                    "not_punished", "victim not punished (apart)", is_one("close_reason", APART[0])
                ),
                Part("transferred", "transferred (apart)", is_one("close_reason", *APART[1:])),
            )
        ),
        outside="merged into another case",
    ),
    cohort_rule="start",
    direction="lower",
    source="PR11",
    definition="Cases closed without referral to a prosecutor, of cases opened in the period. "
    "Merged cases are left out; closed because a victim is not punished, and transferred, are "
    "named apart.",
    pitfalls="'Not trafficking' should be low after screening; if it is none, screening is too "
    "narrow.",
    follow_up=12,
    fields=("opened", "referred", "closed", "close_reason"),
)
AGEING = Indicator(
    id="2.13",
    title="Ageing of open investigations",
    question="How old are the investigations that are open?",
    unit="case",
    kind=Stock(
        since="opened",
        within=lambda frame: (
            Happened("opened", frame.observed_to)
            & ~Happened("referred", frame.observed_to)
            & ~_closed(frame)
        ),
        bands=BANDS,
    ),
    cohort_rule="stock",
    direction="lower",
    source="CTJ",
    definition="Cases neither referred nor closed on the observed-to day, by their age.",
    pitfalls="Cases of old registers are left out: what they do not tell is not known.",
    follow_up=None,
    fields=("opened", "referred", "closed"),
)
VICTIMS_PER_CASE = Indicator(
    id="2.14",
    title="Multi-victim load",
    question="How many victims does a case have?",
    unit="case",
    kind=Numbers(cohort="opened", counted=("victim", counts_as_victim), many=MANY_VICTIMS),
    cohort_rule="start",
    direction="none",
    source="CTJ",
    definition="Victims per case opened in the period, without those found not to be victims; none "
    "is a number.",
    pitfalls="Means are useless: one vessel may hold 300 people.",
    follow_up=None,
    fields=("opened", "presumed", "identified", "id_outcome"),
)

INDICATORS = (
    CASES_OPENED,
    LED_BY_A_SPECIALIST,
    OPENING_TO_SPECIALIST,
    PROACTIVE,
    NOT_ON_THE_VICTIM_ALONE,
    FINANCIAL_INVESTIGATION,
    ASSETS_RESTRAINED,
    EARLY_PROSECUTOR,
    INVESTIGATION_LENGTH,
    OUTCOME_OF_INVESTIGATIONS,
    REACH_UP_THE_CHAIN,
    CLOSED_WITHOUT_ACTION,
    AGEING,
    VICTIMS_PER_CASE,
)
