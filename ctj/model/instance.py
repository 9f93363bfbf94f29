"""The instance itself: one row."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Instant, Line


class Instance(Base):
    """Name, home state, whether it is a demonstration; only there may ``recorded:`` be set."""

    __tablename__ = "instance"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Line]
    jurisdiction: Mapped[Code]
    time_zone: Mapped[Code]
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
