"""What a statement's ``applies_if`` may ask of a step: codes, never expressions."""

from __future__ import annotations

from typing import Any

from ..projection import Row
from ..situation import Situation


def context_of(situation: Situation) -> dict[str, Any]:
    """Key -> code or codes: answers of the form, then what is known of the person and the charges.

    ``in_custody`` yes or no by the register; ``aggravation`` and ``offence_type`` of the charges;
    ``victim`` child where a victim named in them is one.
    """
    context = {
        name: value
        for name, value in situation.form.items()
        if isinstance(value, str) or _are_texts(value)
    }
    subject = situation.subject
    if subject is None:
        return context
    known = situation.projection.facts.get((subject.kind, subject.id), {})
    told = {name: f.value for name, f in known.items() if isinstance(f.value, str | tuple)}
    return {**told, **_of_charges(situation, subject.id), **_held(situation, subject.id), **context}


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _held(situation: Situation, subject_id: str) -> dict[str, Any]:
    register = situation.library.registers.get("custody")
    rows = situation.projection.rows_of("custody", subject_id)
    held = any(register and row.status in register.open_statuses for row in rows)
    return {"in_custody": "yes" if held else "no"}


def _of_charges(situation: Situation, subject_id: str) -> dict[str, Any]:
    charges = situation.projection.rows_of("charges", subject_id)
    offences = (situation.overlay.offence(str(row.values.get("offence"))) for row in charges)
    return {
        "offence_type": sorted({one.type for one in offences if one is not None}),
        "aggravation": sorted(
            {code for row in charges for code in row.values.get("aggravations", ())}
        ),
        "victim": ["child"] if any(_names_child(situation, row) for row in charges) else [],
    }


def _names_child(situation: Situation, charge: Row) -> bool:
    return any(
        situation.projection.fact("victim", victim, "age_group") == "child"
        for victim in charge.values.get("victims", ())
    )
