"""The notices of a user: those about cases that he may see now, unread ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, tuple_

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.base import IdType, UtcDateTime
from ctj.model.cases import Case, SubjectRow
from ctj.model.notices import Notice, NoticeChoice
from ctj.model.organisations import Organisation
from ctj.workflow.definitions import Library

from .case_page import filled
from .today.limits import clock_label

PAGE = 25
#: The count in the bar stops here.
MOST_COUNTED = 99


@dataclass(frozen=True)
class NoticeLine:
    """``about``: the limit, state or step in words. ``due_at``: of a limit.
    ``reference`` is empty where the notice names no case; ``agency``: whom to ask."""

    id: str
    kind: str
    about: str
    reference: str
    agency: str
    subject_label: str
    subject_kind: str
    due_at: datetime | None
    created_at: datetime
    read: bool


@dataclass(frozen=True)
class NoticePage:
    """One page, newest first; ``following`` is the key to go on after."""

    lines: tuple[NoticeLine, ...]
    following: tuple[datetime, str] | None


def notices(
    connection: Connection,
    viewer: Viewer,
    library: Library,
    *,
    unread: bool = False,
    after: tuple[datetime, str] | None = None,
) -> NoticePage:
    """The viewer's notices, newest first; ``unread``: only those."""
    query = _mine(viewer).limit(PAGE + 1)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    if after is not None:
        last = tuple_(literal(after[0], UtcDateTime()), literal(after[1], IdType))
        query = query.where(tuple_(Notice.created_at, Notice.id) < last)
    rows = connection.execute(query).all()
    lines = tuple(_line(row, library) for row in rows[:PAGE])
    last_line = lines[-1] if len(rows) > PAGE else None
    return NoticePage(lines, (last_line.created_at, last_line.id) if last_line else None)


def unread_count(connection: Connection, viewer: Viewer) -> int:
    """How many notices the viewer has not read, up to ``MOST_COUNTED`` + 1."""
    unread = (
        select(Notice.id)
        .where(Notice.user_id == viewer.user_id, Notice.read_at.is_(None))
        .where(_seen(viewer))
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return int(connection.execute(select(func.count()).select_from(unread)).scalar_one())


def mail_choices(
    connection: Connection, viewer: Viewer, defaults: Mapping[str, bool]
) -> dict[str, bool]:
    """Which kinds come by mail: as chosen, else by default."""
    rows = connection.execute(
        select(NoticeChoice.kind, NoticeChoice.by_mail).filter_by(user_id=viewer.user_id)
    )
    return {**defaults, **{row.kind: row.by_mail for row in rows if row.kind in defaults}}


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    """Notices of cases that the viewer sees now, and those that name no case."""
    return or_(Notice.case_id.is_(None), Notice.case_id.in_(all_visible(viewer)))


def _mine(viewer: Viewer) -> Any:
    return (
        select(
            Notice.id,
            Notice.kind,
            Notice.about,
            Notice.due_at,
            Notice.created_at,
            Notice.read_at,
            Case.reference,
            Organisation.name.label("agency"),
            SubjectRow.label,
            SubjectRow.kind.label("subject_kind"),
        )
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Organisation, Organisation.id == Notice.agency_id)
        .outerjoin(SubjectRow, SubjectRow.id == Notice.subject_id)
        .where(Notice.user_id == viewer.user_id, _seen(viewer))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )


def _line(row: Any, library: Library) -> NoticeLine:
    return NoticeLine(
        id=row.id,
        kind=row.kind,
        about=_about(row.kind, row.about, library),
        reference=row.reference or "",
        agency=row.agency or "",
        subject_label=row.label or "",
        subject_kind=row.subject_kind or "case",
        due_at=row.due_at,
        created_at=row.created_at,
        read=row.read_at is not None,
    )


def _about(kind: str, code: str, library: Library) -> str:
    """A clock's, state's or step's label; the code in words where a version knew it once."""
    if kind.startswith("limit_"):
        return clock_label(library, code, None, None)
    track_id, _dot, name = code.partition(".")
    track = library.tracks.get(track_id)
    if track is not None and name in track.states:
        return filled(track.states[name].label)
    if track is not None and name in track.transitions:
        return track.transitions[name].label
    return name.replace("_", " ")
