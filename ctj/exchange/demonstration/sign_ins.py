"""What is printed so that somebody can sign in to a demonstration as each of its roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from ...access.links import DEMONSTRATION, issue
from ...access.second_factor import code_at, step_of
from ...access.settings import AccessSettings
from ...model.users import User
from ...services import Services
from ...transaction import unit_of_work
from .people import PEOPLE, SECOND_FACTOR


@dataclass(frozen=True)
class SignIn:
    """One sign-in. ``link_token``: of a link that signs in once within 24 hours."""

    role: str
    role_label: str
    name: str
    email: str
    link_token: str


def sign_ins(services: Services) -> tuple[SignIn, ...]:
    """A fresh one-time link for the user of each role; earlier ones end."""
    return tuple(_sign_ins(services))


def _sign_ins(services: Services) -> Iterator[SignIn]:
    with unit_of_work(services.database) as work:
        emails = [person.email for person in PEOPLE]
        found = work.connection.execute(select(User.email, User.id).where(User.email.in_(emails)))
        known = {row.email: row.id for row in found}
        for person in PEOPLE:
            token = issue(
                work.connection,
                known[person.email],
                purpose=DEMONSTRATION,
                by=None,
                now=work.now,
                settings=AccessSettings(),
            )
            label = services.library.roles[person.role].label
            yield SignIn(person.role, label, person.name, person.email, token)
        work.audit("demonstration.links", objects={"users": len(known)})


def present_code(services: Services) -> str:
    """The six figures that the second factor of every demonstration user asks for now."""
    with services.database.read() as connection:
        return code_at(SECOND_FACTOR, step_of(services.database.now(connection)))
