"""Seats of a timeline (``pros@PH-DOJ``) and the users who sit there."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, select

from ..access.viewers import Viewer, load_viewer
from ..model.organisations import Organisation
from ..model.users import User, UserRole
from ..transaction import Database
from .timeline_format import Seat


class NobodySeated(ValueError):
    """Nobody has that role at that agency; ``str()`` says so, ``mend`` how to mend it."""

    def __init__(self, sentence: str, mend: str) -> None:
        super().__init__(sentence)
        self.mend = mend


class Seats:
    """Looks seats up once each. The order of users of one role is that in which they joined."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._viewers: dict[Seat, Viewer] = {}

    def viewer(self, seat: Seat) -> Viewer:
        """The user who sits there. Raises NobodySeated."""
        if seat not in self._viewers:
            with self._database.read() as connection:
                self._viewers[seat] = load_viewer(connection, _user_id(connection, seat))
        return self._viewers[seat]

    def user_of(self, text: str) -> str:
        """The id of the user whose seat the text names, or the text itself if it names none."""
        seat = Seat.parse(text)
        if seat is None:
            return text
        try:
            return self.viewer(seat).user_id
        except NobodySeated:
            return text


#: Turns a text of a user field into what the form takes.
NamesUser = Callable[[str], str]


def _user_id(connection: Connection, seat: Seat) -> str:
    agency = connection.execute(
        select(Organisation.id).where(Organisation.code == seat.agency)
    ).scalar_one_or_none()
    if agency is None:
        raise NobodySeated(
            f"There is no agency '{seat.agency}' (of {seat}).",
            "Check its code, or add it: ctj agency add.",
        )
    found = connection.execute(
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.agency_id == agency,
            User.active,
            UserRole.role == seat.role,
            UserRole.revoked_at.is_(None),
        )
        .order_by(User.created_at, func.length(User.email), User.email)
    ).scalars()
    users = list(found)
    if len(users) < seat.number:
        raise NobodySeated(
            f"Nobody sits at {seat}: {len(users)} users there have the role '{seat.role}'.",
            "Check role and agency, or add the user: ctj user add.",
        )
    return users[seat.number - 1]
