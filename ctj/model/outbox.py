"""The outbox: the only source of background work, written in the business transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class OutboxRow(Base):
    """``payload`` holds ids only (C32)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "done_at", "failed_at", "due_at"),
        Index(None, "case_id", "kind"),
    )

    id: Mapped[KeyId]
    kind: Mapped[Code]
    payload: Mapped[dict[str, Any]]
    case_id: Mapped[Id | None]
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    leased_until: Mapped[Instant | None]
    lease: Mapped[Id | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[Instant | None]
    failed_at: Mapped[Instant | None]
    last_error: Mapped[Code | None]
