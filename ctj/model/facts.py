"""Facts: what indicators read. One row per case, accused, victim, charge, hearing, order, payment.

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
    *_columns("citizenship missed_contact forms needs accepted services comp_route", "set"),
    *_columns("place", "place"),
    *_columns("comp_amount comp_paid_sum", "money"),
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

#: unit -> facts as (name, kind); kinds date, code, yn, set, org, place, money, number
UNITS: dict[str, list[tuple[str, str]]] = {"case": CASE, "accused": ACCUSED, "victim": VICTIM}
#: row facts: name -> (unit of the owner, fields)
ROWS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "charges": ("accused", CHARGES),
    "hearings": ("accused", HEARINGS),
    "orders": ("any", ORDERS),
    "payments": ("any", PAYMENTS),
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
}

Index("ix_fact_accused_suspected", TABLES["accused"][0].c.suspected_from)
Index("ix_fact_accused_charged", TABLES["accused"][0].c.charged_from)
Index("ix_fact_accused_verdict", TABLES["accused"][0].c.verdict_from)
