"""Guards about verdict, sentence and appeal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..fold.findings_on_charges import is_proven
from ..projection import Row
from ..situation import Situation
from .facts import fact
from .look import code_label, counts, own_events, register, row_label, rows
from .registry import Missing, guard


@guard("verdict_for_every_charge", asks_form=True)
def verdict_for_every_charge(situation: Situation, /, **args: Any) -> Missing | None:
    """No charge stands before the court without a finding."""
    waiting = [row for row in rows(situation, "charges") if counts(situation, row, "filed")]
    if not waiting:
        return None
    return Missing({"charges": ", ".join(row_label(situation, row) for row in waiting)})


@guard("sentence_for_guilty", asks_form=True)
def sentence_for_guilty(situation: Situation, /, **args: Any) -> Missing | None:
    """Whoever stands convicted has a part of a sentence in force; one said to be unknown counts."""
    proven = [row for row in rows(situation, "charges") if is_proven(row)]
    parts = rows(situation, "sentence_parts")
    if not proven or any(counts(situation, part, "in_force") for part in parts):
        return None
    return Missing({"charges": ", ".join(row_label(situation, row) for row in proven)})


def _lesser(row: Row) -> bool:
    found = row.values.get("found_offence") or row.values.get("found_text")
    return is_proven(row) and bool(found or row.values.get("result") == "guilty_lesser")


#: What each result of an appeal says of the charges after it; other results say nothing.
_FITS: Mapping[str, Callable[[list[Row]], bool]] = {
    "guilty_to_acquitted": lambda charges: not any(map(is_proven, charges)),
    "guilty_to_other": lambda charges: any(map(_lesser, charges)),
    "acquitted_to_guilty": lambda charges: any(map(is_proven, charges)),
    "restored": lambda charges: all(row.status != "quashed" for row in charges),
}


@guard("result_fits_charges", asks_form=True)
def result_fits_charges(situation: Situation, /, **args: Any) -> Missing | None:
    """The result of the appeal agrees with the charges, where charges are recorded."""
    result = situation.form.get("result")
    charges = rows(situation, "charges")
    fits = _FITS.get(str(result))
    if fits is None or not charges or fits(charges):
        return None
    definition = register(situation, "charges")
    statuses = definition.statuses if definition else {}
    said = "; ".join(
        f"{row_label(situation, row)}: {statuses.get(row.status or '', row.status)}"
        for row in charges
    )
    words = {"result": code_label(situation, ("appeal_result",), result), "charge_states": said}
    return Missing(words)


@guard("appealable")
def appealable(situation: Situation, /, **args: Any) -> Missing | None:
    """A decision is on record that is not final, or leave is asked for.

    From 'waiting for trial' only an order of retrial can be appealed. A track that was adopted may
    have its decision outside the record.
    """
    if situation.form.get("leave_needed") == "yes":
        return None
    decisions = rows(situation, "decisions")
    if decisions:
        return Missing() if decisions[-1].status == "final" else None
    adopted = any(event.kind == "adopt" for event in own_events(situation))
    known = fact(situation, "outcome_now") or fact(situation, "verdict")
    return None if adopted or known else Missing()
