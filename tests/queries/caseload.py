"""Rows of a caseload, written as they are: tracks, limits, hearings, absences. No events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from ctj.model.absences import Absence
from ctj.model.base import new_id
from ctj.model.cases import SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Definition, Track
from ctj.transaction import unit_of_work
from tests.world import EPOCH, World

ZONE = "Asia/Manila"


class Caseload:
    """Writes rows for the tests of Today. ``now`` is the instant from which they are reckoned."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.library = world.services.library
        self._hashes: set[str] = set()

    def subject(self, case_id: str, label: str = "A1") -> str:
        kind = {"A": "accused", "V": "victim"}[label[0]]
        row = {"id": new_id(), "case_id": case_id, "kind": kind, "label": label}
        self._insert(SubjectRow, [{**row, "number": int(label[1:]), "created_by": new_id(),
                                   "created_at": EPOCH}])  # fmt: skip
        return str(row["id"])

    def track(self, case_id: str, state: str = "on_trial", **values: Any) -> str:
        return self.tracks([case_id], state, **values)[0]

    def tracks(self, case_ids: Iterable[str], state: str = "on_trial", **values: Any) -> list[str]:
        """One track of each case; ``quiet``: days since its last entry."""
        name = values.pop("track", "prosecution")
        definition = self.library.tracks[name]
        self._define(definition.hash, name)
        changed = self.now - timedelta(days=values.pop("quiet", 1))
        rows = [
            {
                "id": new_id(),
                "case_id": case_id,
                "track": name,
                "state": state,
                "version": 1,
                "definition_hash": definition.hash,
                "since": "2026-01-05",
                "changed_at": changed,
                **values,
            }
            for case_id in case_ids
        ]
        self._insert(Track, rows)
        return [str(row["id"]) for row in rows]

    def limit(self, case_id: str, due_at: datetime, **values: Any) -> str:
        """An open limit that a prosecutor answers for, unless told otherwise."""
        return self.limits([(case_id, due_at)], **values)[0]

    def limits(self, wanted: Iterable[tuple[str, datetime]], **values: Any) -> list[str]:
        rows = [
            {
                "id": new_id(),
                "case_id": case_id,
                "track_id": None,
                "subject_id": None,
                "clock": "trial_start_limit",
                "kind": "legal",
                "statement": {"article": "Rule 116", "status": "unverified"},
                "length": 30,
                "unit": "days",
                "start": "2026-01-05",
                "counts_from": "end_of_day",
                "roll": "none",
                "before": False,
                "pauses": [],
                "extensions": [],
                "calendar": "neutral",
                "zone": ZONE,
                "open": True,
                "due_at": due_at,
                "started_by": new_id(),
                "changed_by": new_id(),
                "recorded_at": EPOCH,
                **values,
            }
            for case_id, due_at in wanted
        ]
        self._insert(ClockRow, rows)
        return [str(row["id"]) for row in rows]

    def hearing(self, case_id: str, planned: str, subject_id: str | None = None) -> str:
        row_id = new_id()
        self._insert(
            RegisterRow,
            [
                {
                    "id": row_id,
                    "case_id": case_id,
                    "register": "hearings",
                    "number": 1,
                    "owner_kind": "accused",
                    "owner_id": subject_id,
                    "status": "planned",
                    "values": {"kind": "trial", "planned": planned},
                    "falls_on": date.fromisoformat(planned[:10]),
                    "created_by": new_id(),
                    "changed_by": new_id(),
                }
            ],
        )
        return row_id

    def away(self, name: str, deputy: str, first: date, last: date) -> None:
        who = {"user_id": self.world.user(name), "deputy_id": self.world.user(deputy)}
        days = {"first_day": first, "last_day": last, "recorded_at": EPOCH, "ended_at": None}
        self._insert(Absence, [{"id": new_id(), **who, **days}])

    def _define(self, hash_: str, name: str) -> None:
        if hash_ not in self._hashes:
            self._hashes.add(hash_)
            row = {"hash": hash_, "track": name, "content": "{}", "first_used_at": EPOCH}
            self._insert(Definition, [row])

    def _insert(self, table: type, rows: list[dict[str, Any]]) -> None:
        with unit_of_work(self.world.database) as work:
            work.connection.execute(insert(table), rows)
