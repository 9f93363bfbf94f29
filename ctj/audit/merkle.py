"""The tree over all chain heads (docs/audit-format.md, section 4): hashes as in RFC 6962, 2.1.

A leaf is hashed behind a byte 0, a node behind a byte 1, so that neither can pass for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def root(leaves: Sequence[bytes]) -> str:
    """The Merkle tree hash of the leaves in this order, in hexadecimal."""
    if not leaves:
        return sha256(b"").hexdigest()
    return _subtree([sha256(b"\0" + leaf).digest() for leaf in leaves]).hex()


def _subtree(hashes: list[bytes]) -> bytes:
    """Level by level: a last hash without partner goes up as it is, which gives the same tree as
    RFC 6962's split at the greatest power of two."""
    while len(hashes) > 1:
        paired = [
            sha256(b"\1" + hashes[at] + hashes[at + 1]).digest()
            for at in range(0, len(hashes) - 1, 2)
        ]
        hashes = paired + hashes[len(paired) * 2 :]
    return hashes[0]
