"""What differs between two projections: what the transaction writes, and what a preview says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..projection import Clock, FactValue, Projection, Row, TrackState
from .fact_rows import FactRow, rows_from

K = TypeVar("K")
V = TypeVar("V")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Change(Generic[Thing]):
    """``before`` is None for what is added, ``after`` for what is removed."""

    before: Thing | None
    after: Thing | None

    @property
    def verb(self) -> str:
        """added, changed or removed."""
        if self.before is None:
            return "added"
        return "changed" if self.after is not None else "removed"


@dataclass(frozen=True)
class Changes:
    """By id, only what differs. ``facts`` by (unit, subject id), then by fact."""

    tracks: Mapping[str, Change[TrackState]] = field(default_factory=dict)
    rows: Mapping[str, Change[Row]] = field(default_factory=dict)
    facts: Mapping[tuple[str, str], Mapping[str, Change[FactValue]]] = field(default_factory=dict)
    fact_rows: Mapping[tuple[str, str, str], Change[FactRow]] = field(default_factory=dict)
    clocks: Mapping[str, Change[Clock]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tracks or self.rows or self.facts or self.fact_rows or self.clocks)


def diff(before: Projection, after: Projection) -> Changes:
    """What was added, changed and removed on the way from ``before`` to ``after``."""
    rows = _changed(before.rows, after.rows)
    return Changes(
        tracks=_changed(before.tracks, after.tracks),
        rows=rows,
        facts=_facts(before, after),
        fact_rows=_fact_rows(before, after, rows),
        clocks=_changed(before.clocks, after.clocks),
    )


def _changed(before: Mapping[K, V], after: Mapping[K, V]) -> dict[K, Change[V]]:
    if before is after:
        return {}
    found = {
        key: Change(before.get(key), one)
        for key, one in after.items()
        if (old := before.get(key)) is not one and old != one
    }
    for key, one in before.items():
        if key not in after:
            found[key] = Change(one, None)
    return found


def _facts(
    before: Projection, after: Projection
) -> dict[tuple[str, str], dict[str, Change[FactValue]]]:
    found: dict[tuple[str, str], dict[str, Change[FactValue]]] = {}
    if before.facts is after.facts:
        return found
    empty: Mapping[str, FactValue] = {}
    for key in {**before.facts, **after.facts}:
        changed = _changed(before.facts.get(key, empty), after.facts.get(key, empty))
        if changed:
            found[key] = changed
    return found


def _fact_rows(
    before: Projection, after: Projection, rows: Mapping[str, Change[Row]]
) -> dict[tuple[str, str, str], Change[FactRow]]:
    """Only rows that changed can change; a payment also follows the payee of its order."""
    old = _of_rows(before, rows)
    new = _of_rows(after, rows)
    return _changed(old, new)


def _of_rows(
    projection: Projection, rows: Mapping[str, Any]
) -> dict[tuple[str, str, str], FactRow]:
    ids = set(rows)
    if any(getattr(one.before or one.after, "register", "") == "orders" for one in rows.values()):
        ids |= {
            row.id
            for row in projection.rows.values()
            if row.register == "payments" and row.values.get("order") in ids
        }
    return {
        (one.fact, one.row_id, one.subject_id): one
        for row_id in ids
        if row_id in projection.rows
        for one in rows_from(projection.rows[row_id], projection)
    }
