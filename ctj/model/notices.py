"""Notices to users and what each user wants by mail; and the secret addresses of calendars.

Ids and codes only: whoever reads these tables learns no name and no text of a case (C32).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class Notice(Base):
    """One thing that one user is told once: ``source_id`` (a clock, request or entry) at ``mark``.

    ``about``: code of the clock or step. Without a case, ``agency_id`` says whom to ask.
    ``mail_claimed_at``: a process began to hand it to the mail server; ``mailed_at``: the server
    took it. The first without the second: not known.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "source_id", "mark"),
        Index("ix_notices_of_user", "user_id", "created_at"),
        Index(None, "case_id"),
    )

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    case_id: Mapped[Id | None] = mapped_column(ForeignKey("cases.id"))
    agency_id: Mapped[Id | None]
    kind: Mapped[Code]
    about: Mapped[Code]
    subject_id: Mapped[Id | None]
    source_id: Mapped[Id]
    mark: Mapped[Code]
    due_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
    read_at: Mapped[Instant | None]
    mail_claimed_at: Mapped[Instant | None]
    mailed_at: Mapped[Instant | None]


class NoticeChoice(Base):
    """Whether a user wants notices of this kind by mail as well. No row: the kind's default."""

    __tablename__ = "notice_choices"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    by_mail: Mapped[bool]


class CalendarFeed(Base):
    """A secret address of a user's diary; only its digest is kept. ``reads`` counts since
    ``counted_from``; ``audited_on``: the last day on which a reading was written to the audit."""

    __tablename__ = "calendar_feeds"

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    counted_from: Mapped[Instant | None]
    reads: Mapped[int] = mapped_column(default=0)
    audited_on: Mapped[date | None]
