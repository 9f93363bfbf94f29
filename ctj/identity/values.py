"""The present sealed values of persons, opened with a person's key. For this room only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ctj.model.vault import IdentityField

from .ciphers import decrypt
from .wrapping import FieldKey

#: A column of a row by its place in the form of one event.
BY_PLACE = re.compile(r"\.\d{1,3}\.")


@dataclass(frozen=True)
class SealedValue:
    """One sealed value as it stands in the table."""

    row: str
    key: FieldKey
    sealed: bytes

    def open(self, person_key: bytes) -> str:
        """The text. Raises SealBroken if it was altered or moved."""
        return decrypt(person_key, self.key.place(self.row), self.sealed).decode()


def present_values(
    connection: Connection,
    people: Iterable[str],
    groups: Iterable[str],
    only: Collection[str] | None = None,
    *,
    of_rows: bool = False,
) -> list[SealedValue]:
    """The newest value of each field of these groups, person by person; ``only``: among these rows
    of the table. ``of_rows``: where rows were addressed by their place in a form, as they were at
    first ('measures.0.location'), one value does not say which other it replaces: one of each
    event is given."""
    rows = connection.execute(
        select(IdentityField)
        .with_only_columns(
            IdentityField.id,
            IdentityField.person_id,
            IdentityField.group,
            IdentityField.field,
            IdentityField.number,
            IdentityField.sealed,
            IdentityField.event_id,
        )
        .where(IdentityField.person_id.in_(list(people)), IdentityField.group.in_(list(groups)))
        .order_by(IdentityField.person_id, IdentityField.field, IdentityField.number)
    )
    newest: dict[tuple[str, str, str], SealedValue] = {}
    for row, person, group, field, number, sealed, event in rows:
        if only is None or str(row) in only:
            key = FieldKey(person, group, field, number)
            told = str(event) if of_rows and BY_PLACE.search(field) else ""
            newest[person, field, told] = SealedValue(row, key, sealed)
    return list(newest.values())
