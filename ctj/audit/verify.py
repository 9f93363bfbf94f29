"""Walking the chains of the database: is every row what was written, and where it was written?

Without an anchor this cannot show that the end of a chain is missing, that everything was rewritten
with right hashes, or that an old copy was put back; the result says so (C14).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ctj.model.audit import Anchor as AnchorRow

from .anchors import Anchor, as_stored
from .canonical import instant
from .rows import all_rows
from .walk import Finding, Walk, heads_of


@dataclass(frozen=True)
class Verification:
    """What a walk found. ``found`` counts all findings, ``findings`` describes the first of them.

    ``unproved``: what this run could not show, in sentences. ``after_anchor``: rows recorded after
    the anchor, which only the next one will prove.
    """

    chains: int
    rows: int
    findings: tuple[Finding, ...]
    found: int
    unproved: tuple[str, ...]
    after_anchor: int | None = None

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found. It may still be that something could not be proved."""
        return self.found == 0


def snapshot(connection: Connection) -> Connection:
    """Make all reads of this connection see one state. Before its first statement."""
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def verify(
    connection: Connection, anchor: Anchor | None = None, public_key: str | None = None
) -> Verification:
    """Walk all chains, and hold them against an anchor if one is given.

    ``public_key``: of whoever signs the anchors, in base64, from where the reader trusts it.
    """
    walk = Walk(connection, heads_of(connection), anchor)
    for rows in all_rows(connection):
        walk.see(rows)
    walk.close()
    _check_stored_anchors(connection, walk, public_key)
    if anchor is not None:
        _check_anchor(connection, walk, anchor, public_key)
    after = None if anchor is None else max(0, walk.rows - anchor.rows)
    return Verification(
        chains=walk.chains,
        rows=walk.rows,
        findings=tuple(walk.findings),
        found=walk.found,
        unproved=tuple(_unproved(anchor, public_key, after)),
        after_anchor=after,
    )


def _check_stored_anchors(connection: Connection, walk: Walk, public_key: str | None) -> None:
    """The list of anchors in the database itself: signatures, and no fewer rows than they saw."""
    stored = connection.execute(select(*AnchorRow.__table__.columns).order_by(AnchorRow.at)).all()
    for row in stored:
        where = f"anchor of {instant(row.at)}"
        if public_key and not as_stored(row).is_signed_by(public_key):
            walk.note(where, None, "stands in the database with a signature that is not right")
        if row.rows > walk.rows:
            walk.note(where, None, f"saw {row.rows} rows; there are {walk.rows} now")


def _check_anchor(
    connection: Connection, walk: Walk, anchor: Anchor, public_key: str | None
) -> None:
    where = f"anchor of {anchor.at}"
    if public_key is not None and not anchor.is_signed_by(public_key):
        walk.note(where, None, "the file is not signed by the key that signs anchors")
    known = connection.scalar(
        select(func.count()).where(
            AnchorRow.root == anchor.root, AnchorRow.signature == anchor.signature
        )
    )
    if not known:
        walk.note(where, None, "is not in this database's own list: an old copy, or taken out")


def _unproved(anchor: Anchor | None, public_key: str | None, after: int | None) -> list[str]:
    if anchor is None:
        return [
            "TAIL NOT PROVEN: no anchor was given. This run cannot show that no rows were cut from "
            "the end of a chain, that no chain was removed whole, that no history was rewritten "
            "with right hashes, and that no old copy was put back."
        ]
    said = []
    if public_key is None:
        said.append(
            "The anchor's signature was not checked: the public key of whoever signs anchors is "
            "not at hand. Give it with --public-key."
        )
    if after:
        said.append(
            f"{after} rows were recorded after the anchor of {anchor.at}: their end is proven by "
            "the next anchor only."
        )
    return said
