"""Who is away on a day, and who stands in for whom: reckoned from the days, never switched.

A track's own deputy goes before the one whom the absent owner named. Standing in opens nothing: a
deputy sees the cases that the need-to-know rule shows anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select
from sqlalchemy.orm import aliased

from ctj.model.absences import Absence
from ctj.model.tracks import Track
from ctj.model.users import User


@dataclass(frozen=True)
class Away:
    """One absence: whose, from when to when (both days included), and who stands in."""

    id: str
    user_id: str
    name: str
    deputy_id: str
    deputy: str
    first_day: date
    last_day: date


def away_on(day: date) -> ColumnElement[bool]:
    """The condition that an absence holds on that local day of the instance."""
    return and_(Absence.first_day <= day, Absence.last_day >= day, Absence.ended_at.is_(None))


def covered_by(user_id: str, day: date) -> ColumnElement[bool]:
    """On a selection of Track: its owner is away on that day and this user stands in."""
    return exists().where(
        Absence.user_id == Track.owner_id,
        away_on(day),
        func.coalesce(Track.deputy_id, Absence.deputy_id) == user_id,
    )


def own_absences(connection: Connection, user_id: str, day: date) -> tuple[Away, ...]:
    """The user's absences that are not over, by their first day."""
    return _of(connection, Absence.user_id == user_id, Absence.last_day >= day)


def standing_in(connection: Connection, user_id: str, day: date) -> tuple[Away, ...]:
    """Who is away on that day and named this user as deputy."""
    return _of(connection, Absence.deputy_id == user_id, away_on(day))


def away(connection: Connection, day: date) -> dict[str, Away]:
    """Everybody who is away on that day, by user."""
    return {one.user_id: one for one in _of(connection, away_on(day))}


def _of(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Away, ...]:
    deputy = aliased(User)
    rows = connection.execute(
        select(
            Absence.id,
            Absence.user_id,
            User.name,
            Absence.deputy_id,
            deputy.name.label("deputy"),
            Absence.first_day,
            Absence.last_day,
        )
        .join(User, User.id == Absence.user_id)
        .join(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.ended_at.is_(None), *conditions)
        .order_by(Absence.first_day, Absence.id)
    )
    return tuple(Away(**row._mapping) for row in rows)
