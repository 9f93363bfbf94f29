"""Appending to the chains: each row names the hash of the one before it.

One chain for each case and one for the instance. Who appends holds the lock on the chain's head
until the commit, so that a chain can neither fork nor skip a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ctj.model.audit import AuditHead, AuditRow, AuditSalt
from ctj.model.base import new_id

from .canonical import VERSION, canonical, instant, row_hash
from .commitments import IdentityValue, commitment, new_salt

INSTANCE = "instance"
CASE_PREFIX = "case:"
#: What stands as 'previous' in the first row of a chain.
NO_PREVIOUS = "0" * 64
_ACTION = re.compile(r"[a-z0-9_.]{1,64}")


class ChainForked(Exception):
    """Somebody moved the head of a chain that this transaction had locked: nothing is written."""


class Actor(Protocol):
    """Who acted; ``ctj.transaction.Actor`` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def agency_id(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def session_id(self) -> str | None: ...
    @property
    def loaded_by(self) -> str | None: ...


@dataclass(frozen=True)
class Entry:
    """What is to be recorded.

    ``case_id`` None puts it on the instance's chain. ``rule``: the rule that allowed or refused it.
    ``objects``: ids, codes, counts and hashes, never a text from a case. ``identity``: values that
    were sealed in the same transaction; only commitments to them are written.
    """

    action: str
    actor: Actor
    case_id: str | None = None
    rule: str | None = None
    objects: Mapping[str, Any] = field(default_factory=dict)
    identity: Sequence[IdentityValue] = ()

    @property
    def chain(self) -> str:
        return case_chain(self.case_id) if self.case_id else INSTANCE


@dataclass(frozen=True)
class Head:
    """Number and hash of the last row of a chain; (0, 64 zeros) before the first."""

    seq: int
    hash: str


Heads = Mapping[str, Head]


def case_chain(case_id: str) -> str:
    """The name of a case's chain."""
    return f"{CASE_PREFIX}{UUID(case_id)}"


def _id(given: str | None) -> str | None:
    """An id as the database gives it back, so that column and body are the same text."""
    return None if given is None else str(UUID(given))


def lock(connection: Connection, chains: Iterable[str]) -> dict[str, Head]:
    """Lock the heads of chains until the commit, in the order of their names; makes absent ones.

    A transaction that will write to several cases locks them all at once at its beginning.
    """
    wanted = sorted(set(chains))
    return _locked(connection, wanted) or _made_and_locked(connection, wanted)


def append(
    connection: Connection, entries: Sequence[Entry], now: datetime, heads: Heads | None = None
) -> list[str]:
    """Write the entries in order to their chains. Returns the ids of the rows.

    ``now``: the database's clock. ``heads``: what `lock` gave earlier in this same transaction,
    which spares reading them again; chains absent there are locked here.
    """
    if not entries:
        return []
    known = dict(heads or {})
    absent = {entry.chain for entry in entries} - known.keys()
    if absent:
        known |= lock(connection, absent)
    before = dict(known)
    rows, salts = [], []
    for entry in entries:
        row, salted = _row(entry, known[entry.chain], now)
        known[entry.chain] = Head(row["seq"], row["hash"])
        rows.append(row)
        salts += salted
    connection.execute(insert(AuditRow), rows)
    if salts:
        connection.execute(insert(AuditSalt), salts)
    _move_heads(connection, before, known)
    return [row["id"] for row in rows]


def _locked(connection: Connection, chains: Sequence[str]) -> dict[str, Head]:
    """All of them, or none if one is absent: locking some now and the absent ones later would be
    out of order, and two writers could wait for each other."""
    known = select(func.count()).where(AuditHead.chain.in_(chains)).scalar_subquery()
    rows = connection.execute(
        select(AuditHead.chain, AuditHead.seq, AuditHead.hash)
        .where(AuditHead.chain.in_(chains), known == len(chains))
        .order_by(AuditHead.chain)
        .with_for_update()
    )
    return {chain: Head(seq, last) for chain, seq, last in rows}


def _made_and_locked(connection: Connection, chains: Sequence[str]) -> dict[str, Head]:
    """Make the absent heads and lock the others, one after the other in one statement."""
    new = [{"chain": chain, "seq": 0, "hash": NO_PREVIOUS} for chain in chains]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = connection.execute(
        dialect.insert(AuditHead)
        .values(new)
        .on_conflict_do_update(index_elements=[AuditHead.chain], set_={"seq": AuditHead.seq})
        .returning(AuditHead.chain, AuditHead.seq, AuditHead.hash)
    )
    return {chain: Head(seq, last) for chain, seq, last in rows}


def _row(entry: Entry, head: Head, now: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The row that follows ``head``, and the salts of its commitments."""
    if not _ACTION.fullmatch(entry.action):
        raise ValueError("an audit action is a short code of small letters, digits, _ and .")
    columns = {
        "id": new_id(),
        "chain": entry.chain,
        "seq": head.seq + 1,
        "at": now,
        "action": entry.action,
        "case_id": _id(entry.case_id),
        "user_id": _id(entry.actor.user_id),
        "previous": head.hash,
    }
    salts = [
        {
            "id": new_id(),
            "audit_id": columns["id"],
            "person_id": value.person_id,
            "field": value.field,
            "salt": new_salt(),
        }
        for value in entry.identity
    ]
    body = column_text(columns) + canonical({"what": _what(entry, salts), "who": _who(entry)})[1:]
    return {**columns, "body": body, "hash": row_hash(body)}, salts


def column_text(columns: Mapping[str, Any]) -> str:
    """How a body begins: the columns that lists filter on. Its keys sort before 'what' and 'who',
    so that beginning and rest together are canonical, and a verifier compares them as text."""
    said = {
        "action": columns["action"],
        "at": instant(columns["at"]),
        "case": columns["case_id"],
        "chain": columns["chain"],
        "id": columns["id"],
        "previous": columns["previous"],
        "seq": columns["seq"],
        "user": columns["user_id"],
        "v": VERSION,
    }
    return canonical(said)[:-1] + ","


def _what(entry: Entry, salts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    commitments = [
        {
            "digest": commitment(salt["salt"], value),
            "field": value.field,
            "person": value.person_id,
        }
        for salt, value in zip(salts, entry.identity, strict=True)
    ]
    return {"commitments": commitments, "objects": dict(entry.objects), "rule": entry.rule}


def _who(entry: Entry) -> dict[str, Any]:
    actor = entry.actor
    return {
        "agency": actor.agency_id,
        "kind": actor.kind,
        "loaded_by": actor.loaded_by,
        "role": actor.role,
        "session": actor.session_id,
    }


def _move_heads(connection: Connection, before: Heads, after: Heads) -> None:
    moved = [
        {"at_chain": chain, "at_seq": before[chain].seq, "to_seq": head.seq, "to_hash": head.hash}
        for chain, head in sorted(after.items())
        if head != before[chain]
    ]
    result = connection.execute(
        update(AuditHead)
        .where(AuditHead.chain == bindparam("at_chain"), AuditHead.seq == bindparam("at_seq"))
        .values(seq=bindparam("to_seq"), hash=bindparam("to_hash")),
        moved,
    )
    if result.rowcount != len(moved):
        raise ChainForked("the head of an audit chain was moved by someone else")
