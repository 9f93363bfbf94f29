"""Guards about orders of the court."""

from __future__ import annotations

from typing import Any

from ctj.language import say

from ..fold.money import added_up, per_currency
from ..projection import Row
from ..situation import Situation
from .look import label, row_label, rows
from .registry import Missing, guard

#: Nothing more is owed under an order in one of these states; a claim is no order.
SETTLED = frozenset({"executed", "unenforceable", "set_aside", "claimed"})


@guard("orders_settled")
def orders_settled(situation: Situation, /, **args: Any) -> Missing | None:
    """Every order on this accused is executed, unenforceable or set aside."""
    still_open = [row for row in rows(situation, "orders") if row.status not in SETTLED]
    if not still_open:
        return None
    told = "; ".join(_told(situation, row) for row in still_open)
    return Missing({"n": len(still_open), "orders": told})


def _told(situation: Situation, row: Row) -> str:
    """'V2: 480.00 SGD of 4878.31 paid', or the order's own name where no sum is known."""
    owed = per_currency(row.values.get("amount"))
    if not owed:
        return row_label(situation, row)
    payments = rows(situation, "payments", None)
    paid = added_up(
        one.values.get("amount") for one in payments if one.values.get("order") == row.id
    )
    who = label(situation, row.values.get("payee")) if row.values.get("payee") else None
    sums = ", ".join(
        say("%(paid)s %(unit)s of %(sum)s paid", paid=paid.get(unit, "0"), unit=unit, sum=sum_)
        for unit, sum_ in owed.items()
    )
    return f"{who or row_label(situation, row)}: {sums}"
