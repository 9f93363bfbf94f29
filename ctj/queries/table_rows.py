"""What the tables hold of a folded case: tracks, register rows, clocks, and rows of facts.

The write path writes these, the rebuild writes them again, and ``verify`` compares them with what
stands there; so the three cannot differ in what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ctj.model.facts import TABLES
from ctj.workflow.calendars import Calendar
from ctj.workflow.clocks import reckon
from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import Library
from ctj.workflow.fold import MOVED_IN, Changes, FactRow, fact_rows
from ctj.workflow.projection import Clock, EventRecord, Projection, Row, TrackState

from .case_log import last_of_tracks
from .fact_rows import fact_columns, row_fact_columns

#: (table of facts, subject id, row id or '' where the table has none)
FactKey = tuple[str, str, str]
#: (unit, subject id or '' for the case), as the fold has it
UnitKey = tuple[str, str]


@dataclass(frozen=True)
class CaseRows:
    """Columns by id. Facts: by table, subject and row, without ``known_from``."""

    tracks: Mapping[str, Mapping[str, Any]]
    registers: Mapping[str, Mapping[str, Any]]
    clocks: Mapping[str, Mapping[str, Any]]
    facts: Mapping[FactKey, Mapping[str, Any]]


def rows_of_case(
    projection: Projection,
    log: tuple[EventRecord, ...],
    standing: Iterable[EventRecord],
    library: Library,
    calendars: Mapping[str, Calendar],
) -> CaseRows:
    """Everything that the tables hold of this case."""
    last = last_of_tracks(log)
    return CaseRows(
        tracks={
            track.id: track_columns(projection.case_id, track, last[track.id])
            for track in projection.tracks.values()
        },
        registers={
            row.id: register_columns(projection.case_id, row) for row in projection.rows.values()
        },
        clocks={
            clock.id: clock_columns(projection.case_id, clock, calendars)
            for clock in projection.clocks.values()
        },
        facts=fact_rows_of_case(projection, standing, library),
    )


def track_columns(case_id: str, track: TrackState, last: EventRecord) -> dict[str, Any]:
    """``last``: the newest event recorded on the track, corrections included."""
    return {
        "id": track.id,
        "case_id": case_id,
        "track": track.track,
        "subject_id": track.subject_id,
        "state": track.state,
        "version": track.version,
        "definition_hash": track.definition_hash,
        "since": track.since,
        "since_event": track.since_event,
        "owner_id": track.owner_id,
        "pool_id": track.pool_id,
        "deputy_id": track.deputy_id,
        "asleep_until": date.fromisoformat(track.asleep_until) if track.asleep_until else None,
        "waiting_for": track.waiting_for,
        "changed_at": last.recorded_at,
        "changed_by": last.user_id,
    }


def register_columns(case_id: str, row: Row) -> dict[str, Any]:
    """The row of one register row."""
    return {
        "id": row.id,
        "case_id": case_id,
        "register": row.register,
        "number": row.number,
        "owner_kind": row.owner_kind,
        "owner_id": row.owner_id,
        "status": row.status,
        "values": dict(row.values),
        "falls_on": _falls_on(row),
        "created_by": row.created_by,
        "changed_by": row.changed_by,
    }


def _falls_on(row: Row) -> date | None:
    """The day for which a hearing is set, so that a diary can be read by the index."""
    planned = row.values.get("planned") if row.register == "hearings" else None
    if planned is None:
        return None
    value = DatedValue.from_json(planned).value
    return value.first_day if value.precision in ("minute", "day") else None


def clock_columns(case_id: str, clock: Clock, calendars: Mapping[str, Calendar]) -> dict[str, Any]:
    """``due_at`` repeats the reckoning, so that lists can be ordered by it."""
    return {
        "id": clock.id,
        "case_id": case_id,
        "track_id": clock.track_id,
        "subject_id": clock.subject_id,
        "clock": clock.clock,
        "party": clock.party,
        "kind": clock.kind,
        "rule": clock.rule,
        "statement": dict(clock.statement),
        "length": clock.length,
        "unit": clock.unit,
        "start": clock.start,
        "counts_from": clock.counts_from,
        "roll": clock.roll,
        "before": clock.before,
        "fixed_end": clock.fixed_end,
        "pauses": [list(one) for one in clock.pauses],
        "extensions": [dict(one) for one in clock.extensions],
        "cap": list(clock.cap) if clock.cap else None,
        "stopped": clock.stopped,
        "cancelled": clock.cancelled,
        "calendar": clock.calendar,
        "zone": clock.zone,
        "open": clock.is_open,
        "due_at": reckon(clock, calendars.get(clock.calendar), clock.zone).due,
        "started_by": clock.started_by,
        "changed_by": clock.changed_by,
        "recorded_at": clock.recorded_at,
    }


def fact_rows_of_case(
    projection: Projection, standing: Iterable[EventRecord], library: Library
) -> dict[FactKey, dict[str, Any]]:
    """The rows of every fact table, by table, subject and row."""
    imported = imported_units(standing, library)
    found = unit_rows(projection, unit_keys(projection, library), imported)
    for row in fact_rows(projection).values():
        found[(row.fact, row.subject_id, row.row_id)] = row_columns(row, imported)
    return found


def changed_fact_rows(
    before: Projection,
    after: Projection,
    changes: Changes,
    imported: tuple[frozenset[UnitKey], frozenset[UnitKey]],
    library: Library,
) -> tuple[dict[FactKey, dict[str, Any]], dict[FactKey, dict[str, Any]]]:
    """The rows of facts that a change touches, as they were and as they are.

    ``imported``: the units from old registers, before and after.
    """
    touched = changes.facts.keys() | {
        (library.by_hash[track.definition_hash].runs_for, track.subject_id or "")
        for one in changes.tracks.values()
        for track in (one.before, one.after)
        if track is not None
    }
    old = unit_rows(before, unit_keys(before, library) & touched, imported[0])
    new = unit_rows(after, unit_keys(after, library) & touched, imported[1])
    for (fact, row_id, subject_id), change in changes.fact_rows.items():
        key = (fact, subject_id, row_id)
        if change.before is not None:
            old[key] = row_columns(change.before, imported[0])
        if change.after is not None:
            new[key] = row_columns(change.after, imported[1])
    return old, new


def unit_rows(
    projection: Projection, keys: Iterable[UnitKey], imported: frozenset[UnitKey]
) -> dict[FactKey, dict[str, Any]]:
    """The rows of these cases, accused and victims."""
    found: dict[FactKey, dict[str, Any]] = {}
    for unit, subject_id in keys:
        facts = projection.facts.get((unit, subject_id), {})
        key = (unit, subject_id or projection.case_id, "")
        found[key] = _origin(fact_columns(unit, facts), (unit, subject_id) in imported)
    return found


def row_columns(row: FactRow, imported: frozenset[UnitKey]) -> dict[str, Any]:
    """The row of one charge, hearing, order or payment."""
    return _origin(row_fact_columns(row), (row.unit, row.subject_id) in imported)


def _origin(columns: dict[str, Any], is_imported: bool) -> dict[str, Any]:
    return {**columns, "origin": "imported" if is_imported else "native"}


def unit_keys(projection: Projection, library: Library) -> frozenset[UnitKey]:
    """Units of fact that have a row: those with a fact, and those whose own track runs."""
    with_facts = {key for key, facts in projection.facts.items() if facts}
    with_track = {
        (library.by_hash[track.definition_hash].runs_for, track.subject_id or "")
        for track in projection.tracks.values()
    }
    return frozenset(key for key in with_facts | with_track if key[0] in TABLES)


def imported_units(standing: Iterable[EventRecord], library: Library) -> frozenset[UnitKey]:
    """Units whose own track was adopted from an old register, here or where they came from."""
    found: set[UnitKey] = set()
    for event in standing:
        if event.kind == "adopt":
            unit = library.by_hash[event.definition_hash].runs_for
            found.add((unit, event.subject_id or ""))
        elif event.kind == MOVED_IN:
            found |= {(unit, subject_id) for unit, subject_id in event.data["imported"]}
    return frozenset(found)
