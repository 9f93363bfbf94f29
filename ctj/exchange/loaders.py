"""Who runs a loader: a user, whom the audit names beside the one as whom the loader acts."""

from __future__ import annotations

from sqlalchemy import select

from ..model.users import User
from ..services import Services
from .demonstration.people import STEWARD


class NoLoader(ValueError):
    """Nobody answers for the loading; ``str()`` says how to mend it."""


def loader_id(services: Services, email: str | None) -> str:
    """The id of the user with that address; on a demonstration, its steward. Raises NoLoader."""
    wanted = email or (STEWARD.email if services.instance.demonstration else None)
    if wanted is None:
        raise NoLoader("Say who loads, for the audit: --loaded-by EMAIL.")
    with services.database.read() as connection:
        found = connection.execute(
            select(User.id).where(User.email == wanted.strip().casefold(), User.active)
        ).scalar_one_or_none()
    if found is None:
        raise NoLoader(f"There is no active user {wanted}. Check the address.")
    return str(found)
