"""Events: what happened on a track. Appended, never changed: triggers refuse update and delete."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, Json, KeyId


class Event(Base):
    """``seq`` is the order of recording within the case. ``occurred`` is the date as told, with
    precision, source and conflicting values; ``occurred_from``/``to`` bound it as local days.
    ``data`` holds typed neutral values; ``sealed`` the ``note`` and ``ref`` values under the case
    key; identifying values are in the vault. ``effects`` is what overlay and calendar gave when it
    was fired. ``kind``: transition, adopt, supersede, void, insert.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index(None, "track_id", "seq"),
        Index(None, "act_id"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    track_id: Mapped[Id]
    seq: Mapped[int]
    act_id: Mapped[Id]
    kind: Mapped[Code]
    track: Mapped[Code]
    subject_id: Mapped[Id | None]
    transition: Mapped[Code]
    from_state: Mapped[Code | None]
    to_state: Mapped[Code | None]
    occurred: Mapped[object] = mapped_column(Json)
    occurred_from: Mapped[date | None]
    occurred_to: Mapped[date | None]
    precision: Mapped[Code]
    data: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    effects: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    definition_hash: Mapped[str] = mapped_column(String(64))
    refers_to: Mapped[Id | None]
    approval_id: Mapped[Id | None]
    user_id: Mapped[Id | None]
    agency_id: Mapped[Id | None]
    role: Mapped[Code | None]
    loaded_by: Mapped[Id | None]
    origin: Mapped[Code] = mapped_column(default="native")
    late: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[Instant]
