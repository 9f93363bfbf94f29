"""Approvals: a second person decides on exactly this content, once, within 72 hours (C27)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class ApprovalRow(Base):
    """``content`` is the step as typed, sealed with the case key, for the second person.

    Without a case it is about the instance (a role, say) and sealed with the instance's key.
    """

    __tablename__ = "approvals"
    __table_args__ = (Index(None, "case_id", "content_hash"),)

    id: Mapped[KeyId]
    case_id: Mapped[Id | None] = mapped_column(ForeignKey("cases.id"))
    what: Mapped[Code]
    track_id: Mapped[Id | None]
    transition: Mapped[Code]
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    seen: Mapped[dict[str, Any]]
    requested_by: Mapped[Id]
    requested_role: Mapped[Code]
    requested_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    decision: Mapped[Code | None]
    decision_reason: Mapped[str | None]
    used_at: Mapped[Instant | None]
