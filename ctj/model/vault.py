"""The identity vault: persons, their keys, sealed fields and blind indexes (C04 to C06).

A person's key is wrapped by the root key, which never stands in the database. Destroying the
wrapped key erases the person from live data and from every backup alike.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class Person(Base):
    """A human being or company known to the instance; may be a subject of several cases."""

    __tablename__ = "persons"

    id: Mapped[KeyId]
    kind: Mapped[Code]
    created_at: Mapped[Instant]
    erased_at: Mapped[Instant | None]


class PersonKey(Base):
    """A person's data key, wrapped by the root key; destroying it erases the person."""

    __tablename__ = "person_keys"

    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    root_version: Mapped[int]
    destroyed_at: Mapped[Instant | None]


class CaseKey(Base):
    """Data key of one case's narratives, references, drafts and files."""

    __tablename__ = "case_keys"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    root_version: Mapped[int]


class IdentityField(Base):
    """One sealed value of one person: of a field the row with the highest number is the present."""

    __tablename__ = "identity_fields"
    __table_args__ = (UniqueConstraint("person_id", "field", "number"),)

    id: Mapped[KeyId]
    person_id: Mapped[Id] = mapped_column(ForeignKey("persons.id"))
    field: Mapped[Code]
    number: Mapped[int]
    group: Mapped[Code]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    event_id: Mapped[Id | None]
    written_at: Mapped[Instant]


class BlindIndex(Base):
    """Keyed digest of one normalised token of one field: finds a person without opening her."""

    __tablename__ = "blind_indexes"
    __table_args__ = (
        UniqueConstraint("person_id", "field", "purpose", "digest"),
        Index(None, "purpose", "digest"),
    )

    id: Mapped[KeyId]
    person_id: Mapped[Id] = mapped_column(ForeignKey("persons.id"))
    field: Mapped[Code]
    purpose: Mapped[Code]
    key_version: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class PersonMerge(Base):
    """Two records said to be one person: asked for by one, decided by another (C27), and undone.

    ``kept_subject`` and ``joined_subject``: where both were met. ``moved``: ids of the subjects
    that went over, and of the persons who had been joined to the joined one before. ``because`` is
    a code; no text stands here.
    """

    __tablename__ = "person_merges"

    id: Mapped[KeyId]
    kept_id: Mapped[Id] = mapped_column(ForeignKey("persons.id"), index=True)
    joined_id: Mapped[Id] = mapped_column(ForeignKey("persons.id"), index=True)
    kept_subject: Mapped[Id]
    joined_subject: Mapped[Id]
    because: Mapped[Code]
    moved: Mapped[dict[str, Any]]
    asked_by: Mapped[Id]
    asked_at: Mapped[Instant]
    decision: Mapped[Code | None]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    undo_asked_by: Mapped[Id | None]
    undo_asked_at: Mapped[Instant | None]
    undone_by: Mapped[Id | None]
    undone_at: Mapped[Instant | None]


class PersonLink(Base):
    """Whose record is joined to whose, now. Sealed values, key and index stay with the joined
    record, so that nothing is sealed anew and an undo loses nothing."""

    __tablename__ = "person_links"

    joined_id: Mapped[str] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    kept_id: Mapped[Id] = mapped_column(ForeignKey("persons.id"), index=True)
    merge_id: Mapped[Id] = mapped_column(ForeignKey("person_merges.id"))
