"""Work on the keys: making them, and moving everything to new ones (C06, C35)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ctj.access.oversight import AnchorKey
from ctj.identity.keyring import KeyRing
from ctj.identity.rotation import STEPS, Batch, Pending, Step, pending
from ctj.key_files import KeyRefused
from ctj.transaction import SYSTEM, Actor, Database, unit_of_work

from .oversight import anchor_key_file

__all__ = ["KeyRefused", "Rotation", "initialise", "rotate"]

#: Rows in one transaction of a rotation.
BATCH = 500
_NOTHING = Pending(0, 0, 0, 0)


@dataclass(frozen=True)
class Rotation:
    """The end of a rotation. ``left``: rows still under an old version.

    ``unreadable``: ids of persons, cases or users whose key does not open, because it was altered.
    """

    version: int
    moved: int
    unreadable: tuple[str, ...]
    left: Pending = _NOTHING

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left under an old version."""
        return self.left.total == 0


def initialise(root: Path, anchor: Path | None = None) -> tuple[Path, Path]:
    """Make the key ring and the key that signs anchors. Returns both files.

    Raises KeyRefused if there is one of them already: overwriting would lose every identity.
    """
    anchor = anchor or anchor_key_file(root)
    for path in (root, anchor):
        if path.exists():
            raise KeyRefused(
                f"There is a key file at {path} already; a new one would lose every identity. To "
                "change keys run `ctj keys rotate`."
            )
    KeyRing.create(root)
    AnchorKey.create(anchor)
    return root, anchor


def rotate(
    database: Database,
    keyring: KeyRing,
    *,
    actor: Actor = SYSTEM,
    destroy_old: bool = False,
    progress: Callable[[int], None] = lambda moved: None,
) -> Rotation:
    """Move everything to a new version of the keys; go on with a rotation that was broken off.

    Each batch is one transaction, so it may be killed anywhere. ``destroy_old`` takes the old
    versions out of the file when nothing is left under them: then backups from before cannot be
    opened any more. After a rotation that kept them it destroys them and moves nothing.
    """
    version = _begin(database, keyring, actor, destroy_old)
    moved, unreadable = 0, set[str]()
    for step in STEPS:
        for batch in _batches(database, keyring, step, actor):
            moved += batch.done
            unreadable |= set(batch.unreadable)
            progress(moved)
    rotation = _finished(database, keyring, actor, Rotation(version, moved, tuple(unreadable)))
    if destroy_old and rotation.is_complete:
        _destroy_old(database, keyring, actor)
    return rotation


def _begin(database: Database, keyring: KeyRing, actor: Actor, destroy_old: bool) -> int:
    """The version to move to: a new one, unless a rotation is to go on or to be closed."""
    with unit_of_work(database, actor) as work:
        is_moved = pending(work.connection, keyring).total == 0
        begins = is_moved and not (destroy_old and len(keyring.versions) > 1)
        version = keyring.rotate() if begins else keyring.current
        work.audit("keys.rotate", objects={"version": version, "resumed": not begins})
    return version


def _batches(database: Database, keyring: KeyRing, step: Step, actor: Actor) -> Iterator[Batch]:
    """One transaction each, until nothing is left of this step."""
    after: str | None = None
    while True:
        with unit_of_work(database, actor) as work:
            batch = step(work.connection, keyring, after, BATCH)
        if batch.last is None:
            return
        yield batch
        after = batch.last


def _finished(database: Database, keyring: KeyRing, actor: Actor, rotation: Rotation) -> Rotation:
    """Prove the end, and write it down."""
    with unit_of_work(database, actor) as work:
        left = pending(work.connection, keyring)
        objects = {"version": rotation.version, "moved": rotation.moved, "left": left.total}
        work.audit("keys.rotated", objects=objects)
    return replace(rotation, left=left, unreadable=tuple(sorted(rotation.unreadable)))


def _destroy_old(database: Database, keyring: KeyRing, actor: Actor) -> None:
    """Take the old versions out of the file: written down first."""
    old = [version for version in keyring.versions if version != keyring.current]
    with unit_of_work(database, actor) as work:
        work.audit("keys.destroyed", objects={"versions": old})
    for version in old:
        keyring.destroy(version)
