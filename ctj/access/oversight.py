"""What oversight does with the audit: walk it, anchor it, hand it to a court's expert.

At a terminal this is for whoever holds database and key; pages ask for the auditor's role first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctj.audit.anchors import Anchor, AnchorKey, AnchorRefused, make_anchor, public_file
from ctj.audit.export import export_lines
from ctj.audit.verify import Verification, snapshot, verify
from ctj.transaction import Database, UnitOfWork

__all__ = ["Anchor", "AnchorKey", "AnchorRefused", "Verification", "public_file"]


def walk_audit(
    database: Database, anchor: Anchor | None = None, public_key: str | None = None
) -> Verification:
    """Walk all chains as they stand at one instant, against an anchor if one is given."""
    with database.read() as connection:
        return verify(snapshot(connection), anchor, public_key)


def anchor_audit(work: UnitOfWork, key: AnchorKey, *, new_epoch: bool = False) -> Anchor:
    """A checkpoint over all chains, kept in the database with this unit of work."""
    return make_anchor(work.connection, key, work.clock, new_epoch=new_epoch)


@contextmanager
def exported_audit(database: Database) -> Iterator[Iterator[str]]:
    """The lines of an export, all of one instant, while the connection is open."""
    with database.read() as connection:
        yield export_lines(snapshot(connection))


def read_anchor(path: Path) -> Anchor:
    """An anchor from a file. Raises AnchorRefused with a sentence that names the file."""
    try:
        return Anchor.from_text(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise AnchorRefused(f"The anchor {path} cannot be read.") from None
    except AnchorRefused as refused:
        raise AnchorRefused(f"{path}: {refused}") from None
