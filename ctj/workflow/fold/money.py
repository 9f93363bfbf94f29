"""Sums of money: per currency, exact decimals, never converted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def per_currency(amount: Any) -> Mapping[str, Any]:
    """A sum as currency -> decimal text, also where it was typed as amount and currency."""
    if not isinstance(amount, Mapping):
        return {}
    if "currency" in amount:
        value = amount.get("amount")
        return {str(amount["currency"]): value} if value is not None else {}
    return amount


def added_up(amounts: Iterable[Any]) -> dict[str, str]:
    """Sums per currency with exact decimals; what is not known adds nothing."""
    total: dict[str, Decimal] = {}
    for amount in amounts:
        for currency, value in per_currency(amount).items():
            total[currency] = total.get(currency, Decimal(0)) + Decimal(str(value))
    return {currency: str(value) for currency, value in sorted(total.items())}
