"""Writing into the vault: persons, their sealed fields and blind index; sealing narratives.

Nothing here opens a value. Anyone below the faces may import it. A value comes in as plain text
and leaves only as sealed bytes; never put one into a log, an exception or an event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from ctj.model.base import new_id
from ctj.model.vault import BlindIndex, IdentityField, Person, PersonKey

from .ciphers import DATA_KEY_VERSION, Place, encrypt, new_key
from .index import PURPOSES, digests, index_rows, tokens
from .keyring import KeyRing
from .wrapping import FieldKey, case_key, person_keys, wrap

#: Field id -> (field group, text), as a form with identifying fields gives it.
Fields = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class NewPerson:
    """A person not yet in the vault. ``kind``: natural or legal."""

    kind: str
    fields: Fields


def new_person(connection: Connection, keyring: KeyRing, kind: str, now: datetime) -> str:
    """A person with a key of her own and nothing known yet. Returns her id."""
    return admit(connection, keyring, [NewPerson(kind, {})], None, now)[0]


def admit(
    connection: Connection,
    keyring: KeyRing,
    people: Sequence[NewPerson],
    event_id: str | None,
    now: datetime,
) -> list[str]:
    """Several new persons with their fields, in at most four statements. Their ids, in order."""
    named = [(new_id(), person) for person in people]
    if not named:
        return []
    keys = {person_id: new_key() for person_id, _ in named}
    persons = [
        {"id": person_id, "kind": person.kind, "created_at": now, "erased_at": None}
        for person_id, person in named
    ]
    connection.execute(insert(Person), persons)
    connection.execute(insert(PersonKey), [_key_row(keyring, *item) for item in keys.items()])
    fields = {person_id: person.fields for person_id, person in named}
    _write(connection, keyring, keys, fields, _Written(event_id, now))
    return list(keys)


def seal_fields(
    connection: Connection,
    keyring: KeyRing,
    person_id: str,
    fields: Fields,
    event_id: str | None,
    now: datetime,
) -> None:
    """Seal values of one person; the newest value of a field is the present one.

    Raises Erased if her key was destroyed, SealBroken if it was altered.
    """
    seal_people(connection, keyring, {person_id: fields}, event_id, now)


def seal_people(
    connection: Connection,
    keyring: KeyRing,
    people: Mapping[str, Fields],
    event_id: str | None,
    now: datetime,
) -> None:
    """As `seal_fields`, for several persons in the same four statements."""
    people = {person: fields for person, fields in people.items() if fields}
    if not people:
        return
    keys = person_keys(connection, keyring, people)
    numbers = _last_numbers(connection, list(people))
    if numbers:
        of_field = tuple_(BlindIndex.person_id, BlindIndex.field)
        replaced = [(person, field) for person in people for field in people[person]]
        connection.execute(delete(BlindIndex).where(of_field.in_(replaced)))
    _write(connection, keyring, keys, people, _Written(event_id, now, numbers))


@dataclass(frozen=True)
class _Written:
    event_id: str | None
    at: datetime
    last_numbers: Mapping[tuple[str, str], int] = field(default_factory=dict)


def _last_numbers(connection: Connection, people: list[str]) -> dict[tuple[str, str], int]:
    """The number of the present value of each field of these persons."""
    of_field = IdentityField.person_id, IdentityField.field
    rows = connection.execute(
        select(*of_field, func.max(IdentityField.number))
        .where(IdentityField.person_id.in_(people))
        .group_by(*of_field)
    )
    return {(person, name): number for person, name, number in rows}


def _key_row(keyring: KeyRing, person_id: str, key: bytes) -> dict[str, Any]:
    version = keyring.current
    wrapped = wrap(keyring, version, "person_keys", person_id, key)
    return {
        "person_id": person_id,
        "wrapped": wrapped,
        "root_version": version,
        "destroyed_at": None,
    }


def _write(
    connection: Connection,
    keyring: KeyRing,
    keys: Mapping[str, bytes],
    people: Mapping[str, Fields],
    written: _Written,
) -> None:
    values = [
        (person, name, group, text)
        for person, fields in people.items()
        for name, (group, text) in fields.items()
    ]
    sealed = [_sealed_row(keys[value[0]], *value, written=written) for value in values]
    if sealed:
        connection.execute(insert(IdentityField), sealed)
    indexed = [row for value in values for row in index_rows(keyring, *value)]
    if indexed:
        connection.execute(insert(BlindIndex), indexed)


def _sealed_row(
    key: bytes, person: str, name: str, group: str, text: str, *, written: _Written
) -> dict[str, Any]:
    row, number = new_id(), written.last_numbers.get((person, name), 0) + 1
    place = FieldKey(person, group, name, number).place(row)
    return {
        "id": row,
        "person_id": person,
        "field": name,
        "number": number,
        "group": group,
        "sealed": encrypt(key, DATA_KEY_VERSION, place, text.encode()),
        "event_id": written.event_id,
        "written_at": written.at,
    }


def matches(connection: Connection, keyring: KeyRing, purpose: str, text: str) -> list[str]:
    """Ids of the persons who are found by ``text`` among their values of that purpose.

    ``purpose``: name (all words, in any order), documents or contact (one number or address is
    enough). Nothing is opened. An empty or unsearchable text matches nobody. Whether the searcher
    may learn of a person is for the caller to decide.
    """
    wanted = tokens(purpose, text)
    if not wanted:
        return []
    token_of: dict[bytes, str] = {}
    for version in keyring.versions:
        by_token = digests(keyring, purpose, wanted, version)
        token_of.update((digest, token) for token, digest in by_token.items())
    rows = connection.execute(
        select(BlindIndex.person_id, BlindIndex.digest).where(
            BlindIndex.purpose == purpose, BlindIndex.digest.in_(list(token_of))
        )
    )
    have: dict[str, set[str]] = {}
    for person, digest in rows:
        have.setdefault(person, set()).add(token_of[bytes(digest)])
    needed = len(wanted) if PURPOSES[purpose].every else 1
    return sorted(person for person, found in have.items() if len(found) >= needed)


@dataclass(frozen=True)
class Sealer:
    """Seals mappings of texts under one data key. ``owner``: the case's id, or 'instance'."""

    owner: str
    table: str
    version: int
    _key: bytes

    def __repr__(self) -> str:
        return f"<Sealer of {self.table}>"

    def seal(self, context: str, value: Mapping[str, Any]) -> bytes:
        """Seal a JSON-able mapping. ``context`` names its place ('event:<id>', 'draft:<id>') and
        must be given again to open it."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
        place = Place(self.table, "narrative", context, self.owner)
        return encrypt(self._key, self.version, place, text.encode())


def case_sealer(connection: Connection, keyring: KeyRing, case_id: str) -> Sealer:
    """The sealer of a case's notes, references, drafts and files; makes its key if absent."""
    key = case_key(connection, keyring, case_id, create=True)
    return Sealer(case_id, "case", DATA_KEY_VERSION, key)


def new_case_keys(
    keyring: KeyRing, case_ids: Sequence[str]
) -> tuple[dict[str, Sealer], list[dict[str, Any]]]:
    """Sealers of many new cases by case id, and the rows of their keys, still to be written."""
    keys = {case_id: new_key() for case_id in case_ids}
    version = keyring.current
    rows = [
        {
            "case_id": case_id,
            "wrapped": wrap(keyring, version, "case_keys", case_id, key),
            "root_version": version,
        }
        for case_id, key in keys.items()
    ]
    sealers = {one: Sealer(one, "case", DATA_KEY_VERSION, key) for one, key in keys.items()}
    return sealers, rows


def new_person_keys(keyring: KeyRing, person_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the keys of many new persons of whom nothing is known yet."""
    return [_key_row(keyring, person_id, new_key()) for person_id in person_ids]


def totp_context(user_id: str) -> str:
    """The context under which a user's seed of one-time codes is sealed."""
    return f"totp:{user_id}"


def draft_context(draft_id: str) -> str:
    """The context under which a draft is sealed, by its case's key or the instance's."""
    return f"draft:{draft_id}"


def approval_context(content_hash: str) -> str:
    """The context under which the content of an approval about the instance is sealed."""
    return f"approval:{content_hash}"


def instance_sealer(keyring: KeyRing) -> Sealer:
    """The sealer of what belongs to no case: seeds of one-time codes, drafts of a case not yet
    opened, approvals about users. `narratives.open_instance` opens it.

    Where such values are stored, `rotation._SECRETS` names the column: a rotation seals them anew.
    """
    version = keyring.current
    return Sealer("instance", "instance", version, keyring.derived(version, "secrets"))
