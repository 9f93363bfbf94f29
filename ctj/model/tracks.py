"""Tracks (one state machine running for one subject) and the definitions they run under."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, Json, KeyId


class Definition(Base):
    """A version of a track, stored as canonical text when an event first uses it."""

    __tablename__ = "definitions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    track: Mapped[Code]
    content: Mapped[str]
    first_used_at: Mapped[Instant]


class Track(Base):
    """``version`` counts the events of the track; a writer moves it ``WHERE version = :seen``.

    ``owner_id`` is a user; in its place ``pool_id`` is a team, the pool of a unit.
    ``asleep_until``: put to sleep until that day; whether it sleeps at an instant is reckoned
    (``queries/sleep.py``), never stored.
    """

    __tablename__ = "tracks"
    __table_args__ = (
        Index(None, "case_id", "track"),
        Index(None, "track", "state"),
        Index(None, "owner_id"),
        Index(None, "deputy_id"),
        Index(None, "pool_id"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    track: Mapped[Code]
    subject_id: Mapped[Id | None] = mapped_column(ForeignKey("subjects.id"))
    state: Mapped[Code]
    version: Mapped[int]
    definition_hash: Mapped[str] = mapped_column(ForeignKey("definitions.hash"))
    since: Mapped[object | None] = mapped_column(Json)
    since_event: Mapped[Id | None]
    owner_id: Mapped[Id | None]
    pool_id: Mapped[Id | None]
    deputy_id: Mapped[Id | None]
    asleep_until: Mapped[date | None]
    waiting_for: Mapped[Code | None]
    changed_at: Mapped[Instant]
    changed_by: Mapped[Id | None]
