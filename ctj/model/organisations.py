"""Agencies, courts, prosecution offices, providers, counterparts: one register of organisations."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Instant, KeyId, Line


class Organisation(Base):
    """``kind`` answers ``org(kind)`` of a form: agency, court, prosecution, provider, counterpart.

    ``agency_kind`` is a code of the list of that name. Users belong to organisations of kind agency
    or prosecution.
    """

    __tablename__ = "organisations"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[KeyId]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    kind: Mapped[Code]
    agency_kind: Mapped[Code | None]
    jurisdiction: Mapped[Code]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Instant]
