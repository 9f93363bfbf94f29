"""Opening what is sealed with a case's key (notes, references, drafts, contents of approvals), and
the instance's own secrets. Whether the viewer may read it is decided before the call."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from .ciphers import Place, decrypt, version_of
from .keyring import KeyRing
from .wrapping import case_key


@dataclass(frozen=True)
class Opener:
    """Opens what a `seal.Sealer` of the same case, or of the instance, has sealed."""

    owner: str
    table: str
    _key_of: Callable[[int], bytes]

    def __repr__(self) -> str:
        return f"<Opener of {self.table}>"

    def open(self, context: str, sealed: bytes) -> Mapping[str, Any]:
        """The mapping. Raises SealBroken if it was altered or sealed for another place."""
        place = Place(self.table, "narrative", context, self.owner)
        plain = decrypt(self._key_of(version_of(sealed)), place, sealed)
        opened: Mapping[str, Any] = json.loads(plain)
        return opened


def open_case(connection: Connection, keyring: KeyRing, case_id: str) -> Opener:
    """The opener of one case's narratives. Raises SealBroken if the case has no key."""
    key = case_key(connection, keyring, case_id)
    return Opener(case_id, "case", lambda version: key)


def open_instance(keyring: KeyRing) -> Opener:
    """The opener of what `seal.instance_sealer` sealed, under whichever version."""
    return Opener("instance", "instance", lambda version: keyring.derived(version, "secrets"))
