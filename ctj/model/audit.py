"""The audit chains: one per case, one for the instance. Appended, never changed."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, IdType, Instant, KeyId


class AuditRow(Base):
    """``body`` is the canonical text that was hashed (docs/audit-format.md); the other columns
    repeat what lists filter on and are checked against it by the verifier."""

    __tablename__ = "audit_rows"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index(None, "case_id", "action", "at"),
        Index(None, "user_id", "at"),
    )

    id: Mapped[KeyId]
    chain: Mapped[Code]
    seq: Mapped[int]
    at: Mapped[Instant]
    action: Mapped[Code]
    case_id: Mapped[Id | None]
    user_id: Mapped[Id | None]
    body: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Last number and hash of each chain. Its row is what a writer of the case locks."""

    __tablename__ = "audit_heads"

    chain: Mapped[Code] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditSalt(Base):
    """The random salt of a commitment in an audit row; erased with the person (C13)."""

    __tablename__ = "audit_salts"

    id: Mapped[KeyId]
    audit_id: Mapped[Id] = mapped_column(index=True)
    person_id: Mapped[str | None] = mapped_column(IdType, index=True)
    field: Mapped[Code]
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class Anchor(Base):
    """A signed checkpoint over all chain heads (C14)."""

    __tablename__ = "anchors"

    id: Mapped[KeyId]
    epoch: Mapped[int]
    at: Mapped[Instant]
    root: Mapped[str] = mapped_column(String(64))
    chains: Mapped[int]
    rows: Mapped[int]
    signature: Mapped[str]
