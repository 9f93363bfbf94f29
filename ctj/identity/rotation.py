"""Moving everything to the newest version of the keys, in batches that can stop anywhere (C06).

Each step does one batch in the caller's transaction and says where the next begins. A process that
is killed loses at most a batch; the next run finds what is still under an old version. `pending`
proves the end: nothing is left under an old version, which may then be destroyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from ctj.model.approvals import ApprovalRow
from ctj.model.drafts import DraftRow
from ctj.model.users import Credential
from ctj.model.vault import BlindIndex, CaseKey, PersonKey

from .ciphers import version_of
from .errors import SealBroken
from .index import PURPOSES, index_rows
from .keyring import KeyRing
from .narratives import open_instance
from .seal import approval_context, draft_context, instance_sealer, totp_context
from .values import present_values
from .wrapping import readable_person_keys, unwrap, wrap


@dataclass(frozen=True)
class Pending:
    """How many rows are still under an old version."""

    person_keys: int
    case_keys: int
    index_rows: int
    secrets: int

    @property
    def total(self) -> int:
        return self.person_keys + self.case_keys + self.index_rows + self.secrets


@dataclass(frozen=True)
class Batch:
    """What one step did. ``last``: the id to go on after; None: nothing was left.

    ``unreadable``: ids of persons or cases whose key does not open: altered, and left as they are.
    """

    last: str | None
    done: int = 0
    unreadable: tuple[str, ...] = ()


Step = Callable[[Connection, KeyRing, str | None, int], Batch]


def pending(connection: Connection, keyring: KeyRing) -> Pending:
    """What is still to be moved; all zero when a rotation is complete."""
    now = keyring.current

    def count(*where: ColumnElement[bool]) -> int:
        return connection.scalar(select(func.count()).where(*where)) or 0

    sealed = sum((secret.version_counts(connection) for secret in _SECRETS), Counter[int]())
    return Pending(
        person_keys=count(PersonKey.wrapped.is_not(None), PersonKey.root_version != now),
        case_keys=count(CaseKey.root_version != now),
        index_rows=count(BlindIndex.key_version != now),
        secrets=sealed.total() - sealed[now],
    )


def wrap_people(connection: Connection, keyring: KeyRing, after: str | None, limit: int) -> Batch:
    """Wrap the next person keys under the newest root key. An erased person has none."""
    table = _Wrapped("person_keys", PersonKey.person_id, PersonKey.wrapped, PersonKey.root_version)
    return _wrap_anew(connection, keyring, table, after, limit)


def wrap_cases(connection: Connection, keyring: KeyRing, after: str | None, limit: int) -> Batch:
    """Wrap the next case keys under the newest root key."""
    table = _Wrapped("case_keys", CaseKey.case_id, CaseKey.wrapped, CaseKey.root_version)
    return _wrap_anew(connection, keyring, table, after, limit)


@dataclass(frozen=True)
class _Wrapped:
    name: str
    owner: InstrumentedAttribute[str]
    wrapped: InstrumentedAttribute[Any]
    version: InstrumentedAttribute[int]


def _wrap_anew(
    connection: Connection, keyring: KeyRing, table: _Wrapped, after: str | None, limit: int
) -> Batch:
    version = keyring.current
    rows = connection.execute(
        select(table.owner, table.wrapped, table.version)
        .where(table.wrapped.is_not(None), table.version != version)
        .where(table.owner > after if after else true())
        .order_by(table.owner)
        .limit(limit)
        .with_for_update()
    ).all()
    moved, unreadable = [], []
    for owner, wrapped, old in rows:
        try:
            key = unwrap(keyring, old, table.name, owner, wrapped)
        except SealBroken:
            unreadable.append(owner)
        else:
            moved.append({"of": owner, "new": wrap(keyring, version, table.name, owner, key)})
    if moved:
        of_owner = update(table.owner.class_).where(table.owner == bindparam("of"))
        new = {table.wrapped: bindparam("new"), table.version: version}
        connection.execute(of_owner.values(new), moved)
    return Batch(rows[-1][0] if rows else None, len(moved), tuple(unreadable))


def index_people(connection: Connection, keyring: KeyRing, after: str | None, limit: int) -> Batch:
    """Write the index of the next persons under the newest key. Searches look under all versions
    meanwhile, so nobody is lost from sight; what is opened for it does not leave this function."""
    people = connection.scalars(
        select(BlindIndex.person_id)
        .where(BlindIndex.key_version != keyring.current)
        .where(BlindIndex.person_id > after if after else true())
        .group_by(BlindIndex.person_id)
        .order_by(BlindIndex.person_id)
        .limit(limit)
    ).all()
    if not people:
        return Batch(None)
    new, unreadable = _indexed_anew(connection, keyring, people)
    readable = [person for person in people if person not in unreadable]
    connection.execute(delete(BlindIndex).where(BlindIndex.person_id.in_(readable)))
    if new:
        connection.execute(insert(BlindIndex), new)
    return Batch(people[-1], len(readable), tuple(sorted(unreadable)))


def _indexed_anew(
    connection: Connection, keyring: KeyRing, people: Sequence[str]
) -> tuple[list[dict[str, Any]], set[str]]:
    """The index rows of these persons, and those of whom a value does not open."""
    keys, unreadable = readable_person_keys(connection, keyring, people)
    rows: dict[str, list[dict[str, Any]]] = {}
    for value in present_values(connection, keys, PURPOSES):
        person, key = value.key.person, value.key
        try:
            text = value.open(keys[person])
        except SealBroken:
            unreadable.add(person)
        else:
            found = index_rows(keyring, person, key.field, key.group, text)
            rows.setdefault(person, []).extend(found)
    kept = [row for person, found in rows.items() if person not in unreadable for row in found]
    return kept, unreadable


@dataclass(frozen=True)
class _Secret:
    """A column whose values the instance's own key seals (`seal.instance_sealer`), not a case's.

    ``named``: what the context of a value is made of.
    """

    id: InstrumentedAttribute[str]
    sealed: InstrumentedAttribute[Any]
    named: InstrumentedAttribute[str]
    context: Callable[[str], str]
    where: ColumnElement[bool]

    def version_counts(self, connection: Connection) -> Counter[int]:
        """How many values are under which version."""
        wanted = select(self.sealed).where(self.sealed.is_not(None), self.where)
        return Counter(version_of(sealed) for sealed in connection.scalars(wanted))

    def seal_anew(
        self, connection: Connection, keyring: KeyRing, after: str | None, limit: int
    ) -> Batch:
        """Seal the next values under the newest key."""
        rows = connection.execute(
            select(self.id, self.sealed, self.named)
            .where(self.sealed.is_not(None), self.where)
            .where(self.id > after if after else true())
            .order_by(self.id)
            .limit(limit)
            .with_for_update()
        ).all()
        sealer, opener = instance_sealer(keyring), open_instance(keyring)
        old = [row for row in rows if version_of(row[1]) != sealer.version]
        unreadable = []
        for owner, sealed, named in old:
            context = self.context(named)
            try:
                new = sealer.seal(context, opener.open(context, sealed))
            except SealBroken:
                unreadable.append(owner)
            else:
                of_row = update(self.id.class_).where(self.id == owner)
                connection.execute(of_row.values({self.sealed: new}))
        done = len(old) - len(unreadable)
        return Batch(rows[-1][0] if rows else None, done, tuple(unreadable))


_SECRETS = (
    _Secret(Credential.user_id, Credential.totp_sealed, Credential.user_id, totp_context, true()),
    _Secret(DraftRow.id, DraftRow.sealed, DraftRow.id, draft_context, DraftRow.case_id.is_(None)),
    _Secret(
        ApprovalRow.id,
        ApprovalRow.content,
        ApprovalRow.content_hash,
        approval_context,
        ApprovalRow.case_id.is_(None),
    ),
)

#: What a rotation does, in this order.
STEPS: Sequence[Step] = (
    wrap_people,
    wrap_cases,
    index_people,
    *(secret.seal_anew for secret in _SECRETS),
)
