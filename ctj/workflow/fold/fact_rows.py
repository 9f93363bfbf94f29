"""The small rows that figures count: charges, hearings, orders, payments (indicators.md 2.0.2).

They are derived from the register rows, so that they can never disagree with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..projection import Projection, Row
from .money import per_currency

#: Registers whose rows are facts of a witness; of a victim who is none, no figure counts them.
_OF_WITNESSES = frozenset({"measures", "threats"})
#: Register -> name of its row facts, where it has another.
_CALLED: Mapping[str, str] = {"measures": "measure_rows"}
_NO_ANSWER = frozenset({"information_only", "no_answer", "unknown"})


@dataclass(frozen=True)
class FactRow:
    """One row fact: of ``fact`` (charges …), owned by a subject, made from the register row."""

    fact: str
    row_id: str
    unit: str
    subject_id: str
    values: Mapping[str, Any]
    event_id: str


def fact_rows(projection: Projection) -> Mapping[tuple[str, str, str], FactRow]:
    """All row facts of the case by (fact, row id, subject id).

    An order or payment stands once for each person it concerns: the accused who pays and the victim
    who is paid.
    """
    found: dict[tuple[str, str, str], FactRow] = {}
    for row in projection.rows.values():
        for one in rows_from(row, projection):
            found[(one.fact, one.row_id, one.subject_id)] = one
    return found


def rows_from(row: Row, projection: Projection) -> Iterator[FactRow]:
    """The row facts that one register row makes; none for registers that no figure counts."""
    maker = _MAKERS.get(row.register)
    if maker is None:
        return
    values = {name: one for name, one in maker(row).items() if one is not None}
    for unit, subject_id in _owners(row, projection):
        fact = _CALLED.get(row.register, row.register)
        yield FactRow(fact, row.id, unit, subject_id, values, row.changed_by)


def _owners(row: Row, projection: Projection) -> Iterator[tuple[str, str]]:
    if row.register in _OF_WITNESSES:
        if row.owner_id and projection.track_of("witness_support", row.owner_id):
            yield "witness", row.owner_id
        return
    named = [row.owner_id]
    if row.register == "orders":
        named.append(row.values.get("payee"))
    if row.register == "payments":
        order = projection.rows.get(str(row.values.get("order")))
        named = [order.values.get("payee") or order.owner_id if order else row.owner_id]
    for subject_id in dict.fromkeys(one for one in named if one):
        subject = projection.subjects.get(subject_id)
        if subject is not None:
            yield subject.kind, subject.id


def _charge(row: Row) -> dict[str, Any]:
    return {
        "offence": row.values.get("offence"),
        "charge_family": row.values.get("family"),
        "is_tip": row.values.get("is_tip"),
        "form": row.values.get("form"),
        "charge_state": row.status,
        "charge_outcome": row.values.get("result"),
    }


def _hearing(row: Row) -> dict[str, Any]:
    return {
        "held": row.values.get("held"),
        "hearing_result": row.values.get("result"),
        "adjournment_reason": row.values.get("adjournment"),
    }


def _order(row: Row) -> dict[str, Any]:
    return {
        "order_kind": row.values.get("kind"),
        "compensation_route": row.values.get("route"),
        "ordered": row.values.get("ordered"),
        "amount": dict(per_currency(row.values.get("amount"))) or None,
        "payer": row.values.get("payer") or (row.owner_id if row.owner_kind == "accused" else None),
        "order_state": row.status,
    }


def _payment(row: Row) -> dict[str, Any]:
    return {
        "on": row.values.get("on"),
        "amount": dict(per_currency(row.values.get("amount"))) or None,
        "payment_from": row.values.get("from"),
    }


def _measure(row: Row) -> dict[str, Any]:
    return {
        "measure": row.values.get("measure"),
        "measure_state": row.status,
        "asked": row.values.get("asked_on"),
        "in_place": row.values.get("in_place_on"),
        "ended": row.values.get("ended"),
    }


def _threat(row: Row) -> dict[str, Any]:
    """What was only noted, or not answered, has no day of answer (indicator 6.12)."""
    answered = any(one not in _NO_ANSWER for one in row.values.get("done", ()))
    return {
        "threat_kind": row.values.get("kind"),
        "reported": row.values.get("reported_on"),
        "answered": row.values.get("answered_on") if answered else None,
    }


def _need(row: Row) -> dict[str, Any]:
    return {
        "need": row.values.get("need"),
        "found": row.values.get("found_on"),
        "met": row.values.get("met_on"),
    }


def _service(row: Row) -> dict[str, Any]:
    return {
        "service": row.values.get("service"),
        "offered": row.values.get("offered"),
        "accepted": row.values.get("accepted"),
        "declined": row.values.get("declined"),
        "delivered": row.values.get("delivered_on"),
        "service_state": row.status,
    }


def _shelter_stay(row: Row) -> dict[str, Any]:
    names = ("in", "out", "consent_from", "consent_answer")
    return {
        "shelter_kind": row.values.get("kind"),
        "shelter_leave_right": row.values.get("leave_right"),
        **{name: row.values.get(name) for name in names},
    }


def _np_event(row: Row) -> dict[str, Any]:
    return {
        "punishment_kind": row.values.get("event"),
        "on": row.values.get("on"),
        "punishment_offence": row.values.get("offence"),
        "punishment_link": row.values.get("link"),
        "punishment_relief": row.values.get("relief"),
        "relieved_on": row.values.get("relieved_on"),
    }


_MAKERS: Mapping[str, Callable[[Row], dict[str, Any]]] = {
    "charges": _charge,
    "hearings": _hearing,
    "orders": _order,
    "payments": _payment,
    "measures": _measure,
    "threats": _threat,
    "needs": _need,
    "services": _service,
    "shelter_stays": _shelter_stay,
    "np_events": _np_event,
}
