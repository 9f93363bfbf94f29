"""Anchors: signed checkpoints over all chains, which leave the machine (C14).

Only an anchor kept elsewhere shows that the end of a chain was cut off, that a whole history was
rewritten with right hashes, or that an old copy was put back. The signing key has a file of its
own and is not needed by the web process.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, Row, func, insert, select

from ctj.key_files import KeyRefused, read_private, write_new_private
from ctj.model.audit import Anchor as AnchorRow
from ctj.model.audit import AuditHead
from ctj.model.base import new_id

from .canonical import canonical, instant
from .merkle import root

VERSION = 1
_FORMAT = "ctj-anchor-1"
_KEY_FORMAT = "ctj-anchor-key-1"
_ANCHOR_TAG = b"ctj/audit/anchor/1\n"
_CHAIN_TAG = b"ctj/audit/chain/1\n"


class AnchorRefused(ValueError):
    """An anchor file that cannot be used; one sentence says why."""


@dataclass(frozen=True, order=True)
class AnchoredHead:
    """One chain at the time of the anchor. ``chain``: digest of its name, so that an anchor handed
    to another body does not list cases."""

    chain: str
    seq: int
    hash: str

    @property
    def leaf(self) -> bytes:
        return canonical([self.chain, self.seq, self.hash]).encode()


@dataclass(frozen=True)
class Anchor:
    """A checkpoint. ``at``: the database's clock as canonical text. ``rows``: of all chains."""

    epoch: int
    at: str
    root: str
    chains: int
    rows: int
    heads: tuple[AnchoredHead, ...]
    public_key: str
    signature: str

    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        said = {"at": self.at, "chains": self.chains, "epoch": self.epoch}
        said |= {"root": self.root, "rows": self.rows, "v": VERSION}
        return _ANCHOR_TAG + canonical(said).encode()

    def to_text(self) -> str:
        """The file: JSON, the heads last and one to a line."""
        top = {"format": _FORMAT, "epoch": self.epoch, "at": self.at, "root": self.root}
        top |= {"chains": self.chains, "rows": self.rows}
        top |= {"public_key": self.public_key, "signature": self.signature}
        heads = ",\n".join(json.dumps([head.chain, head.seq, head.hash]) for head in self.heads)
        return json.dumps(top, indent=1)[:-2] + f',\n "heads": [\n{heads}\n]}}\n'

    @classmethod
    def from_text(cls, text: str) -> Anchor:
        """Read an anchor file. Raises AnchorRefused if it is none, or its parts disagree."""
        try:
            given: Mapping[str, Any] = json.loads(text)
            if given["format"] != _FORMAT:
                raise ValueError
            anchor = cls(
                epoch=int(given["epoch"]),
                at=str(given["at"]),
                root=str(given["root"]),
                chains=int(given["chains"]),
                rows=int(given["rows"]),
                heads=tuple(_head(*head) for head in given["heads"]),
                public_key=str(given["public_key"]),
                signature=str(given["signature"]),
            )
        except (ValueError, KeyError, TypeError):
            raise AnchorRefused("The anchor is damaged or not an anchor of CTJ.") from None
        anchor._check()
        return anchor

    def _check(self) -> None:
        """The root is that of the heads, and the counts are theirs."""
        if list(self.heads) != sorted(self.heads) or self.root != _root_of(self.heads):
            raise AnchorRefused("The anchor's root is not that of the chains it lists.")
        if (self.chains, self.rows) != (len(self.heads), sum(head.seq for head in self.heads)):
            raise AnchorRefused("The anchor's counts are not those of the chains it lists.")

    def is_signed_by(self, public_key: str) -> bool:
        """Whether the signature is that of the key, given in base64 from a source one trusts."""
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
            key.verify(base64.b64decode(self.signature, validate=True), self.signed_bytes())
        except (InvalidSignature, ValueError):
            return False
        return True


class AnchorKey:
    """The Ed25519 key that signs anchors. Never printed; lies in a file of its own, mode 0600."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def create(cls, path: Path) -> AnchorKey:
        """Make a key file, and beside it NAME.pub with the public key. Raises KeyRefused."""
        key = cls(Ed25519PrivateKey.generate())
        secret = base64.b64encode(key._private.private_bytes_raw()).decode()
        write_new_private(path, json.dumps({"format": _KEY_FORMAT, "private": secret}) + "\n")
        public_file(path).write_text(key.public_key + "\n", encoding="ascii")
        return key

    @classmethod
    def load(cls, path: Path) -> AnchorKey:
        """Read the key. Raises KeyRefused: missing, open to others, damaged."""
        text = read_private(path, "ctj keys init")
        try:
            given = json.loads(text)
            if given["format"] != _KEY_FORMAT:
                raise ValueError
            secret = base64.b64decode(given["private"], validate=True)
            return cls(Ed25519PrivateKey.from_private_bytes(secret))
        except (ValueError, KeyError, TypeError, binascii.Error):
            raise KeyRefused(f"The key file {path} is damaged or not an anchor key.") from None

    @property
    def public_key(self) -> str:
        """The public key in base64."""
        return base64.b64encode(self._private.public_key().public_bytes_raw()).decode()

    def sign(self, message: bytes) -> str:
        """The signature in base64."""
        return base64.b64encode(self._private.sign(message)).decode()


def public_file(key_path: Path) -> Path:
    """Where the public key lies: beside the private one, and to be handed to those who verify."""
    return key_path.with_suffix(".pub")


def chain_digest(chain: str) -> str:
    """How an anchor names a chain."""
    return sha256(_CHAIN_TAG + chain.encode()).hexdigest()


def make_anchor(
    connection: Connection, key: AnchorKey, now: datetime, *, new_epoch: bool = False
) -> Anchor:
    """Anchor all chains as they stand, and keep the checkpoint in the database too.

    ``new_epoch``: after a restore, so that the break is seen. The caller commits, then writes
    `Anchor.to_text` to places outside.
    """
    heads = _heads(connection)
    last_epoch = connection.scalar(select(func.max(AnchorRow.epoch))) or 1
    unsigned = Anchor(
        epoch=last_epoch + new_epoch,
        at=instant(now),
        root=_root_of(heads),
        chains=len(heads),
        rows=sum(head.seq for head in heads),
        heads=heads,
        public_key=key.public_key,
        signature="",
    )
    anchor = _signed(unsigned, key)
    connection.execute(insert(AnchorRow).values(_columns(anchor, now)))
    return anchor


def as_stored(row: Row[Any]) -> Anchor:
    """A checkpoint as the database keeps it, without its heads; good for its signature."""
    at = instant(row.at)
    counts = {"chains": row.chains, "rows": row.rows, "heads": (), "public_key": ""}
    return Anchor(epoch=row.epoch, at=at, root=row.root, signature=row.signature, **counts)


def _signed(anchor: Anchor, key: AnchorKey) -> Anchor:
    return replace(anchor, signature=key.sign(anchor.signed_bytes()))


def _columns(anchor: Anchor, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "epoch": anchor.epoch,
        "at": now,
        "root": anchor.root,
        "chains": anchor.chains,
        "rows": anchor.rows,
        "signature": anchor.signature,
    }


def _heads(connection: Connection) -> tuple[AnchoredHead, ...]:
    """All chains that have rows. One statement, so that it is one state of the database."""
    rows = connection.execute(
        select(AuditHead.chain, AuditHead.seq, AuditHead.hash).where(AuditHead.seq > 0)
    )
    return tuple(sorted(AnchoredHead(chain_digest(chain), seq, last) for chain, seq, last in rows))


def _head(chain: str, seq: int, last: str) -> AnchoredHead:
    if not (isinstance(chain, str) and isinstance(seq, int) and isinstance(last, str)):
        raise ValueError
    return AnchoredHead(chain, seq, last)


def _root_of(heads: Sequence[AnchoredHead]) -> str:
    return root([head.leaf for head in heads])
