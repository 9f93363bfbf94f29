"""Somebody with every right on the database, who knows docs/audit-format.md by heart.

He works on all rows at once, as plain mappings, and puts them back with triggers off. ``rehash``
makes everything look right again, as far as that is possible without the anchor's key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from ctj.audit.canonical import canonical, row_hash
from ctj.model.audit import Anchor, AuditHead, AuditRow
from ctj.model.base import new_id
from ctj.model.triggers import APPEND_ONLY

Chains = dict[str, list[dict[str, Any]]]


def unlock(connection: Connection) -> None:
    """Switch off what keeps audit rows from being changed; the owner of the tables can."""
    for table in APPEND_ONLY:
        if connection.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{action}"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def read_all(connection: Connection) -> Chains:
    """All rows by chain, in order."""
    chains: Chains = {}
    wanted = select(*AuditRow.__table__.columns).order_by(AuditRow.chain, AuditRow.seq)
    for row in connection.execute(wanted):
        chains.setdefault(row.chain, []).append(dict(row._mapping))
    return chains


def put_back(connection: Connection, chains: Chains, *, heads: bool) -> None:
    """Write all rows anew, and the heads so that they fit, if the forger thought of them."""
    connection.execute(delete(AuditRow))
    rows = [row for chain in chains.values() for row in chain]
    connection.execute(insert(AuditRow), rows)
    if heads:
        connection.execute(delete(AuditHead))
        fitting = [
            {"chain": name, "seq": chain[-1]["seq"], "hash": chain[-1]["hash"]}
            for name, chain in chains.items()
            if chain
        ]
        connection.execute(insert(AuditHead), fitting)


def rehash(chains: Chains, names: Iterable[str] | None = None, **body: Any) -> None:
    """Number and chain the rows anew and give each its right hash; the columns as in the body."""
    for name in names or chains:
        previous = "0" * 64
        for number, row in enumerate(chains[name], 1):
            said = json.loads(row["body"])
            case = name.removeprefix("case:") if name != "instance" else None
            said |= {"chain": name, "seq": number, "previous": previous, "case": case, **body}
            row["body"] = canonical(said)
            row["hash"] = row_hash(row["body"])
            row |= {"chain": name, "seq": number, "previous": previous, "case_id": case}
            row |= {"id": said["id"], "action": said["action"], "user_id": said["user"]}
            previous = row["hash"]


def forget_anchors(connection: Connection) -> None:
    """An old copy does not know of later anchors."""
    connection.execute(delete(Anchor))


def say(row: dict[str, Any], **body: Any) -> None:
    """Change what the body of a row says, and leave its hash alone."""
    row["body"] = canonical(json.loads(row["body"]) | body)


def copy_of(row: dict[str, Any]) -> dict[str, Any]:
    """A second row with the same content under an id of its own."""
    made = deepcopy(row) | {"id": new_id()}
    say(made, id=made["id"])
    return made


def long_chain(chance: Random, chains: Chains, at_least: int = 3) -> list[dict[str, Any]]:
    """One of the chains that have so many rows."""
    names = sorted(name for name, chain in chains.items() if len(chain) >= at_least)
    return chains[chance.choice(names)]
