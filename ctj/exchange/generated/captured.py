"""The rows of one case as the write path left them, and what of them belongs to this case alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from ...identity.narratives import open_case
from ...model.access import CaseGrant
from ...model.approvals import ApprovalRow
from ...model.audit import AuditRow
from ...model.cases import Case, SubjectRow
from ...model.clocks import ClockRow
from ...model.events import Event
from ...model.facts import TABLES
from ...model.registers import RegisterRow
from ...model.tracks import Track
from ...model.vault import IdentityField, Person
from ...services import Services
from ...workflow.definitions import Library
from ...workflow.projection import derived_id

#: In the order in which they refer to each other. The outbox is left out: its work is long done.
_CLASSES: tuple[type[Any], ...] = (
    Person, Case, CaseGrant, SubjectRow, ApprovalRow, Track, Event, RegisterRow, ClockRow,
)  # fmt: skip
CASE_TABLES: tuple[Table, ...] = (
    *(one.__table__ for one in _CLASSES),
    *(table for pair in TABLES.values() for table in pair),
)
AUDIT: Table = AuditRow.__table__  # type: ignore[assignment]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_MOST_EFFECTS = 9

Row = Mapping[str, Any]


class NotUnderstood(RuntimeError):
    """An id in a case of which it is not known how it was made: a fault of the generator."""


@dataclass(frozen=True)
class Captured:
    """``sealed``: what the sealed cells hold, by (table, id of the row), with their context.
    ``derived``: ids that follow from an event's, by id, with the event and the parts."""

    case_id: str
    reference: str
    rows: Mapping[str, tuple[Row, ...]]
    audit: tuple[Row, ...]
    sealed: Mapping[tuple[str, str], tuple[str, Mapping[str, Any]]]
    derived: Mapping[str, tuple[str, tuple[str, ...]]]
    recorded: tuple[datetime, ...]


def capture(connection: Connection, services: Services, case_id: str) -> Captured:
    """Everything that the database holds of the case, but for its key."""
    rows = {table.name: _rows(connection, table, case_id) for table in CASE_TABLES}
    _refuse_identities(connection, rows["persons"])
    recorded = {row["recorded_at"] for row in rows["events"]} | {rows["cases"][0]["created_at"]}
    return Captured(
        case_id=case_id,
        reference=rows["cases"][0]["reference"],
        rows=rows,
        audit=tuple(sorted(_rows(connection, AUDIT, case_id), key=lambda row: row["seq"])),
        sealed=dict(_sealed(connection, services, case_id, rows)),
        derived=_derived(rows, services.library),
        recorded=tuple(sorted(recorded)),
    )


def _rows(connection: Connection, table: Table, case_id: str) -> tuple[Row, ...]:
    wanted = select(table).order_by(*table.primary_key)
    if table.name == "persons":
        people = select(SubjectRow.person_id).where(SubjectRow.case_id == case_id)
        wanted = wanted.where(table.c.id.in_(people))
    else:
        wanted = wanted.where((table.c.id if table.name == "cases" else table.c.case_id) == case_id)
    return tuple(dict(row._mapping) for row in connection.execute(wanted))


def _refuse_identities(connection: Connection, people: tuple[Row, ...]) -> None:
    """Raises NotUnderstood: invented people have pseudonyms and keys, and nothing in the vault."""
    ids = [row["id"] for row in people]
    told = select(IdentityField.id).where(IdentityField.person_id.in_(ids)).limit(1)
    if connection.execute(told).first() is not None:
        raise NotUnderstood("a plan that puts an identity into the vault")


def _sealed(
    connection: Connection, services: Services, case_id: str, rows: Mapping[str, tuple[Row, ...]]
) -> Iterator[tuple[tuple[str, str], tuple[str, Mapping[str, Any]]]]:
    opener = open_case(connection, services.keyring, case_id)
    for row in rows["events"]:
        if row["sealed"] is not None:
            context = f"event:{row['id']}"
            yield ("events", row["id"]), (context, opener.open(context, row["sealed"]))
    for row in rows["approvals"]:
        context = f"approval:{row['content_hash']}"
        yield ("approvals", row["id"]), (context, opener.open(context, row["content"]))


def _derived(
    rows: Mapping[str, tuple[Row, ...]], library: Library
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """How each id that is not random was made. Raises NotUnderstood."""
    events = {row["id"]: row for row in rows["events"]}
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in rows["register_rows"]:
        found[row["id"]] = _how(row["id"], row["created_by"], _of_rows(events, row, library))
    for row in rows["clocks"]:
        found[row["id"]] = _how(row["id"], row["started_by"], _of_clock(row))
    return found


def _how(
    made: str, event_id: str, candidates: Iterator[tuple[str, ...]]
) -> tuple[str, tuple[str, ...]]:
    for parts in candidates:
        if derived_id(event_id, *parts) == made:
            return event_id, parts
    raise NotUnderstood(f"the id {made}, made by event {event_id}")


def _of_rows(events: Mapping[str, Row], row: Row, library: Library) -> Iterator[tuple[str, ...]]:
    event = events[row["created_by"]]
    form = library.by_hash[event["definition_hash"]].transitions[event["transition"]].form
    for field in form:
        if field.register == row["register"]:
            told = event["data"].get(field.id) or ()
            yield from ((field.id, str(index)) for index in range(len(told)))
    yield from (("effect", row["register"], str(one)) for one in range(_MOST_EFFECTS))


def _of_clock(row: Row) -> Iterator[tuple[str, ...]]:
    for subject in ("", row["subject_id"] or ""):
        yield "clock", row["clock"], row["party"] or "", subject


def ids_in(captured: Captured) -> set[str]:
    """Every id that stands anywhere in the case's rows."""
    told = [json.dumps(row, default=str) for rows in captured.rows.values() for row in rows]
    told += [json.dumps(row, default=str) for row in captured.audit]
    return {found for text in told for found in UUID.findall(text)}
