"""Records that are one person: the one that is kept, and those that were joined to it.

Everything that asks the vault about a person asks about the whole family; a subject of a case
always points at the kept record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ctj.model.vault import BlindIndex, IdentityField, PersonLink

from .index import PURPOSES, index_rows
from .keyring import KeyRing
from .seal import seal_people
from .values import SealedValue, present_values
from .wrapping import FieldKey, person_keys


def joined_to(connection: Connection, people: Collection[str]) -> dict[str, str]:
    """Joined record -> kept record, for all that are joined to one of ``people``."""
    rows = connection.execute(
        select(PersonLink.joined_id, PersonLink.kept_id).where(
            PersonLink.kept_id.in_(sorted(people))
        )
    )
    return {str(joined): str(kept) for joined, kept in rows}


def kept_for(connection: Connection, found: Iterable[str]) -> dict[str, str]:
    """Each record found -> the one that is kept for it, itself where it was never joined."""
    wanted = sorted(set(found))
    rows = connection.execute(
        select(PersonLink.joined_id, PersonLink.kept_id).where(PersonLink.joined_id.in_(wanted))
    )
    return {**{one: one for one in wanted}, **{str(joined): str(kept) for joined, kept in rows}}


def give_back(
    connection: Connection,
    keyring: KeyRing,
    kept: str,
    joined: str,
    event_ids: Collection[str],
    now: datetime,
) -> int:
    """What these events wrote to the kept record while it stood for the joined one goes to the
    joined one, sealed under its own key. Returns how many values went."""
    rows = connection.execute(
        select(IdentityField)
        .with_only_columns(
            IdentityField.id,
            IdentityField.group,
            IdentityField.field,
            IdentityField.number,
            IdentityField.sealed,
            IdentityField.event_id,
        )
        .where(IdentityField.person_id == kept, IdentityField.event_id.in_(sorted(event_ids)))
        .order_by(IdentityField.field, IdentityField.number)
    ).all()
    if not rows:
        return 0
    key = person_keys(connection, keyring, [kept])[kept]
    for row_id, group, field, number, sealed, event_id in rows:
        text = SealedValue(row_id, FieldKey(kept, group, field, number), sealed).open(key)
        seal_people(connection, keyring, {joined: {field: (group, text)}}, event_id, now)
    connection.execute(delete(IdentityField).where(IdentityField.id.in_([row[0] for row in rows])))
    _index_again(connection, keyring, kept, {row.field for row in rows})
    return len(rows)


def _index_again(
    connection: Connection, keyring: KeyRing, person: str, fields: Collection[str]
) -> None:
    """The index of these fields from their values that are present now."""
    key = person_keys(connection, keyring, [person])[person]
    connection.execute(
        delete(BlindIndex).where(BlindIndex.person_id == person, BlindIndex.field.in_(fields))
    )
    new = [
        row
        for value in present_values(connection, [person], PURPOSES)
        if value.key.field in fields
        for row in index_rows(keyring, person, value.key.field, value.key.group, value.open(key))
    ]
    if new:
        connection.execute(insert(BlindIndex), new)
