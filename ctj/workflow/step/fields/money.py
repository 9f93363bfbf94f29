"""Sums of money: exact amounts with an ISO 4217 currency, never converted, never rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ctj.language import mark, say

from ...definitions import Field
from ..context import FormContext
from ..errors import Refused
from .codes import UNKNOWN, taken
from .texts import one_text

CURRENCIES = ("currency",)
_AMOUNT = re.compile(
    mark("(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,'\\u00a0][0-9]{3}){1,4})(?:\\.[0-9]{1,4})?")
)
_CODE = re.compile(r"[A-Z]{3}")


def read(_field: Field, given: Any, context: FormContext) -> Any:
    """`{currency: amount}` with the decimals as written, or 'unknown'.

    Takes '50000.00 PHP', 'PHP 50,000.00', a mapping with amount and currency, or {PHP: 50000.00}.
    """
    amount, currency = _parts(given)
    if amount == UNKNOWN:
        return UNKNOWN  # a page always sends the currency that stands beside the amount
    if not amount:
        raise Refused(say("The amount is missing. Enter it, or write unknown."), "amount")
    if not currency:
        raise Refused(
            say("The currency is missing. Give its three letters, for instance PHP."), "currency"
        )
    return {_currency(currency, context): _amount(amount)}


def empty(given: Mapping[str, Any]) -> bool:
    """Whether no amount was entered (a currency alone, chosen beforehand, says nothing)."""
    if "amount" in given or "currency" in given:
        return not str(given.get("amount") or "").strip()
    return not any(str(one or "").strip() for one in given.values())


def split(given: Any, currency: str) -> dict[str, str]:
    """The parts that a page shows; `currency` is chosen where none was given."""
    try:
        amount, written = _parts(given) if given is not None else ("", "")
    except Refused:
        amount, written = "", ""
    return {"amount": amount, "currency": written or currency}


def text(_field: Field, typed: Any, _context: FormContext) -> Any:
    """What to put into the field again."""
    if not isinstance(typed, Mapping):
        return typed
    [(currency, amount)] = typed.items()
    return {"amount": amount, "currency": currency}


def words(_field: Field, typed: Any, _context: FormContext) -> str:
    """'50,000.00 PHP'."""
    if not isinstance(typed, Mapping):
        return say("Not known")
    return "; ".join(f"{_grouped(amount)} {currency}" for currency, amount in typed.items())


def _parts(given: Any) -> tuple[str, str]:
    if isinstance(given, Mapping):
        if set(given) <= {"amount", "currency"}:
            return one_text(given.get("amount") or ""), one_text(given.get("currency") or "")
        if len(given) == 1:
            [(currency, amount)] = given.items()
            return one_text(amount), str(currency)
        raise Refused(say("A sum has an amount and a currency, nothing else."))
    written = one_text(given)
    first, _, rest = written.partition(" ")
    if _CODE.fullmatch(first):
        return rest.strip(), first
    start, _, last = written.rpartition(" ")
    return (start.strip(), last) if _CODE.fullmatch(last) else (written, "")


def _currency(code: str, context: FormContext) -> str:
    if code == "XXX" or not _CODE.fullmatch(code):
        raise Refused(
            say(
                "'%(code)s' is not a currency. Give its three letters, for instance PHP.",
                code=code[:20],
            ),
            "currency",
        )
    try:
        return taken(code, CURRENCIES, context)
    except Refused as wrong:
        raise Refused(wrong.sentence, "currency") from None


def _amount(written: str) -> str:
    if not _AMOUNT.fullmatch(written):
        raise Refused(
            say(
                "'%(written)s' is not an amount. Write it as 50000.00: digits, a "
                "point before the decimals, no sign.",
                written=written[:40],
            ),
            "amount",
        )
    amount = re.sub(r"[ ,'\u00a0]", "", written)
    whole, point, decimals = amount.partition(".")
    return (whole.lstrip("0") or "0") + point + decimals


def _grouped(amount: str) -> str:
    whole, point, decimals = amount.partition(".")
    return f"{int(whole):,}{point}{decimals}"
