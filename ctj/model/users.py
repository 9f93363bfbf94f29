"""Users, their roles and what they sign in with. Secrets stand in tables of their own."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId, Line


class User(Base):
    """A person with an account. ``clearance`` is compared with a case's ``sensitivity`` (C01)."""

    __tablename__ = "users"

    id: Mapped[KeyId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Line]
    agency_id: Mapped[Id] = mapped_column(ForeignKey("organisations.id"), index=True)
    clearance: Mapped[int] = mapped_column(default=1)
    locale: Mapped[Code | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Instant]
    deactivated_at: Mapped[Instant | None]


class UserRole(Base):
    """A role of process.md section 2 held by a user, until revoked."""

    __tablename__ = "user_roles"

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Code]
    granted_by: Mapped[Id | None]
    granted_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


class Credential(Base):
    """What a user proves identity with. ``totp_last_step`` makes each code good once."""

    __tablename__ = "credentials"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[Instant | None]
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[Instant | None]
    totp_last_step: Mapped[int | None]


class RecoveryCode(Base):
    """A code for when the second factor is lost; stored hashed, used once."""

    __tablename__ = "recovery_codes"

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[Line] = mapped_column(unique=True)
    used_at: Mapped[Instant | None]


class OneTimeLink(Base):
    """A link to set up or recover an account, consumed by POST once within 24 hours (C41)."""

    __tablename__ = "one_time_links"

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[Code]
    token_hash: Mapped[Line] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    created_by: Mapped[Id | None]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class Team(Base):
    """A group of users of one agency who share cases."""

    __tablename__ = "teams"

    id: Mapped[KeyId]
    name: Mapped[Line]
    agency_id: Mapped[Id] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[Instant]


class TeamMember(Base):
    """A user's membership of a team, until left."""

    __tablename__ = "team_members"
    __table_args__ = (Index(None, "user_id", "team_id"),)

    id: Mapped[KeyId]
    team_id: Mapped[Id] = mapped_column(ForeignKey("teams.id"), index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[Instant]
    left_at: Mapped[Instant | None]


class Supervision(Base):
    """This user supervises this agency: sees the cases that it leads."""

    __tablename__ = "supervisions"
    __table_args__ = (Index(None, "user_id", "agency_id"),)

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    agency_id: Mapped[Id] = mapped_column(ForeignKey("organisations.id"))
    from_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
