"""Remembers what was installed, so that a second start asks no registry."""

import hashlib
import json
from collections.abc import Iterable

from ctj.bootstrap.places import Places


def is_current(places: Places, wanted: Iterable[str]) -> bool:
    """Whether the environment holds these locks, unchanged since, in this very folder."""
    installed, noted = _read(places)
    return (
        places.python.exists()
        and set(wanted) <= set(installed)
        and noted == _hash(places, installed)
    )


def installed_locks(places: Places) -> set[str]:
    """The names of the locks that were installed before; a later set-up keeps them."""
    installed, _ = _read(places)
    return {name for name in installed if places.lock(name).exists()}


def forget(places: Places) -> None:
    """Before the environment changes: a set-up that is cut off must not look finished."""
    places.stamp.unlink(missing_ok=True)


def write(places: Places, locks: Iterable[str]) -> None:
    """After the environment has changed."""
    names = sorted(set(locks))
    places.stamp.write_text(json.dumps({"locks": names, "hash": _hash(places, names)}))


def _read(places: Places) -> tuple[list[str], str]:
    try:
        noted = json.loads(places.stamp.read_text())
        return list(noted["locks"]), str(noted["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return [], ""


def _hash(places: Places, names: Iterable[str]) -> str:
    # The folder belongs to it: a checkout that was moved needs its path file written anew.
    digest = hashlib.sha256(str(places.checkout).encode())
    for lock in places.locks(names):
        digest.update(lock.read_bytes() if lock.exists() else b"absent")
    return digest.hexdigest()
