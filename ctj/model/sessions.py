"""Sessions and sign-in attempts, in the database: revocation holds at the next request (C21)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId, Line


class UserSession(Base):
    """One sign-in on one device. Tokens are stored hashed.

    ``stage`` is 'password' until the second factor is given, 'set_up' after a one-time link until
    password and factor are chosen, then 'full'. ``flashes`` are the sentences that the next page
    will say.
    """

    __tablename__ = "sessions"

    id: Mapped[KeyId]
    token_hash: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    stage: Mapped[Code]
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    idle_seconds: Mapped[int]
    absolute_until: Mapped[Instant]
    stepped_up_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    revoked_why: Mapped[Code | None]
    user_agent: Mapped[Line | None]
    flashes: Mapped[list[Any] | None]


class SignInAttempt(Base):
    """One try of a password or code. ``account`` and ``address`` are keyed digests."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))

    id: Mapped[KeyId]
    account: Mapped[Line]
    address: Mapped[Line]
    device: Mapped[Line | None]
    kind: Mapped[Code]
    at: Mapped[Instant]
    succeeded: Mapped[bool]


class KnownDevice(Base):
    """A device that has signed in before: others' failures do not lock it out (C23)."""

    __tablename__ = "known_devices"
    __table_args__ = (Index(None, "user_id", "device"),)

    id: Mapped[KeyId]
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    device: Mapped[Line]
    last_used_at: Mapped[Instant]
