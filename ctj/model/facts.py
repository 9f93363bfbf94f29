"""Facts: what indicators read. One row per case, accused, victim, witness, and of what is finer.

Each table has a twin ``<name>_history`` of the same shape plus ``known_to``: a change closes the
row there, so that 'as known on' is one more predicate. A date fact ``f`` is three columns:
``f_from`` and ``f_to`` bound it as local days (both empty where unknown), ``f_precision`` is
minute, day, month, year, range or unknown (empty where nothing set it). A set is text between bars
(``|prostitution|forced_labour|``); money is a mapping of currency to exact decimal text.
``provenance`` maps fact to [event id, source]. ``origin`` (code list record_origin) is ``imported``
where the unit's track was adopted from an old register, else ``native``.

The names are those of indicators.md 2.0.1, held
equal to ``workflows/facts.yaml`` by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from .base import IdType, Json, UtcDateTime, metadata


def _columns(names: str, kind: str) -> list[tuple[str, str]]:
    return [(name, kind) for name in names.split()]


CASE = [
    *_columns(
        "opened detected specialist_from fin_inv restrained joint prosecutor_contact", "date"
    ),
    *_columns("referred closed reopened", "date"),
    *_columns("detection extent main_form close_reason", "code"),
    *_columns("proactive specialist company_named", "yn"),
    *_columns("foreign_element forms acts means evidence_other", "set"),
    *_columns("lead_agency", "org"),
    *_columns("place", "place"),
    *_columns("restrained_sum", "money"),
]
ACCUSED = [
    *_columns("suspected arrested located_abroad accused_referred declined charged", "date"),
    *_columns("trial_start verdict disposed confiscation_ordered confiscation_done", "date"),
    *_columns("appealed appeal_decided final absconded", "date"),
    *_columns("kind sex main_role official_kind suspected_age charged_age verdict_age", "code"),
    *_columns("final_age court_special prosecutor_special plea outcome end_reason", "code"),
    *_columns("appeal_result outcome_now final_outcome", "code"),
    *_columns("official police_offence tip_charged tip_trial tip_verdict in_absence", "yn"),
    *_columns("suspended lawful_reduction", "yn"),
    *_columns("citizenship role related_charges charge_forms sentence_kind appealed_by", "set"),
    *_columns("sentence_months min_months max_months hearings_adjourned", "number"),
]
VICTIM = [
    *_columns("first_contact screened presumed identified id_decided identified_abroad", "date"),
    *_columns("lost_contact referred_support offered support_declined age_presumed", "date"),
    *_columns("needs_assessed first_service legal_aid shelter_in shelter_out", "date"),
    *_columns("reflection_from reflection_to departed victim_arrested victim_charged", "date"),
    *_columns("victim_detained victim_deported charges_dropped released comp_claimed", "date"),
    *_columns("comp_ordered comp_paid return_wish returned return_risk_assessed", "date"),
    *_columns("followed_until retrafficked status_document", "date"),
    *_columns("sex age_group migration_status main_form screening_tool screening_result", "code"),
    *_columns("id_outcome identified_by child_at_id shelter_consent", "code"),
    *_columns("interpreter_needed interpreter referral_consent", "yn"),
    *_columns("np_answer return_voluntary no_news_wanted", "yn"),
    *_columns("citizenship missed_contact forms accepted comp_route", "set"),
    *_columns("place", "place"),
    *_columns("comp_amount comp_paid_sum", "money"),
]
WITNESS = [
    *_columns("asked informed agreed refused risk_assessed statement recorded summoned", "date"),
    *_columns("testified withdrew told_outcome", "date"),
    *_columns("risk_level testified_age", "code"),
    *_columns("supporter", "yn"),
    *_columns("measures special_measures child_measures withdraw_reason", "set"),
    *_columns("times_interviewed", "number"),
]
CHARGES = _columns("charge_family form charge_state charge_outcome offence", "code") + _columns(
    "is_tip", "yn"
)
HEARINGS = _columns("held", "date") + _columns("hearing_result adjournment_reason", "code")
ORDERS = (
    _columns("order_kind compensation_route order_state payer", "code")
    + _columns("ordered", "date")
    + _columns("amount", "money")
)
PAYMENTS = _columns("on", "date") + _columns("payment_from", "code") + _columns("amount", "money")
NEEDS = _columns("found met", "date") + _columns("need", "code")
SERVICES = _columns("offered accepted declined delivered", "date") + _columns(
    "service service_state", "code"
)
#: One row per consent period of a stay; ``in`` and ``out`` are the stay's in each of them.
SHELTER_STAYS = _columns("in out consent_from", "date") + _columns(
    "shelter_kind shelter_leave_right consent_answer", "code"
)
NP_EVENTS = _columns("on relieved_on", "date") + _columns(
    "punishment_kind punishment_offence punishment_link punishment_relief", "code"
)
MEASURE_ROWS = _columns("asked in_place ended", "date") + _columns("measure measure_state", "code")
THREATS = _columns("reported answered", "date") + _columns("threat_kind", "code")

#: unit -> facts as (name, kind); kinds date, code, yn, set, org, place, money, number
UNITS: dict[str, list[tuple[str, str]]] = {
    "case": CASE,
    "accused": ACCUSED,
    "victim": VICTIM,
    "witness": WITNESS,
}
#: row facts: name -> (unit of the owner, fields)
ROWS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "charges": ("accused", CHARGES),
    "hearings": ("accused", HEARINGS),
    "orders": ("any", ORDERS),
    "payments": ("any", PAYMENTS),
    "needs": ("victim", NEEDS),
    "services": ("victim", SERVICES),
    "shelter_stays": ("victim", SHELTER_STAYS),
    "np_events": ("victim", NP_EVENTS),
    "measure_rows": ("witness", MEASURE_ROWS),
    "threats": ("witness", THREATS),
}

_SIMPLE: dict[str, Callable[[], Any]] = {
    "code": lambda: String(64),
    "yn": lambda: String(16),
    "set": Text,
    "org": lambda: IdType,
    "place": lambda: String(64),
    "money": lambda: Json,
    "number": Integer,
}


def _fact_columns(facts: Iterable[tuple[str, str]]) -> list[Column[Any]]:
    columns: list[Column[Any]] = []
    for name, kind in facts:
        if kind == "date":
            columns += [
                Column(f"{name}_from", Date),
                Column(f"{name}_to", Date),
                Column(f"{name}_precision", String(7)),
            ]
        else:
            columns.append(Column(name, _SIMPLE[kind]()))
    return columns


def _table(name: str, facts: list[tuple[str, str]], *, row: bool, history: bool) -> Table:
    keys: list[Column[Any]] = [Column("case_id", IdType, primary_key=True)]
    keys.append(Column("subject_id", IdType, primary_key=True, index=row))
    if row:  # an order stands once for who pays and once for who is paid
        keys.append(Column("row_id", IdType, primary_key=True))
    since = Column("known_from", UtcDateTime, nullable=False, primary_key=history)
    origin = Column("origin", String(16), nullable=False, default="native")
    columns = [*keys, since, origin, *_fact_columns(facts), Column("provenance", Json)]
    if history:
        columns.append(Column("known_to", UtcDateTime, nullable=False))
    table_name = f"{name}_history" if history else name
    table = Table(table_name, metadata, *columns)
    if history:
        Index(f"ix_{table_name}_known", table.c.known_to)
    return table


def _pair(name: str, facts: list[tuple[str, str]], *, row: bool = False) -> tuple[Table, Table]:
    return (
        _table(name, facts, row=row, history=False),
        _table(name, facts, row=row, history=True),
    )


#: unit or row name -> (current table, history table). The case's own row has subject_id = case_id.
TABLES: dict[str, tuple[Table, Table]] = {
    "case": _pair("fact_cases", CASE),
    "accused": _pair("fact_accused", ACCUSED),
    "victim": _pair("fact_victims", VICTIM),
    "charges": _pair("fact_charges", CHARGES, row=True),
    "hearings": _pair("fact_hearings", HEARINGS, row=True),
    "orders": _pair("fact_orders", ORDERS, row=True),
    "payments": _pair("fact_payments", PAYMENTS, row=True),
    "witness": _pair("fact_witnesses", WITNESS),
    "needs": _pair("fact_needs", NEEDS, row=True),
    "services": _pair("fact_services", SERVICES, row=True),
    "shelter_stays": _pair("fact_shelter_stays", SHELTER_STAYS, row=True),
    "np_events": _pair("fact_np_events", NP_EVENTS, row=True),
    "measure_rows": _pair("fact_measures", MEASURE_ROWS, row=True),
    "threats": _pair("fact_threats", THREATS, row=True),
}

Index("ix_fact_accused_suspected", TABLES["accused"][0].c.suspected_from)
Index("ix_fact_accused_charged", TABLES["accused"][0].c.charged_from)
Index("ix_fact_accused_verdict", TABLES["accused"][0].c.verdict_from)
Index("ix_fact_cases_opened", TABLES["case"][0].c.opened_from)
Index("ix_fact_victims_presumed", TABLES["victim"][0].c.presumed_from)
Index("ix_fact_victims_identified", TABLES["victim"][0].c.identified_from)
Index("ix_fact_witnesses_agreed", TABLES["witness"][0].c.agreed_from)
