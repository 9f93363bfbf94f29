"""Commitments: proof that a value was this one, without the value (C13).

A commitment is HMAC-SHA-256 over person, field and value, keyed with a random salt of its own. The
salts stand in an ordinary table and are deleted when a person is erased; then the digest in the
chain proves nothing about her any more, and the chain still verifies.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, select

from ctj.model.audit import AuditSalt

from .canonical import canonical

_TAG = b"ctj/audit/commitment/1\n"
SALT_BYTES = 32


@dataclass(frozen=True)
class IdentityValue:
    """A value that was sealed, to be committed to. Its text never leaves this object as text."""

    person_id: str
    field: str
    text: str

    def __repr__(self) -> str:
        return f"<IdentityValue {self.field}>"


def new_salt() -> bytes:
    """A random salt for one commitment."""
    return os.urandom(SALT_BYTES)


def commitment(salt: bytes, value: IdentityValue) -> str:
    """The digest, in hexadecimal, that stands in the audit row."""
    said = canonical([value.person_id, value.field, value.text]).encode()
    return hmac.digest(salt, _TAG + said, sha256).hex()


def proves(connection: Connection, audit_id: str, digest: str, value: IdentityValue) -> bool | None:
    """Whether ``digest``, which stands in that audit row, commits to ``value``.

    None: nothing can be proved, because the salt was erased.
    """
    salts = connection.scalars(
        select(AuditSalt.salt).where(
            AuditSalt.audit_id == audit_id,
            AuditSalt.person_id == value.person_id,
            AuditSalt.field == value.field,
        )
    ).all()
    if not salts:
        return None
    return any(hmac.compare_digest(commitment(bytes(salt), value), digest) for salt in salts)
