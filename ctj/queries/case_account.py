"""One case told whole, with pseudonyms and without anything sealed: for the terminal and for tests.

The shape is stable (docs/case-json.md). Ids are replaced by what people call the thing: A1, 'charge
1 of A1', entry 7, the code of an organisation; so two tellings of one case can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from ctj.language import say
from ctj.model.organisations import Organisation
from ctj.workflow.clocks import reckon, status_at
from ctj.workflow.fold import fact_rows
from ctj.workflow.projection import Clock, EventRecord, Row, TrackState

from .situations import CaseFile

Names = Mapping[str, str]


def account(
    connection: Connection, case: CaseFile, *, as_known_on: date | None = None
) -> dict[str, Any]:
    """The case as JSON: subjects, tracks, register rows, clocks, facts, row facts, events."""
    names = _names(connection, case)
    projection = case.projection
    return {
        "reference": case.head.reference,
        "jurisdiction": case.head.jurisdiction,
        "as_known_on": as_known_on.isoformat() if as_known_on else None,
        "subjects": [
            {"label": one.label, "kind": one.kind} for one in projection.subjects.values()
        ],
        "tracks": [_track(case, one, names) for one in projection.tracks.values()],
        "rows": [_row(one, names) for one in projection.rows.values()],
        "clocks": [_clock(case, one, names) for one in projection.clocks.values()],
        "facts": _facts(case, names),
        "row_facts": [
            {
                "fact": one.fact,
                "row": names.get(one.row_id),
                "of": names.get(one.subject_id),
                "values": _named(one.values, names),
            }
            for one in fact_rows(projection).values()
        ],
        "events": [_event(one, names) for one in case.log],
    }


def _names(connection: Connection, case: CaseFile) -> Names:
    """What to call every id that may stand in the case."""
    projection = case.projection
    codes = connection.execute(select(Organisation.id, Organisation.code)).tuples()
    names = {str(key): code for key, code in codes}
    names |= {one.id: one.label for one in projection.subjects.values()}
    names |= {one.id: say("entry %(seq)s", seq=one.seq) for one in case.log}
    for row in projection.rows.values():
        register = case.library.registers.get(row.register)
        words = register.row_label if register else f"{row.register} {{n}}"
        owner = names.get(row.owner_id or "", say("this case"))
        names[row.id] = words.replace("{n}", str(row.number)).replace("{subject}", owner)
    return names


def _track(case: CaseFile, track: TrackState, names: Names) -> dict[str, Any]:
    return {
        "track": track.track,
        "of": names.get(track.subject_id or ""),
        "state": track.state,
        "label": case.definition_of(track).states[track.state].label,
        "since": track.since,
        "version": track.version,
        "definition": track.definition_hash,
    }


def _row(row: Row, names: Names) -> dict[str, Any]:
    return {
        "register": row.register,
        "row": names[row.id],
        "of": names.get(row.owner_id or ""),
        "status": row.status,
        "values": _named(row.values, names),
    }


def _clock(case: CaseFile, clock: Clock, names: Names) -> dict[str, Any]:
    calendar = case.calendars.get(clock.calendar)
    due = reckon(clock, calendar, clock.zone).due
    return {
        "clock": clock.clock,
        "of": names.get(clock.subject_id or ""),
        "party": names.get(clock.party or "", clock.party),
        "kind": clock.kind,
        "status": status_at(clock, case.now, calendar, clock.zone),
        "due": _instant(due),
        "start": clock.start,
        "stopped": clock.stopped,
        "cancelled": clock.cancelled,
        "article": clock.statement.get("article"),
        "article_status": clock.statement.get("status"),
    }


def _facts(case: CaseFile, names: Names) -> dict[str, Any]:
    """By subject ('case' for the case): each fact with its value and source."""
    return {
        names.get(subject_id, "case"): {
            name: {"value": _named(fact.value, names), "source": fact.source}
            for name, fact in sorted(facts.items())
        }
        for (_unit, subject_id), facts in sorted(case.projection.facts.items())
    }


def _event(event: EventRecord, names: Names) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "track": event.track,
        "of": names.get(event.subject_id or ""),
        "transition": event.transition,
        "from": event.from_state,
        "to": event.to_state,
        "occurred": event.occurred,
        "recorded_at": _instant(event.recorded_at),
        "role": event.role,
        "late": event.late,
        "refers_to": names.get(event.refers_to or ""),
        "data": _named(event.data, names),
        "findings": [one.get("guard") for one in event.findings],
    }


def _named(value: Any, names: Names) -> Any:
    """The value with ids replaced; what is sealed or in the vault is said to be so, no more."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        if "sealed" in value or "vault" in value:
            return {"hidden": "sealed" if "sealed" in value else "identity"}
        return {name: _named(one, names) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_named(one, names) for one in value]
    return value


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
