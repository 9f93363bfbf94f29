"""What the fact tables hold of a case at every instant: the log folded act by act.

The rebuild writes this, and ``verify`` compares it with what stands; the write path makes the same
one act at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ctj.workflow.definitions import Library
from ctj.workflow.fold import MOVED_IN, CaseFrame, diff, effective, versions
from ctj.workflow.projection import EventRecord, Projection

from .table_rows import FactKey, UnitKey, changed_fact_rows, imported_units

Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """The rows of facts that changed at an instant: as they were, and as they are from then on."""

    at: datetime
    before: Mapping[FactKey, Columns]
    after: Mapping[FactKey, Columns]


@dataclass(frozen=True)
class FactVersion:
    """One row of facts with the interval in which it was known; ``known_to`` None: still."""

    key: FactKey
    columns: Columns
    known_from: datetime
    known_to: datetime | None


def moments(frame: CaseFrame, log: tuple[EventRecord, ...], library: Library) -> Iterator[Moment]:
    """Every act that changed a fact, in order of recording. Raises DoesNotFit."""
    imported = _imported_at(log, library)
    projection: Projection = frame.before(log)
    units: frozenset[UnitKey] = frozenset()
    for version in versions(frame, log, library):
        now_imported = imported(version.recorded_at)
        changes = diff(projection, version.projection)
        before, after = changed_fact_rows(
            projection, version.projection, changes, (units, now_imported), library
        )
        if before or after:
            yield Moment(version.recorded_at, before, after)
        projection, units = version.projection, now_imported


def fact_versions(
    frame: CaseFrame, log: tuple[EventRecord, ...], library: Library
) -> list[FactVersion]:
    """Every row that the current and history tables hold, with its interval."""
    standing: dict[FactKey, tuple[Columns, datetime]] = {}
    found: list[FactVersion] = []
    for moment in moments(frame, log, library):
        for key in moment.before.keys() | moment.after.keys():
            old, new = moment.before.get(key), moment.after.get(key)
            if old == new:
                continue
            if key in standing:
                columns, since = standing.pop(key)
                if since < moment.at:
                    found.append(FactVersion(key, columns, since, moment.at))
            if new is not None:
                standing[key] = (new, moment.at)
    return found + [FactVersion(key, *row, None) for key, row in standing.items()]


def _imported_at(log: tuple[EventRecord, ...], library: Library) -> Any:
    """Units from old registers as of an instant; reckoned only where something was taken over."""
    if not any(event.kind in ("adopt", MOVED_IN) for event in log):
        return lambda _at: frozenset()

    def at(moment: datetime) -> frozenset[UnitKey]:
        known = [event for event in log if event.recorded_at <= moment]
        return imported_units(effective(known), library)

    return at
