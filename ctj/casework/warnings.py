"""Warnings of limits: rows of the outbox, due at the instants that the clock's marks give.

The id of a row follows from clock, mark and end: planning twice writes nothing twice, and when a
clock is stopped, paused or extended its old warnings are taken away and the new ones written. What
is due is looked at again when its time comes, and only the tightest mark reached is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ctj.access.readers import readers, those_who_see
from ctj.access.viewers import Viewer
from ctj.model.clocks import ClockRow
from ctj.model.outbox import OutboxRow
from ctj.model.tracks import Track
from ctj.queries.absences import away
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.definitions import ClockDefinition
from ctj.workflow.instants import local_day
from ctj.workflow.projection import Clock
from ctj.workflow.warn_marks import OVER, LimitWarning, reached, warnings_of

from .notices import Told, tell

KIND = "clock.warn"
#: A warning that could not be given for so long is not given any more: Today shows the limit.
TOO_LATE = timedelta(days=7)


def plan_warnings(work: UnitOfWork, services: Services, case_id: str) -> None:
    """Bring the case's warnings to what its open clocks say now.

    The case is locked, so that of two that plan at once the later sees what the earlier saw.
    """
    work.lock([case_id])
    planned = {
        row_id(clock.id, one): (clock.id, one)
        for clock, definition in _clocks(work, services, ClockRow.case_id == case_id)
        for one in warnings_of(clock, definition, services.calendars)
        if work.now - one.at < TOO_LATE
    }
    undone = delete(OutboxRow).where(
        OutboxRow.case_id == case_id, OutboxRow.kind == KIND, OutboxRow.done_at.is_(None)
    )
    work.connection.execute(undone.where(OutboxRow.id.not_in(sorted(planned))))
    rows = [
        {
            "id": key,
            "kind": KIND,
            "payload": {"clock": clock_id},
            "case_id": case_id,
            "created_at": work.now,
            "due_at": one.at,
            "attempts": 0,
        }
        for key, (clock_id, one) in planned.items()
    ]
    if rows:
        dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
        work.connection.execute(dialect.insert(OutboxRow).on_conflict_do_nothing(), rows)


def row_id(clock_id: str, warning: LimitWarning) -> str:
    """The id of the row for this mark of this clock, as long as it ends then."""
    return str(uuid5(NAMESPACE_OID, f"{clock_id}|{warning.mark}|{warning.due_at.isoformat()}"))


def warn(services: Services, key: str, clock_id: str, at: datetime | None = None) -> int:
    """Tell of the mark that this row stands for, if it still holds; how many were told."""
    with unit_of_work(services.database, recorded_at=at) as work:
        found = list(_clocks(work, services, ClockRow.id == clock_id))
        if not found:
            return 0
        clock, definition = found[0]
        planned = warnings_of(clock, definition, services.calendars)
        mine = next((one for one in planned if row_id(clock_id, one) == key), None)
        if mine is None or mine != reached(planned, work.now) or work.now - mine.at >= TOO_LATE:
            return 0
        case_id = work.connection.execute(
            select(ClockRow.case_id).where(ClockRow.id == clock_id)
        ).scalar_one()
        told = _told(case_id, clock, mine)
        whom = _whom(work, services, case_id, clock, definition, mine)
        return sum(tell(work, one.user_id, told) for one in whom)


def _told(case_id: str, clock: Clock, mine: LimitWarning) -> Told:
    return Told(
        kind="limit_over" if mine.mark == OVER else "limit_near",
        case_id=case_id,
        source_id=clock.id,
        about=clock.clock,
        mark=f"{mine.mark} {mine.due_at:%Y%m%dT%H%M}",
        subject_id=clock.subject_id,
        due_at=mine.due_at,
    )


def _whom(
    work: UnitOfWork,
    services: Services,
    case_id: str,
    clock: Clock,
    definition: ClockDefinition,
    mine: LimitWarning,
) -> Iterable[Viewer]:
    """The owner, or everybody of the role where nobody owns the track; at the end also those whom
    the definition names then. Each of them may see the case now."""
    owner = work.connection.execute(
        select(Track.owner_id).where(Track.id == clock.track_id)
    ).scalar_one_or_none()
    persons = those_who_see(work.connection, case_id, _with_deputy(work, services, owner))
    if not persons:
        persons = readers(work.connection, case_id, definition.owners)
    then = definition.warn_then if mine.mark == OVER else ()
    named = readers(work.connection, case_id, then) if then else ()
    return {one.user_id: one for one in (*persons, *named)}.values()


def _with_deputy(work: UnitOfWork, services: Services, owner: str | None) -> list[str]:
    if owner is None:
        return []
    absent = away(work.connection, local_day(work.now, services.instance.time_zone))
    return [owner, absent[owner].deputy_id] if owner in absent else [owner]


def _clocks(
    work: UnitOfWork, services: Services, which: Any
) -> Iterable[tuple[Clock, ClockDefinition]]:
    """Open clocks that have a definition, as the reckoning takes them."""
    rows = work.connection.execute(
        select(ClockRow.__table__).where(which, ClockRow.open, ClockRow.due_at.is_not(None))
    )
    for row in rows:
        definition = services.library.clocks.get(row.clock)
        if definition is not None:
            yield _clock(dict(row._mapping)), definition


def _clock(row: Mapping[str, Any]) -> Clock:
    names = Clock.__dataclass_fields__
    values = {name: row[name] for name in names if name in row}
    values["pauses"] = tuple(tuple(one) for one in row["pauses"])
    values["extensions"] = tuple(row["extensions"])
    values["cap"] = tuple(row["cap"]) if row["cap"] else None
    return Clock(**values)
