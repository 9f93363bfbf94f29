"""Key files on disk: mode 0600, written whole or not at all, refused when others can read them."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class KeyRefused(Exception):
    """A key file is missing, open to others, short or damaged: one sentence with the mend."""


def read_private(path: Path, maker: str) -> str:
    """The text of a key file. ``maker``: the command that makes one, for the message.

    Raises KeyRefused when it is missing, no regular file, readable by others, or not text.
    """
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            raise KeyRefused(f"The key file {path} is not a regular file.")
        if stat.S_IMODE(found.st_mode) & 0o177:
            raise KeyRefused(
                f"The key file {path} can be read or used by others: run `chmod 600 {path}`, and "
                "rotate the keys if anybody may have read it."
            )
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyRefused(
            f"There is no key file at {path}: make one with `{maker}`, or put back its copy from "
            "the safe."
        ) from None
    except (PermissionError, UnicodeDecodeError):
        raise KeyRefused(
            f"The key file {path} cannot be read: check its owner and its copy."
        ) from None


def write_new_private(path: Path, text: str) -> None:
    """Make a key file with mode 0600. Raises KeyRefused if there is something at that place."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _write(path, text)
    except FileExistsError:
        raise KeyRefused(
            f"There is a key file at {path} already; overwriting it would lose every identity."
        ) from None
    _sync_folder(path.parent)


def replace_private(path: Path, text: str) -> None:
    """Put a new text in the place of a key file, in one step that a crash cannot halve."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)
    _write(beside, text)
    os.replace(beside, path)
    _sync_folder(path.parent)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Held by one process at a time: two that add a key at once would lose one of the two."""
    lock = path.with_name(f".{path.name}.lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
