"""Fact functions about orders, payments and sums of money (process.md 8.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..projection import Row
from .functions import CLEAR, NO_VALUE, Asked, PerSubject, fact_function
from .money import added_up
from .named_subjects import payees
from .step import Step, row_items

CONFISCATION = frozenset({"confiscation", "forfeiture"})
#: A claim is not yet an order; what was set aside is none any more.
NOT_IN_FORCE = frozenset({"claimed", "set_aside"})


def _orders_of_event(step: Step) -> list[Row]:
    """The orders that this event wrote or changed."""
    rows = step.draft.rows_of("orders", step.event.subject_id)
    return [row for row in rows if row.changed_by == step.event.id]


def _in_force(row: Row) -> bool:
    return row.status not in NOT_IN_FORCE


@fact_function("first_order", sums_up=True)
def first_order(step: Step, asked: Asked) -> Any:
    """The date of the event, if it orders a confiscation or forfeiture."""
    orders = _orders_of_event(step)
    found = any(_in_force(row) and row.values.get("kind") in CONFISCATION for row in orders)
    return step.event.occurred if found else NO_VALUE


@fact_function("all_executed", sums_up=True)
def all_executed(step: Step, asked: Asked) -> Any:
    """The date of the event, once every confiscation order of this accused is executed."""
    orders = [
        row
        for row in step.draft.rows_of("orders", step.event.subject_id)
        if _in_force(row) and row.values.get("kind") in CONFISCATION
    ]
    done = bool(orders) and all(row.status == "executed" for row in orders)
    return step.event.occurred if done else NO_VALUE


def _payees_ordered(step: Step) -> list[str]:
    """Victims whom an order of this event names as payee, whether it stands or was set aside."""
    found = (_payee(row) for row in _orders_of_event(step) if row.status != "claimed")
    return list(dict.fromkeys(one for one in found if one))


def _payee(row: Row) -> str | None:
    """The victim who is paid: named by the order, or the one whose order it is."""
    if row.values.get("payee"):
        return str(row.values["payee"])
    return row.owner_id if row.owner_kind == "victim" else None


def _orders_for(step: Step, victim_id: str) -> list[Row]:
    """That person's orders in force in the case, whoever pays."""
    rows = step.draft.rows_in("orders")
    return [row for row in rows if _in_force(row) and _payee(row) == victim_id]


@fact_function("date_ordered", sums_up=True)
def date_ordered(step: Step, asked: Asked) -> Any:
    """For each victim to whom this event orders a payment: the date."""
    paid_to = (victim for victim in _payees_ordered(step) if _orders_for(step, victim))
    return PerSubject(dict.fromkeys(paid_to, step.event.occurred))


@fact_function("sum_ordered", sums_up=True)
def sum_ordered(step: Step, asked: Asked) -> Any:
    """For each victim named as payee: the sum of that person's orders in force, per currency."""
    sums: dict[str, Any] = {}
    for victim in _payees_ordered(step):
        orders = _orders_for(step, victim)
        total = added_up(row.values.get("amount") for row in orders)
        if total or not orders:
            sums[victim] = total or CLEAR
    return PerSubject(sums)


@fact_function("criminal_court_if_ordered", sums_up=True)
def criminal_court_if_ordered(step: Step, asked: Asked) -> Any:
    """``criminal_court`` for each victim to whom this event orders a payment."""
    paid_to = (victim for victim in _payees_ordered(step) if _orders_for(step, victim))
    return PerSubject(dict.fromkeys(paid_to, ("criminal_court",)))


@fact_function("count")
def count(step: Step, asked: Asked) -> Any:
    """One more."""
    return 1


@fact_function("sum")
def money_sum(step: Step, asked: Asked) -> Any:
    """The amount of the form, or of its rows; for each payee where it is a fact of victims."""
    if asked.unit == "victim":
        sums: dict[str, list[Any]] = {}
        for register, item in _items(step):
            for victim in dict.fromkeys(payees(step, register, item)):
                sums.setdefault(victim, []).append(item.get("amount"))
        return PerSubject(
            {victim: total for victim, one in sums.items() if (total := added_up(one))}
        )
    amounts = [step.data.get("amount")] if "amount" in step.data else []
    amounts = amounts or [item.get("amount", item.get("value")) for _, item in _items(step)]
    return added_up(amounts) or NO_VALUE


def _items(step: Step) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    for field in step.row_fields():
        for item in row_items(step.data, field.id):
            yield field.register, item
