"""Data keys under the root key: one for each person, one for each case. For this room only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Insert, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from ctj.model.vault import CaseKey, PersonKey

from .ciphers import Place, decrypt, encrypt, new_key
from .errors import Erased, SealBroken
from .keyring import KeyRing


def wrap(keyring: KeyRing, version: int, table: str, owner: str, key: bytes) -> bytes:
    """A data key under the root key of ``version``, bound to its owner."""
    return encrypt(keyring.root(version), version, _place(table, owner), key)


def unwrap(keyring: KeyRing, version: int, table: str, owner: str, wrapped: bytes) -> bytes:
    """The data key. Raises SealBroken, or KeyRefused if the ring has not got the version."""
    return decrypt(keyring.root(version), _place(table, owner), wrapped)


def _place(table: str, owner: str) -> Place:
    return Place(table, "wrapped", owner, owner)


@dataclass(frozen=True)
class FieldKey:
    """Which sealed value: of a field the highest number is the present one."""

    person: str
    group: str
    field: str
    number: int

    def place(self, row: str) -> Place:
        """Where it stands. Group and field belong to it, so that an address cannot be relabelled
        as a name and shown to those who may see names; nor can an old value pass as the newest."""
        return Place(
            "identity_fields", f"sealed/{self.group}/{self.field}/{self.number}", row, self.person
        )


def person_keys(
    connection: Connection, keyring: KeyRing, people: Iterable[str]
) -> dict[str, bytes]:
    """The keys of persons, their rows locked against erasure and rotation until the commit.

    Raises Erased if one of them was destroyed.
    """
    wanted = set(people)
    rows = _locked_rows(connection, wanted)
    if len(rows) != len(wanted):
        raise SealBroken("a person has no key in the vault")
    return {row.person_id: opened_key(keyring, *row) for row in rows}


def readable_person_keys(
    connection: Connection, keyring: KeyRing, people: Iterable[str]
) -> tuple[dict[str, bytes], set[str]]:
    """As `person_keys`, and the ids of those whose key does not open."""
    keys: dict[str, bytes] = {}
    unreadable = set(people)
    for row in _locked_rows(connection, unreadable):
        with suppress(SealBroken, Erased):
            keys[row.person_id] = opened_key(keyring, *row)
    return keys, unreadable - keys.keys()


def _locked_rows(
    connection: Connection, people: Collection[str]
) -> Sequence[Row[str, bytes | None, int]]:
    return connection.execute(
        select(PersonKey.person_id, PersonKey.wrapped, PersonKey.root_version)
        .where(PersonKey.person_id.in_(sorted(people)))
        .order_by(PersonKey.person_id)
        .with_for_update()
    ).all()


def opened_key(keyring: KeyRing, person: str, wrapped: bytes | None, root_version: int) -> bytes:
    """The key of one person out of her row. Raises Erased if it was destroyed."""
    if wrapped is None:
        raise Erased("this person's identity was erased on record")
    return unwrap(keyring, root_version, "person_keys", person, wrapped)


def case_key(
    connection: Connection, keyring: KeyRing, case_id: str, *, create: bool = False
) -> bytes:
    """The key of a case. Without ``create`` a missing one raises SealBroken."""
    wanted = select(CaseKey.wrapped, CaseKey.root_version).where(CaseKey.case_id == case_id)
    row = connection.execute(wanted).first()
    if row is None and create:
        connection.execute(_new_case_key(connection, keyring, case_id))
        row = connection.execute(wanted).first()
    if row is None:
        raise SealBroken("the case has no key in the vault")
    return unwrap(keyring, row.root_version, "case_keys", case_id, row.wrapped)


def _new_case_key(connection: Connection, keyring: KeyRing, case_id: str) -> Insert:
    version = keyring.current
    values = {
        "case_id": case_id,
        "wrapped": wrap(keyring, version, "case_keys", case_id, new_key()),
        "root_version": version,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(CaseKey).values(values).on_conflict_do_nothing()
