"""A case as everything that was recorded of it, without ids and the instants of recording: two
cases that were told the same way by different roads are equal."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Connection, Table, select

from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.facts import TABLES
from ctj.model.organisations import Organisation
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.services import Services

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_RECORDING = frozenset(
    {"id", "case_id", "act_id", "recorded_at", "changed_at", "created_at", "known_from", "known_to"}
    | {"first_used_at", "sealed", "loaded_by", "late", "known_since"}
)


def told_of(services: Services, reference: str) -> dict[str, list[str]]:
    """Tracks, events, rows, clocks and facts of a case, each a sorted list of texts."""
    with services.database.read() as connection:
        case_id = connection.execute(
            select(Case.id).where(Case.reference == reference)
        ).scalar_one()
        names = _names(connection, case_id)
        tables: dict[str, Table] = {
            "tracks": Track.__table__,
            "events": Event.__table__,
            "rows": RegisterRow.__table__,
            "clocks": ClockRow.__table__,
            **{f"facts of {unit}": current for unit, (current, _history) in TABLES.items()},
        }
        return {
            name: sorted(_plain(connection, table, case_id, names))
            for name, table in tables.items()
        }


def _names(connection: Connection, case_id: str) -> dict[str, str]:
    """What each id stands for, in words that are the same in every instance."""
    names = {row.id: row.code for row in connection.execute(select(Organisation))}
    names |= {row.id: row.email for row in connection.execute(select(User.id, User.email))}
    names |= _labelled(connection, SubjectRow.__table__, case_id, "label")
    events = connection.execute(
        select(Event.id, Event.seq, Event.track_id, Event.track, Event.subject_id).where(
            Event.case_id == case_id
        )
    ).all()
    names |= {row.id: f"event {row.seq}" for row in events}
    names |= {row.track_id: f"{row.track} of {names.get(row.subject_id, 'case')}" for row in events}
    rows = connection.execute(select(RegisterRow.__table__).filter_by(case_id=case_id))
    for row in rows:
        names[row.id] = f"{row.register} {row.number} of {names.get(row.owner_id, 'case')}"
    return names


def _labelled(connection: Connection, table: Table, case_id: str, column: str) -> dict[str, str]:
    found = connection.execute(select(table).where(table.c.case_id == case_id))
    return {row._mapping["id"]: row._mapping[column] for row in found}


def _plain(connection: Connection, table: Table, case_id: str, names: dict[str, str]) -> list[str]:
    told = []
    for row in connection.execute(select(table).where(table.c.case_id == case_id)):
        kept = {name: value for name, value in row._mapping.items() if name not in _OF_RECORDING}
        text = json.dumps(kept, sort_keys=True, default=_as_text, ensure_ascii=False)
        told.append(_ID.sub(lambda found: names.get(found[0], "somebody"), text))
    return told


def _as_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
