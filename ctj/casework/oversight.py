"""The audit at the terminal: verify, anchor, export. `ctj/access/oversight.py` says how.

A walk writes nothing, so that an expert can do it on a copy. An export is itself in the audit.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ctj.access.oversight import (
    Anchor,
    AnchorKey,
    AnchorRefused,
    Verification,
    anchor_audit,
    exported_audit,
    public_file,
    read_anchor,
    walk_audit,
)
from ctj.transaction import SYSTEM, Actor, Database, unit_of_work

__all__ = ["Anchor", "AnchorKey", "AnchorRefused", "Verification"]


def anchor_key_file(root: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key that signs anchors lies: ``CTJ_ANCHOR_KEY_FILE``, else beside the key ring.

    Nobody but who writes anchors needs it; best on another machine than the web process.
    """
    named = environ.get("CTJ_ANCHOR_KEY_FILE")
    return Path(named) if named else root.with_name("anchor.json")


def known_public_key(given: Path | None, anchor_key: Path) -> str | None:
    """The public key that signs anchors: from the file given, else from beside the private one.

    None if there is none. Raises AnchorRefused if a file was named and cannot be read.
    """
    path = given or public_file(anchor_key)
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        if given is not None:
            raise AnchorRefused(f"The public key {given} cannot be read.") from None
        return None


def verify_audit(
    database: Database, anchor_path: Path | None = None, public_key: str | None = None
) -> Verification:
    """Walk the audit of a database. Raises AnchorRefused if the anchor is none."""
    anchor = read_anchor(anchor_path) if anchor_path is not None else None
    return walk_audit(database, anchor, public_key)


def write_anchor(database: Database, key: AnchorKey, out: Path) -> Anchor:
    """Anchor the audit, and write the checkpoint to a file that is to leave this machine."""
    with unit_of_work(database, SYSTEM) as work:
        anchor = anchor_audit(work, key)
    out.write_text(anchor.to_text(), encoding="utf-8")
    return anchor


def write_export(database: Database, out: Path, actor: Actor = SYSTEM) -> int:
    """Write the whole audit as lines of JSON. Returns the number of rows; the act is audited."""
    with unit_of_work(database, actor) as work:
        work.audit("audit.export", rule="terminal")
    rows = -1  # the first line names the format
    with exported_audit(database) as lines, out.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line)
            rows += 1
    return rows
