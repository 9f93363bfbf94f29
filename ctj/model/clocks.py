"""Time limits: rule, start, pauses, extensions, stop. A breach is reckoned, never stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, Json, KeyId


class ClockRow(Base):
    """``due_at`` repeats what the reckoning gives (null: cannot be reckoned, or no limit), so that
    lists can be ordered by it; it depends on nothing but this row and the calendar."""

    __tablename__ = "clocks"
    __table_args__ = (
        Index(None, "case_id", "clock"),
        Index("ix_clocks_open_due", "open", "due_at"),
        Index(None, "subject_id"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    track_id: Mapped[Id | None]
    subject_id: Mapped[Id | None]
    clock: Mapped[Code]
    party: Mapped[Code | None]
    kind: Mapped[Code]
    rule: Mapped[Code | None]
    statement: Mapped[dict[str, Any]]
    length: Mapped[int | None]
    unit: Mapped[Code | None]
    start: Mapped[object | None] = mapped_column(Json)
    counts_from: Mapped[Code]
    roll: Mapped[Code]
    before: Mapped[bool] = mapped_column(default=False)
    fixed_end: Mapped[object | None] = mapped_column(Json)
    pauses: Mapped[list[Any]]
    extensions: Mapped[list[Any]]
    cap: Mapped[list[Any] | None]
    stopped: Mapped[object | None] = mapped_column(Json)
    cancelled: Mapped[object | None] = mapped_column(Json)
    calendar: Mapped[Code]
    zone: Mapped[Code]
    open: Mapped[bool]
    due_at: Mapped[Instant | None]
    started_by: Mapped[Id]
    changed_by: Mapped[Id]
    recorded_at: Mapped[Instant]
