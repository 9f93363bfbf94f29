"""Writing an act: its events, and what they changed, in a few statements sent together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from ctj.access.grants import touch
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Definition, Track
from ctj.queries.case_log import event_columns
from ctj.queries.event_digest import event_digest
from ctj.queries.table_rows import (
    changed_fact_rows,
    clock_columns,
    imported_units,
    register_columns,
    track_columns,
)
from ctj.services import Services
from ctj.transaction import IdentityValue, UnitOfWork, together
from ctj.workflow.definitions import Library
from ctj.workflow.fold import Change, Changes, diff, touched
from ctj.workflow.projection import EventRecord
from ctj.workflow.stored import definition_to_text

from .act import Act
from .fact_writing import upsert, write_facts
from .refusals import Conflict
from .sealing import into_vault, seal_texts

#: The field of a note that names colleagues to tell; they get ids in a notice, never its words.
MENTIONS = "mentions"
_TRACKS: Table = Track.__table__  # type: ignore[assignment]
_REGISTERS: Table = RegisterRow.__table__  # type: ignore[assignment]
_CLOCKS: Table = ClockRow.__table__  # type: ignore[assignment]


def write_act(work: UnitOfWork, services: Services, act: Act, action: str, rule: str) -> None:
    """Write everything that the act changed, with its audit row and its outbox row."""
    people, committed = into_vault(work, services, [wanted for wanted, _ in act.vault])
    persons = {
        subject.id: person
        for (_, subject), person in zip(act.vault, people, strict=True)
        if subject is not None
    }
    sealed = seal_texts(work, services, act.case, act.texts)
    changes = diff(act.case.projection, act.projection)
    _move_tracks(work.connection, act, changes)
    rows = [_event_row(act, event, sealed.get(event.id)) for event in act.events]
    with together(work.connection):
        _add_definitions(work.connection, act, changes)
        _add_subjects(work.connection, act, persons)
        _add_tracks(work.connection, act, changes)
        work.connection.execute(insert(Event), rows)
        _write_rows(work.connection, services, act, changes)
        _write_facts(work.connection, act, changes)
        _touch_case(work.connection, act)
    _tell(work, act, action, rule, rows, committed)


def _event_row(act: Act, event: EventRecord, sealed: bytes | None) -> dict[str, Any]:
    return {
        **event_columns(event),
        "sealed": sealed,
        "approval_id": act.approvals.get(event.id),
        "loaded_by": act.doer.by.loaded_by,
    }


def _move_tracks(connection: Connection, act: Act, changes: Changes) -> None:
    """Every track moves from the version that was loaded, or the act is a conflict."""
    moved = [one for one in changes.tracks.values() if one.before is not None]
    removed = [one.before for one in moved if one.after is None and one.before is not None]
    rows = [
        {
            **_track_row(act, one.after.id),
            "at_id": one.after.id,
            "at_version": one.before.version,
        }
        for one in moved
        if one.after is not None and one.before is not None
    ]
    if rows:
        result = connection.execute(_move(), rows)
        if result.rowcount != len(rows):
            last = act.case.log[-1]
            raise Conflict("", "", last.recorded_at, {})
    if removed:
        ids = [track.id for track in removed]
        connection.execute(delete(Track).where(Track.id.in_(ids)))


@cache
def _move() -> Any:
    columns: dict[str, Any] = {c.name: bindparam(c.name) for c in _TRACKS.columns if c.name != "id"}
    at = (Track.id == bindparam("at_id"), Track.version == bindparam("at_version"))
    return update(Track).where(*at).values(columns)


def _track_row(act: Act, track_id: str) -> dict[str, Any]:
    last = next(one for one in reversed(act.log) if track_id in touched(one))
    return track_columns(act.case.id, act.projection.tracks[track_id], last)


def _add_definitions(connection: Connection, act: Act, changes: Changes) -> None:
    """Store the versions that a new track uses, if nothing has used them before."""
    new = {one.after.definition_hash for one in _new(changes.tracks) if one.after is not None}
    if new:
        store_definitions(connection, act.case.library, new, act)


def store_definitions(
    connection: Connection, library: Library, hashes: Iterable[str], act: Act
) -> None:
    """Keep these versions as canonical text, if they are not kept already."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "hash": one,
            "track": library.by_hash[one].id,
            "content": _text_of(library, one),
            "first_used_at": act.now,
        }
        for one in sorted(hashes)
    ]
    connection.execute(kind.insert(Definition).on_conflict_do_nothing(), rows)


#: Canonical texts by hash: a hash has one text for ever, and writing it takes as long as a step.
_TEXTS: dict[str, str] = {}


def _text_of(library: Library, definition_hash: str) -> str:
    if definition_hash not in _TEXTS:
        _TEXTS[definition_hash] = definition_to_text(library.by_hash[definition_hash])
    return _TEXTS[definition_hash]


def _new(changed: Mapping[str, Change[Any]]) -> list[Change[Any]]:
    return [one for one in changed.values() if one.before is None]


def _add_subjects(connection: Connection, act: Act, persons: Mapping[str, str]) -> None:
    rows = [
        {
            "id": subject.id,
            "case_id": act.case.id,
            "kind": subject.kind,
            "label": subject.label,
            "number": int(subject.label[1:]),
            "person_id": persons.get(subject.id, subject.person_id),
            "created_by": act.events[0].id,
            "created_at": act.now,
        }
        for subject in act.subjects
    ]
    if rows:
        connection.execute(insert(SubjectRow), rows)


def _add_tracks(connection: Connection, act: Act, changes: Changes) -> None:
    rows = [_track_row(act, one.after.id) for one in _new(changes.tracks) if one.after]
    if rows:
        connection.execute(insert(Track), rows)


def _write_rows(connection: Connection, services: Services, act: Act, changes: Changes) -> None:
    case_id = act.case.id
    _put(
        connection,
        _REGISTERS,
        [register_columns(case_id, c.after) for c in changes.rows.values() if c.after],
    )
    _put(
        connection,
        _CLOCKS,
        [
            clock_columns(case_id, c.after, services.calendars)
            for c in changes.clocks.values()
            if c.after
        ],
    )
    _take_away(connection, _REGISTERS, changes.rows)
    _take_away(connection, _CLOCKS, changes.clocks)


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_upsert(table.name, connection.dialect.name), rows)


@cache
def _upsert(table: str, dialect: str) -> Any:
    return upsert({one.name: one for one in (_REGISTERS, _CLOCKS)}[table], dialect)


def _take_away(connection: Connection, table: Table, changed: Mapping[str, Change[Any]]) -> None:
    gone = [key for key, one in changed.items() if one.after is None]
    if gone:
        connection.execute(delete(table).where(table.c.id.in_(gone)))


def _write_facts(connection: Connection, act: Act, changes: Changes) -> None:
    """The rows of facts that the act changed, and the history of what stood before."""
    library = act.case.library
    imported = (
        imported_units(act.case.standing, library),
        imported_units(act.standing, library),
    )
    before, after = changed_fact_rows(
        act.case.projection, act.projection, changes, imported, library
    )
    write_facts(connection, act.case.id, before, after, act.now)


def _touch_case(connection: Connection, act: Act) -> None:
    """The case's row and the sort key in its grants."""
    kinds = [subject.kind for subject in act.projection.subjects.values()]
    connection.execute(
        update(Case)
        .where(Case.id == act.case.id)
        .values(
            last_seq=act.events[-1].seq,
            changed_at=act.now,
            accused_count=kinds.count("accused"),
            victim_count=kinds.count("victim"),
        )
    )
    touch(connection, act.case.id, act.now)


def _tell(
    work: UnitOfWork,
    act: Act,
    action: str,
    rule: str,
    rows: list[dict[str, Any]],
    committed: list[IdentityValue],
) -> None:
    first = act.events[0]
    objects: dict[str, Any] = {
        "act": act.id,
        "track": first.track,
        "transition": first.transition,
        "events": {row["id"]: event_digest(row) for row in rows},
    }
    if act.approvals:
        objects["approvals"] = sorted(set(act.approvals.values()))
    work.audit(action, case_id=act.case.id, rule=rule, objects=objects, identity=committed)
    payload = {"case": act.case.id, "act": act.id}
    work.outbox("act.recorded", payload, case_id=act.case.id)
    for event in act.events:
        for user_id in event.data.get(MENTIONS) or ():
            told = {"case": act.case.id, "event": event.id, "user": user_id}
            work.outbox("note.mentioned", told, case_id=act.case.id)
