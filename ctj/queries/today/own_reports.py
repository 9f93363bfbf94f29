"""What became of the reports that an officer brought in, in one word each (process.md 2.1).

A front-line officer does not see the case after the hand-over. What is shown is not read from it
but told to the reporter on record (`tell_reporter`); of a sealed case nothing is told. Reference
and state are shown only where the officer still sees the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.cases import Case
from ctj.model.events import Event

MOST = 20
_TOLD = "tell_reporter"


@dataclass(frozen=True)
class OwnReport:
    """``reference`` is empty where the officer does not see the case any more; ``word``: a code of
    told_kind, '' where nobody has told anything yet."""

    at: datetime
    reference: str
    word: str


def own_reports(connection: Connection, viewer: Viewer) -> tuple[OwnReport, ...]:
    """The officer's latest reports, newest first."""
    seen = Case.id.in_(all_visible(viewer))
    told = _last_told()
    rows = connection.execute(
        select(Case.created_at, Case.reference, seen.label("seen"), Event.data)
        .outerjoin(told, told.c.case_id == Case.id)
        .outerjoin(Event, (Event.case_id == told.c.case_id) & (Event.seq == told.c.seq))
        .where(Case.created_by == viewer.user_id, (Case.sealed.is_(False)) | seen)
        .order_by(Case.created_at.desc(), Case.id)
        .limit(MOST)
    )
    return tuple(
        OwnReport(row.created_at, row.reference if row.seen else "", _word(row.data))
        for row in rows
    )


def _last_told() -> Any:
    return (
        select(Event.case_id, func.max(Event.seq).label("seq"))
        .where(Event.track == "investigation", Event.transition == _TOLD)
        .group_by(Event.case_id)
        .subquery()
    )


def _word(data: Any) -> str:
    return str((data or {}).get("told") or "")
