"""Register rows: charges, custody, hearings and the rest; a projection of the events."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, KeyId


class RegisterRow(Base):
    """Nothing filters on ``values``: what is filtered or counted is a typed column.

    ``falls_on``: the local day that a hearing is set for; empty where none is known to the day.
    """

    __tablename__ = "register_rows"
    __table_args__ = (
        Index(None, "case_id", "register"),
        Index("ix_register_rows_diary", "register", "status", "falls_on"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    register: Mapped[Code]
    number: Mapped[int]
    owner_kind: Mapped[Code]
    owner_id: Mapped[Id | None]
    status: Mapped[Code | None]
    values: Mapped[dict[str, Any]]
    falls_on: Mapped[date | None]
    created_by: Mapped[Id]
    changed_by: Mapped[Id]
