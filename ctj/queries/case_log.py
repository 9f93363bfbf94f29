"""The log of a case: its events as stored, in order of recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from ctj.model.base import UtcDateTime
from ctj.model.events import Event
from ctj.workflow.dates import DatedValue
from ctj.workflow.fold import touched
from ctj.workflow.projection import EventRecord

#: Columns that an EventRecord has; what is sealed stays where it is.
_COLUMNS = tuple(field.name for field in fields(EventRecord) if field.name != "content_id")


def load_log(
    connection: Connection, case_id: str, *, before: datetime | None = None, since: int = 0
) -> tuple[EventRecord, ...]:
    """The events of the case by number, from number ``since``; only those recorded ``before``."""
    given: dict[str, Any] = {"of_case": case_id, "since": since}
    if before is None:
        rows = connection.execute(_LOG, given)
    else:
        rows = connection.execute(_LOG_BEFORE, {**given, "before": before})
    return tuple(record_of(row) for row in rows)


EVENT_COLUMNS = tuple(getattr(Event, name) for name in _COLUMNS)

#: Built once: every step reads the log.
_LOG: Select[Any] = (
    select(*EVENT_COLUMNS)
    .where(Event.case_id == bindparam("of_case"), Event.seq >= bindparam("since"))
    .order_by(Event.seq)
)
_LOG_BEFORE = _LOG.where(Event.recorded_at < bindparam("before", type_=UtcDateTime))


def record_of(row: Row[Any]) -> EventRecord:
    """An event as the fold takes it."""
    values = dict(row._mapping)
    values["findings"] = tuple(values["findings"])
    return EventRecord(**values)


def event_columns(record: EventRecord) -> dict[str, Any]:
    """The columns of an event, but for what is sealed, by whom it was loaded and its approval."""
    columns: dict[str, Any] = {name: getattr(record, name) for name in _COLUMNS}
    date = DatedValue.from_json(record.occurred).value
    return {
        **columns,
        "data": dict(record.data),
        "effects": dict(record.effects),
        "findings": [dict(one) for one in record.findings],
        "occurred_from": date.first_day,
        "occurred_to": date.last_day,
        "precision": date.precision,
    }


def last_of_tracks(log: tuple[EventRecord, ...]) -> Mapping[str, EventRecord]:
    """The newest event of each track, corrections included, and its coming from another case."""
    return {track: record for record in log for track in touched(record)}
