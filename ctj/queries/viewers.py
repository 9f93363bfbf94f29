"""A user as a viewer, by address: for the terminal, where nobody has signed in."""

from __future__ import annotations

from sqlalchemy import Connection

from ctj.access.viewers import Viewer, load_viewer, user_id_of


def viewer_of(connection: Connection, email: str) -> Viewer | None:
    """The active user with that address as a viewer; None if there is none."""
    user_id = user_id_of(connection, email)
    return load_viewer(connection, user_id) if user_id else None
