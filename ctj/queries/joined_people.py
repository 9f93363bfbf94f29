"""Requests to join the records of one person, for those who see both where they were met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.cases import Case, SubjectRow
from ctj.model.users import User
from ctj.model.vault import PersonMerge

PAGE = 50
_OWN = ("id", "because", "asked_by", "asked_at", "decision", "undo_asked_by", "undone_at")


@dataclass(frozen=True)
class JoinLine:
    """One request and what became of it. ``kept`` and ``joined``: (case reference, pseudonym, kind
    of subject) where they were met."""

    id: str
    kept: tuple[str, str, str]
    joined: tuple[str, str, str]
    because: str
    asked_by: str
    asked_by_me: bool
    asked_at: datetime
    decision: str | None
    undo_asked: bool
    undo_asked_by_me: bool
    undone: bool


def joins(
    connection: Connection, viewer: Viewer, after: datetime | None = None
) -> tuple[tuple[JoinLine, ...], datetime | None]:
    """A page of requests, newest first, and where the next page begins."""
    wanted = _wanted(viewer)
    if after is not None:
        wanted = wanted.where(PersonMerge.asked_at < after)
    rows = connection.execute(wanted).all()
    lines = tuple(_line(row, viewer) for row in rows[:PAGE])
    return lines, (lines[-1].asked_at if len(rows) > PAGE else None)


def _wanted(viewer: Viewer) -> Any:
    one, other = aliased(SubjectRow), aliased(SubjectRow)
    here, there = aliased(Case), aliased(Case)
    met = (here.reference, one.label, one.kind)
    other_met = (
        there.reference.label("other_reference"),
        other.label.label("other_label"),
        other.kind.label("other_kind"),
    )
    return (
        select(*(getattr(PersonMerge, name) for name in _OWN), *met, *other_met, User.name)
        .select_from(PersonMerge)
        .join(one, one.id == PersonMerge.kept_subject)
        .join(here, here.id == one.case_id)
        .join(other, other.id == PersonMerge.joined_subject)
        .join(there, there.id == other.case_id)
        .join(User, User.id == PersonMerge.asked_by)
        .where(one.case_id.in_(all_visible(viewer)), other.case_id.in_(all_visible(viewer)))
        .order_by(PersonMerge.asked_at.desc(), PersonMerge.id)
        .limit(PAGE + 1)
    )


def _line(row: Any, viewer: Viewer) -> JoinLine:
    return JoinLine(
        id=str(row.id),
        kept=(row.reference, row.label, row.kind),
        joined=(row.other_reference, row.other_label, row.other_kind),
        because=row.because,
        asked_by=row.name,
        asked_by_me=row.asked_by == viewer.user_id,
        asked_at=row.asked_at,
        decision=row.decision,
        undo_asked=row.undo_asked_by is not None,
        undo_asked_by_me=row.undo_asked_by == viewer.user_id,
        undone=row.undone_at is not None,
    )
