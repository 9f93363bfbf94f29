"""The diary: hearings that are set, by day, of the cases that the viewer sees.

A hearing of several accused has a row for each of them; the diary tells it once, with all their
pseudonyms. No title and no name of a person stands in it, so that a calendar may carry it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.cases import Case, SubjectRow
from ctj.model.organisations import Organisation
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.workflow.dates import DatedValue

#: So many hearings at most are read at once; a week of one person has far fewer.
MOST = 500


@dataclass(frozen=True)
class Hearing:
    """``time``: hh:mm in the case's zone, '' where only the day is known. ``key`` names it for
    calendars: it stays the same as long as the hearing does. ``subject_ids``: of ``labels``."""

    key: str
    case_id: str
    reference: str
    jurisdiction: str
    day: date
    time: str
    kind: str
    court: str
    labels: tuple[str, ...]
    subject_ids: tuple[str, ...]


def hearings(
    connection: Connection,
    viewer: Viewer,
    first: date,
    last: date,
    *,
    mine: bool = False,
    courts: bool = True,
) -> tuple[Hearing, ...]:
    """Hearings set for these days, both included, in order of day, time and case.

    ``mine``: only of cases where a track is the viewer's own. ``courts``: with the court's name,
    which takes a second query.
    """
    query = _select(viewer).where(RegisterRow.falls_on.between(first, last))
    if mine:
        own = select(Track.case_id).where(
            or_(Track.owner_id == viewer.user_id, Track.deputy_id == viewer.user_id)
        )
        query = query.where(RegisterRow.case_id.in_(own))
    rows = connection.execute(query.limit(MOST)).all()
    return _joined(rows, _courts(connection, rows) if courts else {})


def unrecorded_hearings(
    connection: Connection, viewer: Viewer, today: date
) -> tuple[tuple[Hearing, ...], int]:
    """Hearings whose day has passed without a result: the oldest first, and how many."""
    query = _select(viewer).where(RegisterRow.falls_on < today)
    found = _joined(connection.execute(query.limit(MOST)).all(), {})
    return found, len(found)


def _select(viewer: Viewer) -> Select[Any]:
    return (
        select(
            RegisterRow.id,
            RegisterRow.case_id,
            RegisterRow.owner_id,
            RegisterRow.values,
            RegisterRow.falls_on,
            Case.reference,
            Case.jurisdiction,
            SubjectRow.label,
        )
        .join(Case, Case.id == RegisterRow.case_id)
        .outerjoin(SubjectRow, SubjectRow.id == RegisterRow.owner_id)
        .where(
            RegisterRow.register == "hearings",
            RegisterRow.status == "planned",
            RegisterRow.case_id.in_(all_visible(viewer)),
        )
        .order_by(RegisterRow.falls_on, Case.reference, RegisterRow.number)
    )


def _joined(rows: Iterable[Any], courts: Mapping[str, str]) -> tuple[Hearing, ...]:
    """One hearing for all the accused who stand before the same court at the same time."""
    found: dict[tuple[Any, ...], Hearing] = {}
    for row in rows:
        one = _hearing(row, courts)
        same = (one.case_id, one.day, one.time, one.kind, one.court)
        if same in found:
            first = found[same]
            found[same] = replace(
                first,
                labels=(*first.labels, *one.labels),
                subject_ids=(*first.subject_ids, *one.subject_ids),
            )
        else:
            found[same] = one
    return tuple(sorted(found.values(), key=lambda h: (h.day, h.time or "99", h.reference)))


def _hearing(row: Any, courts: Mapping[str, str]) -> Hearing:
    when = DatedValue.from_json(row.values["planned"]).value
    return Hearing(
        key=row.id,
        case_id=row.case_id,
        reference=row.reference,
        jurisdiction=row.jurisdiction,
        day=row.falls_on,
        time=when.text[-5:] if when.precision == "minute" else "",
        kind=str(row.values.get("kind") or ""),
        court=courts.get(str(row.values.get("court") or ""), ""),
        labels=(row.label,) if row.label else (),
        subject_ids=(row.owner_id,) if row.label else (),
    )


def _courts(connection: Connection, rows: Iterable[Any]) -> dict[str, str]:
    ids = {row.values.get("court") for row in rows} - {None}
    if not ids:
        return {}
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(ids)))
    return {row.id: row.name for row in connection.execute(query)}
