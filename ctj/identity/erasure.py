"""Erasing a person: her key, her index and the salts of her commitments are destroyed (C34).

Events, audit rows and backups stay as they are: they hold pseudonyms, and ciphertext that nothing
opens any more. A backup still holds the wrapped key, so whoever restores one replays the ledger of
erasures, which is kept with the audit (`erased_people` and `erase`, which may be repeated).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from ctj.model.audit import AuditSalt
from ctj.model.vault import BlindIndex, IdentityField, Person, PersonKey, PersonLink


def erase(connection: Connection, people: Iterable[str], now: datetime) -> int:
    """Destroy the identities of these persons, with all that was joined to them. Returns how many
    were not erased before.

    Who may ask for it, grace and second person are the caller's part; so is the audit row.
    """
    asked = set(people)
    joined = select(PersonLink.joined_id).where(PersonLink.kept_id.in_(sorted(asked)))
    wanted = sorted(asked | set(map(str, connection.scalars(joined))))
    destroyed = connection.execute(
        update(PersonKey)
        .where(PersonKey.person_id.in_(wanted), PersonKey.destroyed_at.is_(None))
        .values(wrapped=None, destroyed_at=now)
    ).rowcount
    for held in (BlindIndex, IdentityField, AuditSalt):
        connection.execute(delete(held).where(held.person_id.in_(wanted)))
    connection.execute(
        update(Person)
        .where(Person.id.in_(wanted), Person.erased_at.is_(None))
        .values(erased_at=now)
    )
    return destroyed


def erased_people(connection: Connection) -> Mapping[str, datetime]:
    """The ledger: who was erased, and when."""
    rows = connection.execute(
        select(Person.id, Person.erased_at).where(Person.erased_at.is_not(None))
    )
    return {person: at for person, at in rows if at is not None}
