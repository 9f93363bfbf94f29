"""What an overlay's offence gives to a charge: family, whether it is trafficking, penalty range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import Field
from ..situation import Situation
from ..statements import Offence
from .step import ROW_TYPES, row_items

#: ``offence_type`` -> charge_family (codelists.md 5.5), where the code list says nothing itself.
FAMILY_OF_TYPE = {
    "tip": "tip",
    "tip_attempt": "attempt_tip",
    "tip_conspiracy": "tip",
    "tip_accessory": "tip",
    "tip_promote": "tip",
    "tip_profit": "tip",
    "tip_transit": "tip",
    "tip_use": "other",
    "forced_labour": "slavery_forced_labour",
    "slavery": "slavery_forced_labour",
    "sale_of_person": "slavery_forced_labour",
    "sexual_exploitation": "sexual_exploitation",
    "child_sexual_exploitation": "sexual_exploitation",
    "organ": "organ_trade",
    "documents": "document_offence",
    "smuggling": "smuggling_of_migrants",
    "laundering": "money_laundering",
    "corruption": "corruption",
    "obstruction": "obstruction",
    "identity_disclosure": "other",
    "duty_to_report": "other",
}
TIP_FAMILIES = frozenset({"tip", "tip_child", "attempt_tip"})


def row_fills(situation: Situation) -> dict[str, list[dict[str, Any]]]:
    """Per row field, per row, the columns that the overlay fills."""
    found: dict[str, list[dict[str, Any]]] = {}
    for field in situation.transition.form:
        if field.type in ROW_TYPES and field.register == "charges" and field.mode != "name":
            fills = [_fill(situation, field, i) for i in row_items(situation.form, field.id)]
            if any(fills):
                found[field.id] = fills
    return found


def _fill(situation: Situation, field: Field, item: Mapping[str, Any]) -> dict[str, Any]:
    found = _offence(situation, item.get("found_offence"))
    if found is not None:
        return {"found_is_tip": is_tip(found), **penalty_of(found)}
    offence = _offence(situation, item.get("offence"))
    if offence is None:
        return {}
    return {
        "family": family_of(situation, offence),
        "is_tip": is_tip(offence),
        **penalty_of(offence),
    }


def _offence(situation: Situation, offence_id: Any) -> Offence | None:
    return situation.overlay.offence(str(offence_id)) if offence_id else None


def family_of(situation: Situation, offence: Offence) -> str:
    """The charge family that the type sums into; a child's where the victim is a child."""
    codes = situation.library.codes.get("offence_type")
    code = codes.codes.get(offence.type) if codes else None
    family = (code.sums.get("charge_family") if code else None) or FAMILY_OF_TYPE.get(offence.type)
    if family == "tip" and offence.type == "tip" and offence.victim == "child":
        return "tip_child"
    return family or "other"


def is_tip(offence: Offence) -> str:
    """Whether it counts as a trafficking provision: by family, or because the overlay says so."""
    family = FAMILY_OF_TYPE.get(offence.type, "other")
    return "yes" if offence.counts_as_tip or family in TIP_FAMILIES else "no"


def penalty_of(offence: Offence) -> dict[str, Any]:
    """The statutory range in months and its rank; what the law does not state is left out."""
    penalty = offence.penalty
    found: dict[str, Any] = {
        "min_months": penalty.min_months,
        "max_months": penalty.max_months,
        "penalty_rank": penalty.rank or None,
    }
    return {name: value for name, value in found.items() if value is not None}
