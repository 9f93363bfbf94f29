"""What a correction leaves as it was: sealed and identifying answers that are not told again.

A narrative is opened and sealed anew with the correcting event, so that each event's sealed part is
whole in itself. What stands in the vault stays there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from ctj.identity.keyring import KeyRing
from ctj.identity.narratives import open_case
from ctj.model.events import Event
from ctj.workflow.definitions import Field, Library
from ctj.workflow.fold.step import ROW_TYPES
from ctj.workflow.projection import EventRecord


def opened_data(connection: Connection, keyring: KeyRing, standing: EventRecord) -> dict[str, Any]:
    """The entry's data with its narratives opened; identity stays a reference to the vault, which
    says with which event it was sealed."""
    content = standing.content_id or standing.id
    sealed = connection.execute(select(Event.sealed).where(Event.id == content)).scalar_one()
    texts: Mapping[str, Any] = {}
    if sealed is not None:
        opener = open_case(connection, keyring, standing.case_id)
        texts = opener.open(f"event:{content}", sealed)
    opened: dict[str, Any] = _filled(standing.data, texts, content)
    return opened


def _filled(value: Any, texts: Mapping[str, Any], event_id: str) -> Any:
    if isinstance(value, Mapping):
        if "sealed" in value:
            return texts[str(value["sealed"])]
        if "vault" in value:
            return {"event": event_id, **value}
        return {name: _filled(one, texts, event_id) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(one, texts, event_id) for one in value]
    return value


def fields_to_read(
    fields: Sequence[Field], answers: Mapping[str, Any], old: Mapping[str, Any]
) -> tuple[Field, ...]:
    """The form, where nothing is required that stays as it was."""
    return tuple(
        replace(one, required=False) if _stays(one, answers, old) else one for one in fields
    )


def with_kept(
    library: Library,
    fields: Sequence[Field],
    typed: Mapping[str, Any],
    answers: Mapping[str, Any],
    old: Mapping[str, Any],
) -> dict[str, Any]:
    """The typed answers with what was not told again."""
    found = dict(typed)
    for one in fields:
        if _stays(one, answers, old) and one.id in old:
            found[one.id] = old[one.id]
        elif one.type in ROW_TYPES and one.id in typed and one.id in old:
            found[one.id] = _rows(library, one, typed[one.id], old[one.id])
    return found


def _stays(one: Field, answers: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    if one.id in answers:
        return False
    return one.passed_on or ((one.sealed or one.identifying) and one.id in old)


def _rows(library: Library, one: Field, typed: Any, old: Any) -> list[Any]:
    """Sealed columns of a row that is the same as before: same place, same row named."""
    register = library.registers.get(one.register or "")
    columns = one.fields or (register.fields if register else ())
    kept = [column.id for column in columns if column.sealed or column.identifying]
    rows = []
    for place, item in enumerate(typed):
        before = old[place] if place < len(old) and isinstance(old[place], Mapping) else {}
        if isinstance(item, Mapping) and before.get("row") == item.get("row"):
            extra = {name: before[name] for name in kept if name in before and name not in item}
            item = {**item, **extra}
        rows.append(item)
    return rows
