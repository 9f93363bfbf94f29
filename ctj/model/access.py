"""Who may see which case (C01): grants, seals, recusals.

A grant carries the case's sort key, so that a list reads one ordered index range per grant. A share
is a grant of basis ``share``; it counts once accepted and until it expires.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class CaseGrant(Base):
    """``grantee_kind``: user, team, agency (a share with all of it) or supervisors (of an agency).

    ``basis``: team, supervision or share. ``rights``: read or write.
    """

    __tablename__ = "case_grants"
    __table_args__ = (
        Index("ix_case_grants_list", "grantee_kind", "grantee_id", "changed_at", "case_id"),
        Index("ix_case_grants_object", "case_id", "grantee_kind", "grantee_id"),
    )

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    grantee_kind: Mapped[Code]
    grantee_id: Mapped[Id]
    basis: Mapped[Code]
    rights: Mapped[Code]
    reason: Mapped[str | None]
    granted_by: Mapped[Id | None]
    granted_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    changed_at: Mapped[Instant]


class Seal(Base):
    """A sealed case exists only for the people named on the seal (C26)."""

    __tablename__ = "seals"

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"), index=True)
    authority: Mapped[str]
    sealed_at: Mapped[Instant]
    unsealed_at: Mapped[Instant | None]


class SealMember(Base):
    """Somebody named on a seal."""

    __tablename__ = "seal_members"
    __table_args__ = (Index(None, "seal_id", "user_id"),)

    id: Mapped[KeyId]
    seal_id: Mapped[Id] = mapped_column(ForeignKey("seals.id"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))


class Recusal(Base):
    """A user who must not see this case, by own declaration or a manager's decision."""

    __tablename__ = "recusals"
    __table_args__ = (Index(None, "case_id", "user_id"),)

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    from_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]


class MatchReader(Base):
    """Who reads the sealed notice 'this accused is also a victim': of each ``role``, pros and vso,
    one user of a case at a time (process.md 1.7, 22). The match itself is stored nowhere."""

    __tablename__ = "match_readers"
    __table_args__ = (Index(None, "case_id", "role"),)

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[Code]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    named_by: Mapped[Id]
    named_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
