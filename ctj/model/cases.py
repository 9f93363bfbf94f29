"""Cases and their subjects. Identity stands in the vault; here are pseudonyms only."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId, Line


class Case(Base):
    """One investigation file. ``reference`` is random (C02); ``sensitivity`` 1 to 3, for clearance.

    ``description`` is a short neutral text. ``last_seq`` numbers events; ``changed_at`` is when the
    last event was recorded and the sort key copied into grants. ``sealed`` repeats whether an open
    seal exists, so that the list rule needs no further look-up for the many that are not.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "changed_at", "id"),
        Index(None, "jurisdiction"),
        Index(  # found by its beginning, whatever the database's collation
            "ix_cases_reference_beginning",
            "reference",
            postgresql_ops={"reference": "varchar_pattern_ops"},
        ),
    )

    id: Mapped[KeyId]
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    jurisdiction: Mapped[Code]
    lead_agency_id: Mapped[Id] = mapped_column(ForeignKey("organisations.id"), index=True)
    description: Mapped[Line | None]
    sensitivity: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bool] = mapped_column(default=False)
    canary: Mapped[bool] = mapped_column(default=False)
    last_seq: Mapped[int] = mapped_column(default=0)
    accused_count: Mapped[int] = mapped_column(default=0)
    victim_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    created_by: Mapped[Id | None]
    changed_at: Mapped[Instant]


class SubjectRow(Base):
    """A victim or accused of a case under a pseudonym (A1, V2).

    ``left_at``: went to another case then, and is not found in this one any more.
    """

    __tablename__ = "subjects"
    __table_args__ = (
        UniqueConstraint("case_id", "label"),
        Index(None, "person_id"),
        Index(None, "label"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[Code]
    label: Mapped[Code]
    number: Mapped[int]
    person_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id"))
    created_by: Mapped[Id]
    created_at: Mapped[Instant]
    left_at: Mapped[Instant | None]
