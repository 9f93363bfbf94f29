"""Opening what identifies a person. Only `casework/reveal.py` may import this file (a check holds
it): there the rule is asked and the look is written down before anything is opened (C08)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from ctj.model.vault import PersonKey

from .errors import Erased
from .family import joined_to
from .keyring import KeyRing
from .values import present_values
from .wrapping import opened_key


def open_group(
    connection: Connection,
    keyring: KeyRing,
    person_id: str,
    group: str,
    only: Collection[str] | None = None,
) -> dict[str, str]:
    """The present values of one field group of one person, by field; empty if nothing is known.
    ``only``: ids of the rows that may be opened; None: all of them.
    What stands with records that were joined to this one is told beside it ('full_name 2').

    Raises Erased if her identity was erased, SealBroken if a value was altered or moved.
    """
    told: dict[str, str] = {}
    joined = sorted(joined_to(connection, [person_id]))
    for record in (person_id, *joined):
        for field, text in _of_record(connection, keyring, record, group, only):
            name, number = field, 2
            while name in told and told[name] != text:
                name, number = f"{field} {number}", number + 1
            told[name] = text
    return told


def _of_record(
    connection: Connection,
    keyring: KeyRing,
    person_id: str,
    group: str,
    only: Collection[str] | None,
) -> list[tuple[str, str]]:
    row = connection.execute(
        select(PersonKey.wrapped, PersonKey.root_version).where(PersonKey.person_id == person_id)
    ).first()
    if row is None:
        raise Erased("this person has no key in the vault")
    key = opened_key(keyring, person_id, row.wrapped, row.root_version)
    values = present_values(connection, [person_id], [group], only, of_rows=True)
    return [(value.key.field, value.open(key)) for value in values]
