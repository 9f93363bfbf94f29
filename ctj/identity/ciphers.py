"""AES-256-GCM as CTJ uses it, and the one layout of sealed bytes (C04, C06).

A sealed value is ``format (1 byte) | key version (4) | nonce (12) | ciphertext and tag``. Table,
column, row, owner and key version are authenticated with it, so that a ciphertext that somebody
moves to another row, person, field or case does not open. For this room only.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
#: Keys of persons and cases have one version: a rotation wraps them anew (C06).
DATA_KEY_VERSION = 1
_FORMAT = 1
_HEADER = struct.Struct(f">BI{NONCE_BYTES}s")


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands. ``owner``: the person, case or user whose value it is."""

    table: str
    column: str
    row: str
    owner: str

    def additional_data(self, version: int) -> bytes:
        """The bytes authenticated beside the value: each part led by its length."""
        parts = (self.table, self.column, self.row, self.owner, str(version))
        return b"".join(struct.pack(">I", len(raw)) + raw for raw in map(str.encode, parts))


def new_key() -> bytes:
    """256 random bits."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, version: int, place: Place, plain: bytes) -> bytes:
    """Seal ``plain`` under ``key``, which is known as ``version``, for this place and no other."""
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, plain, place.additional_data(version))
    return _HEADER.pack(_FORMAT, version, nonce) + body


def decrypt(key: bytes, place: Place, sealed: bytes) -> bytes:
    """Open what `encrypt` made. Raises SealBroken for altered, moved or foreign bytes."""
    version = version_of(sealed)
    nonce = _HEADER.unpack_from(sealed)[2]
    try:
        data = place.additional_data(version)
        return AESGCM(key).decrypt(nonce, bytes(sealed[_HEADER.size :]), data)
    except InvalidTag:
        raise SealBroken(
            f"a sealed value in {place.table} does not open: altered or moved"
        ) from None


def version_of(sealed: bytes) -> int:
    """The key version that a sealed value names. Raises SealBroken if it is no sealed value."""
    if len(sealed) < _HEADER.size or sealed[0] != _FORMAT:
        raise SealBroken("a sealed value is damaged or of an unknown format")
    version: int = _HEADER.unpack_from(sealed)[1]
    return version
