"""Lets one set-up work at a time in a checkout; a second one waits and then finds it done."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctj.bootstrap.messages import say


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder; the lock lies on the folder itself and falls with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        _take(handle)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("CTJ is being set up by another start; waiting for it ...")
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        # Some network file systems know no locks; setting up without one still works.
        say("This file system has no locks: start CTJ once at a time until it is set up.")
