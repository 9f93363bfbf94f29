"""The key ring: root and index keys by version, in one file outside the database (C04 to C06, C35).

The file is JSON, mode 0600. Each version holds a root key, which wraps the data keys of persons
and cases, and an index key, from which one key per purpose of the blind index is derived. New
writes use the newest version; old ones stay until nothing needs them any more (`rotation.py`).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ctj.key_files import KeyRefused, only_one, read_private, replace_private, write_new_private

from .ciphers import KEY_BYTES, new_key

_FORMAT = "ctj-keys-1"
_Stamp = tuple[int, int]


def key_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key ring lies: ``CTJ_KEY_FILE``, else under ``CTJ_HOME`` (default ./instance)."""
    named = environ.get("CTJ_KEY_FILE")
    return Path(named) if named else Path(environ.get("CTJ_HOME", "instance"), "keys", "root.json")


@dataclass(frozen=True)
class _Version:
    root: bytes
    index: bytes


class KeyRing:
    """Keys by version. Never printed, never in the database, read again when the file changes."""

    def __init__(self, path: Path, versions: Mapping[int, _Version], stamp: _Stamp) -> None:
        self._path = path
        self._versions = dict(versions)
        self._stamp = stamp

    def __repr__(self) -> str:
        return f"<KeyRing {self._path.name}, versions {sorted(self._versions)}>"

    @classmethod
    def create(cls, path: Path) -> KeyRing:
        """Write a new ring with version 1. Raises KeyRefused if there is a file already."""
        versions = {1: _Version(new_key(), new_key())}
        write_new_private(path, _to_text(versions))
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Read the ring. Raises KeyRefused: missing, open to others, damaged, short or blank."""
        text = read_private(path, "ctj keys init")
        return cls(path, _from_text(text, path), _stamp(path))

    @property
    def current(self) -> int:
        """The version that new writes use."""
        self._follow()
        return max(self._versions)

    @property
    def versions(self) -> tuple[int, ...]:
        """All versions in the ring, oldest first."""
        self._follow()
        return tuple(sorted(self._versions))

    def root(self, version: int) -> bytes:
        """The root key of a version. Raises KeyRefused if the ring does not hold it."""
        return self._version(version).root

    def derived(self, version: int, purpose: str) -> bytes:
        """A key of its own for one purpose of the instance, out of the root key of ``version``."""
        return _derive(self._version(version).root, b"ctj/instance/1\n" + purpose.encode())

    def index_key(self, version: int, purpose: str) -> bytes:
        """The blind index's key for one purpose."""
        return _derive(self._version(version).index, b"ctj/index/1\n" + purpose.encode())

    def rotate(self) -> int:
        """Add a version with new keys, which new writes use from now on. Returns its number."""
        with only_one(self._path):
            version = self.current + 1
            self._save({**self._versions, version: _Version(new_key(), new_key())})
        return version

    def destroy(self, version: int) -> None:
        """Take an old version out of the file. The caller has proved that nothing needs it."""
        with only_one(self._path):
            if version == self.current:
                raise KeyRefused(f"Version {version} is in use; rotate before destroying it.")
            self._save({v: keys for v, keys in self._versions.items() if v != version})

    def _version(self, version: int) -> _Version:
        if version not in self._versions:
            self._follow()
        if version not in self._versions:
            raise KeyRefused(
                f"The key file {self._path} has no version {version}: use the file that belongs to "
                "this database."
            )
        return self._versions[version]

    def _follow(self) -> None:
        """Read the file again if another process has rotated it."""
        try:
            stamp = _stamp(self._path)
        except FileNotFoundError:
            return  # keep working with what is in memory; the next start will refuse
        if stamp != self._stamp:
            text = read_private(self._path, "ctj keys init")
            self._versions, self._stamp = dict(_from_text(text, self._path)), stamp

    def _save(self, versions: Mapping[int, _Version]) -> None:
        replace_private(self._path, _to_text(versions))
        self._versions, self._stamp = dict(versions), _stamp(self._path)


def _derive(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


def _to_text(versions: Mapping[int, _Version]) -> str:
    written = {
        str(number): {"root": _encode(keys.root), "index": _encode(keys.index)}
        for number, keys in sorted(versions.items())
    }
    return json.dumps({"format": _FORMAT, "versions": written}, indent=1) + "\n"


def _from_text(text: str, path: Path) -> dict[int, _Version]:
    try:
        content = json.loads(text)
        if content["format"] != _FORMAT or not content["versions"]:
            raise ValueError
        return {
            _number(number): _Version(_decode(keys["root"], path), _decode(keys["index"], path))
            for number, keys in content["versions"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyRefused(
            f"The key file {path} is damaged or not a key file of CTJ: put back its copy from the "
            "safe."
        ) from None


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**31:
        raise ValueError
    return int(text)


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _decode(text: str, path: Path) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
    if len(key) != KEY_BYTES or len(set(key)) < 8:
        raise KeyRefused(
            f"A key in {path} is too short or not random: it needs {KEY_BYTES} random bytes. Put "
            "back the copy from the safe, or make a new file with `ctj keys init`."
        )
    return key
