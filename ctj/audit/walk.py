"""One pass over the rows of all chains: numbers, links, hashes, columns, heads, and an anchor."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection, select

from ctj.model.audit import AuditHead

from .anchors import Anchor, AnchoredHead, chain_digest
from .canonical import ROW_TAG, VERSION, instant
from .chain import CASE_PREFIX, INSTANCE, NO_PREVIOUS, Head
from .rows import Columns, Row, columns_of

#: So many findings are described; the rest are counted.
DESCRIBED = 200


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written. ``chain`` and ``seq`` say where."""

    chain: str
    seq: int | None
    says: str


@dataclass
class Walk:
    """Sees the rows of all chains in order. ``heads``: what the database says the ends are."""

    connection: Connection
    heads: dict[str, Head]
    anchor: Anchor | None
    rows: int = 0
    chains: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)
    _chain: str | None = None
    _case: str = ""
    _seq: int = 0
    _hash: str = NO_PREVIOUS
    _anchored: dict[str, AnchoredHead] = field(default_factory=dict)
    _due: AnchoredHead | None = None
    _due_seq: int = 0

    def __post_init__(self) -> None:
        if self.anchor is not None:
            self._anchored = {head.chain: head for head in self.anchor.heads}

    def note(self, chain: str, seq: int | None, says: str) -> None:
        """Keep a finding."""
        self.found += 1
        if len(self.findings) < DESCRIBED:
            self.findings.append(Finding(chain, seq, says))

    def see(self, rows: Iterable[Row]) -> None:
        """The next rows, in the order of chain and number. Written for speed: what is in order is
        passed with one comparison each."""
        seq, last = self._seq, self._hash
        for row in rows:
            chain, row_seq, previous, hashed, body, beginning = row
            if chain != self._chain:
                self._seq, self._hash = seq, last
                self._leave()
                self._enter(chain)
                seq, last = 0, NO_PREVIOUS
            seq += 1
            if (
                row_seq != seq
                or previous != last
                or sha256(ROW_TAG + body.encode()).hexdigest() != hashed
                or not body.startswith(beginning)
                or self._case not in beginning
                or row_seq == self._due_seq
            ):
                self._look_closely(row, seq - 1, last)
            self.rows += 1
            seq, last = row_seq, hashed
        self._seq, self._hash = seq, last

    def _look_closely(self, row: Row, last_seq: int, last: str) -> None:
        chain, seq, previous, hashed, body, beginning = row
        if seq != last_seq + 1 or previous != last:
            self._note_link(chain, seq, last_seq)
        if sha256(ROW_TAG + body.encode()).hexdigest() != hashed:
            self.note(chain, seq, "its content is not what was hashed")
        if not body.startswith(beginning) or self._case not in beginning:
            self._note_columns(chain, seq, body)
        if seq == self._due_seq:
            self._meet_anchor(chain, hashed)

    def close(self) -> None:
        """After the last row: what should have come and did not."""
        self._leave()
        for chain, head in sorted(self.heads.items()):
            if head.seq:
                self.note(chain, None, f"has no rows; its head says {head.seq}")
        for gone in self._anchored.values():
            where = f"chain with digest {gone.chain}"
            self.note(where, None, f"is gone; the anchor saw {gone.seq} rows of it")

    def _enter(self, chain: str) -> None:
        self.chains += 1
        self._chain, self._seq, self._hash = chain, 0, NO_PREVIOUS
        case = "null" if chain == INSTANCE else f'"{chain.removeprefix(CASE_PREFIX)}"'
        self._case = f'"case":{case},"chain"'
        self._due = self._anchored.pop(chain_digest(chain), None) if self._anchored else None
        self._due_seq = self._due.seq if self._due else 0

    def _leave(self) -> None:
        """The end of a chain: is it the end that the head and the anchor know?"""
        if self._chain is None:
            return
        head = self.heads.pop(self._chain, None)
        if head is None:
            self.note(self._chain, None, "has rows and no head")
        elif head != Head(self._seq, self._hash):
            says = f"ends with row {self._seq}; its head says {head.seq}, or another hash"
            self.note(self._chain, self._seq, says)
        if self._due is not None:
            says = f"the anchor saw row {self._due.seq} of this chain; it is not there"
            self.note(self._chain, self._due.seq, says)
        self._chain = None

    def _meet_anchor(self, chain: str, hashed: str) -> None:
        if self._due is not None and self._due.hash != hashed:
            self.note(chain, self._due.seq, "is not the row that the anchor saw")
        self._due, self._due_seq = None, 0

    def _note_columns(self, chain: str, seq: int, body: str) -> None:
        for columns in columns_of(self.connection, chain, seq):
            for says in _differences(body, columns):
                self.note(chain, seq, says)

    def _note_link(self, chain: str, seq: int, last: int) -> None:
        if seq == last:
            says = "stands twice"
        elif seq > last + 1:
            says = f"follows row {last}: rows between are missing"
        elif seq != last + 1:
            says = "has a number that no row can have"
        else:
            says = "does not name the hash of the row before it"
        self.note(chain, seq, says)


def heads_of(connection: Connection) -> dict[str, Head]:
    """The head of every chain, as the database says."""
    rows = connection.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash))
    return {chain: Head(seq, last) for chain, seq, last in rows}


def _differences(body: str, columns: Columns) -> list[str]:
    """Which columns of a row are not what its body says."""
    try:
        said = json.loads(body)
        if said["v"] != VERSION:
            return [f"is of a version that is not known here ({str(said['v'])[:20]})"]
    except (ValueError, KeyError, TypeError):
        return ["its content is not that of an audit row"]
    held = columns._asdict() | {"at": instant(columns.at)}
    different = [name for name, value in held.items() if said.get(name, ...) != value]
    if not different:
        return ["its content is not in canonical form"]
    return [f"its column '{name}' is not what its content says" for name in different]
