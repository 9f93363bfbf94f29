"""Which sealed values of a person a look may open: one record may hold what several cases told.

A value is opened only by one whose role may open it where it was told. So the address of a victim
is not read by the way of a case where the same person is accused, and who may read own entries
reads no others.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from ctj.identity.family import joined_to
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.vault import IdentityField


def values_told(
    connection: Connection,
    person_id: str,
    group: str,
    kinds: Collection[str],
    by_user: str | None = None,
) -> frozenset[str]:
    """Ids of the rows of this group that were told of her as a subject of one of ``kinds``, and by
    this user if one is named. A value of which it is not known counts for every kind in which she
    stands anywhere."""
    family = [person_id, *joined_to(connection, [person_id])]
    stands = set(
        connection.scalars(
            select(SubjectRow.kind).where(SubjectRow.person_id == person_id).distinct()
        )
    )
    rows = connection.execute(
        select(IdentityField.id, IdentityField.event_id, Event.user_id, SubjectRow.kind)
        .outerjoin(Event, Event.id == IdentityField.event_id)
        .outerjoin(SubjectRow, SubjectRow.id == Event.subject_id)
        .where(IdentityField.person_id.in_(family), IdentityField.group == group)
    ).all()
    events = sorted({str(row.event_id) for row in rows if row.event_id})
    adding = connection.execute(
        select(SubjectRow.created_by, SubjectRow.kind).where(SubjectRow.created_by.in_(events))
    )
    added = {row.created_by: row.kind for row in adding}
    return frozenset(
        str(row.id)
        for row in rows
        if _as(added.get(row.event_id) or row.kind, stands) <= set(kinds)
        and by_user in (None, row.user_id)
    )


def _as(kind: str | None, stands: set[str]) -> set[str]:
    return {kind} if kind else stands
