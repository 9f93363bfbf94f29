"""Files of a case at rest: sealed with the key of the case, under names that say nothing (C16).

A file is written whole and renamed into place, so that a crash leaves no half of one. Whether a
viewer may read it is decided before the call.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from .ciphers import DATA_KEY_VERSION, Place, decrypt, encrypt
from .errors import SealBroken
from .keyring import KeyRing
from .wrapping import case_key


@dataclass(frozen=True)
class FileStore:
    """The folder in which sealed files lie."""

    folder: Path

    def keep(
        self, connection: Connection, keyring: KeyRing, case_id: str, file_id: str, plain: bytes
    ) -> None:
        """Seal and write one file. Raises OSError where the disk refuses."""
        key = case_key(connection, keyring, case_id, create=True)
        sealed = encrypt(key, DATA_KEY_VERSION, _place(case_id, file_id), plain)
        path = self._path(file_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(".part")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)

    def open(self, connection: Connection, keyring: KeyRing, case_id: str, file_id: str) -> bytes:
        """The bytes as they came. Raises SealBroken if the file is gone, altered or moved."""
        try:
            sealed = self._path(file_id).read_bytes()
        except FileNotFoundError:
            raise SealBroken("a file is not where it was put") from None
        key = case_key(connection, keyring, case_id)
        return decrypt(key, _place(case_id, file_id), sealed)

    def remove(self, file_id: str) -> None:
        """Take a file away again whose row was not saved."""
        self._path(file_id).unlink(missing_ok=True)

    def _path(self, file_id: str) -> Path:
        return self.folder / file_id[:2] / file_id


def _place(case_id: str, file_id: str) -> Place:
    return Place("document_files", "file", file_id, case_id)
