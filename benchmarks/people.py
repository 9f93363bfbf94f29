"""Users of a generated caseload who sign in here, and the cases that they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import Connection, select

from ctj.access.links import DEMONSTRATION, issue
from ctj.access.rule import all_visible
from ctj.access.settings import AccessSettings
from ctj.access.viewers import load_viewer
from ctj.model.cases import Case, SubjectRow
from ctj.model.tracks import Track
from ctj.model.users import User, UserRole
from ctj.transaction import unit_of_work
from ctj.wiring import open_database

from .instance import Instance

#: States in which a hearing can be scheduled.
LIVE = ("waiting_for_trial", "on_trial")


@dataclass(frozen=True)
class Accused:
    """One accused with a live prosecution."""

    reference: str
    label: str
    version: int


@dataclass(frozen=True)
class Person:
    """A user with a one-time link, and what the user sees: how many cases, some of them."""

    link_token: str
    sees: int
    references: tuple[str, ...]
    accused: tuple[Accused, ...]


def people(instance: Instance, role: str, number: int, seed: int) -> list[Person]:
    """So many users of the role, drawn by the seed."""
    database = open_database(instance.configuration)
    try:
        with database.read() as connection:
            ids = _users(connection, role)
            found = []
            chosen = Random(seed).sample(ids, min(number, len(ids)))
            seen = [_seen(connection, user_id) for user_id in chosen]
        with unit_of_work(database) as work:
            for user_id, (sees, references, accused) in zip(chosen, seen, strict=True):
                token = issue(
                    work.connection,
                    user_id,
                    purpose=DEMONSTRATION,
                    by=None,
                    now=work.now,
                    settings=AccessSettings(),
                )
                found.append(Person(token, sees, references, accused))
    finally:
        database.close()
    return found


def _users(connection: Connection, role: str) -> Sequence[str]:
    wanted = select(User.id).join(UserRole, UserRole.user_id == User.id)
    return connection.scalars(wanted.where(UserRole.role == role).order_by(User.email)).all()


def _seen(connection: Connection, user_id: str) -> tuple[int, tuple[str, ...], tuple[Accused, ...]]:
    viewer = load_viewer(connection, user_id)
    ids = list(connection.scalars(all_visible(viewer)))
    some = Random(user_id).sample(sorted(ids), min(200, len(ids)))
    references = connection.scalars(select(Case.reference).where(Case.id.in_(some)))
    live = connection.execute(
        select(Case.reference, SubjectRow.label, Track.version)
        .join(Track, Track.case_id == Case.id)
        .join(SubjectRow, SubjectRow.id == Track.subject_id)
        .where(Case.id.in_(some), Track.track == "prosecution", Track.state.in_(LIVE))
        .order_by(Case.reference, SubjectRow.label)
    )
    accused = tuple(Accused(*row) for row in live)
    return len(ids), tuple(references), accused
