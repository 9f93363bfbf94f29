"""What is said to a person during the set-up, and the one way in which it gives up."""

import errno
import sys
from pathlib import Path


class CannotStart(Exception):
    """What is in the way, in one sentence, and how to mend it; shown without a traceback."""

    def __init__(self, what: str, mend: str, cause: str = "other") -> None:
        super().__init__(f"{what} {mend}")
        self.cause = cause


def say(text: str) -> None:
    """Tell the person at the terminal; the command's own output keeps standard output."""
    print(text, file=sys.stderr, flush=True)


def disk_full(folder: Path) -> CannotStart:
    """The disk has no room."""
    return CannotStart(
        f"The disk that holds {folder} is full.",
        "Make about 1.5 GB of room and give the same command again.",
        "disk",
    )


def unwritable(folder: Path) -> CannotStart:
    """The folder takes no files from this user."""
    return CannotStart(
        f"CTJ may not write in {folder}.",
        'Make the folder yours (chown -R "$USER" on it), or clone CTJ into one that is.',
        "folder",
    )


def from_os(error: OSError, folder: Path) -> CannotStart:
    """The sentence for what the operating system refused while the set-up wrote in `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return unwritable(Path(error.filename) if error.filename else folder)
    return CannotStart(
        f"The set-up was stopped by the operating system: {error}.",
        "Mend that and give the same command again; nothing has to be undone first.",
    )
