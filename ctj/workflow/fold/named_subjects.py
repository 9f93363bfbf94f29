"""Which other people an event is about: those its form or its rows name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..definitions import Field
from ..projection import Row
from .step import ROW_TYPES, Step, row_items

#: The kind of subject behind a unit of facts: a witness is a victim of the case.
KIND_OF_UNIT = {"victim": "victim", "witness": "victim", "accused": "accused"}


def named_subjects(step: Step, unit: str) -> tuple[str, ...]:
    """Subject ids of that unit, in the order of the form; ('',) for the case.

    A subject that the event itself adds (``added`` in its effects) is meant before all others.
    A person counts as a witness only with a witness_support track. Where the form names nobody, it
    is the person whose track it is (a witness is a victim of the case), or else the same person in
    another part (``same_person`` in the event's effects: the sealed match).
    """
    if unit == "case":
        return ("",)
    kind = KIND_OF_UNIT.get(unit)
    added = step.event.effects.get("added", ())
    named = [one for one in dict.fromkeys(added or _named(step)) if _is(step, one, kind)]
    if not named and step.event.subject_id and _is(step, step.event.subject_id, kind):
        named = [step.event.subject_id]
    if not named:
        named = [one for one in step.event.effects.get("same_person", ()) if _is(step, one, kind)]
    if unit == "witness":
        with_track = {t.subject_id for t in step.draft.tracks() if t.track == "witness_support"}
        named = [one for one in named if one in with_track]
    return tuple(named)


def _is(step: Step, subject_id: str, kind: str | None) -> bool:
    subject = step.draft.subjects.get(subject_id)
    return subject is not None and subject.kind == kind


def _named(step: Step) -> Iterator[str]:
    for field in step.transition.form:
        if field.type == "subj":
            yield from _ids(step.data.get(field.id))
        elif field.type in ROW_TYPES and field.mode != "name":
            for item in row_items(step.data, field.id):
                yield from _in_item(step, field, item)


def _in_item(step: Step, field: Field, item: Mapping[str, Any]) -> Iterator[str]:
    row = step.draft.row(str(item["row"])) if item.get("row") is not None else None
    values = {**(row.values if row else {}), **item}
    yield from payees(step, field.register, values)


def payees(step: Step, register_id: str | None, values: Mapping[str, Any]) -> Iterator[str]:
    """The people that a row names; a payment is about the payee of its order."""
    register = step.library.registers.get(register_id or "")
    for column in register.fields if register else ():
        value = values.get(column.id)
        if value is None:
            continue
        if column.type == "subj":
            yield from _ids(value)
        elif column.type == "rowref" and column.register == "orders":
            for row_id in _ids(value):
                yield from _payee(step.draft.row(row_id))


def _payee(order: Row | None) -> Iterator[str]:
    if order is not None:
        yield from _ids(order.values.get("payee"))
        if order.owner_kind == "victim" and order.owner_id:
            yield order.owner_id


def _ids(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in (value if isinstance(value, list | tuple) else (value,))]
