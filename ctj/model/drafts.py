"""Half-filled steps, sealed like the case, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Id, Instant, KeyId


class DraftRow(Base):
    """One draft per user, case and step (``step`` names transition and subjects)."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "case_id", "step"),)

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    case_id: Mapped[Id | None] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[str] = mapped_column(String(200))
    seen: Mapped[dict[str, Any]]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
