"""When a user is away, and who stands in: limits of who is absent show with the deputy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Id, Instant, KeyId


class Absence(Base):
    """Away from ``first_day`` to ``last_day``, both included, as local days of the instance.

    Who is away today follows from the days and the instant; nothing is switched on or off.
    ``ended_at``: taken back, or cut short on the day that ``last_day`` then says.
    """

    __tablename__ = "absences"
    __table_args__ = (
        Index(None, "user_id", "first_day"),
        Index(None, "deputy_id", "first_day"),
    )

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    recorded_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
