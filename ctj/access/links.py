"""One-time links: stored hashed, good for 24 hours, once, and only by POST (C41).

Mail scanners fetch links, so opening one does nothing; the page it shows has a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ctj.model.base import new_id
from ctj.model.users import OneTimeLink, User

from .settings import AccessSettings
from .tokens import digest, new_token

#: Choose a password and a second factor, for a new account or a lost one.
SET_UP = "set_up"
#: Sign in at once; only where the instance is marked as a demonstration.
DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class OpenLink:
    """A link that could be used now, for whom and for what."""

    id: str
    user_id: str
    purpose: str
    name: str
    email: str


def issue(
    connection: Connection,
    user_id: str,
    *,
    purpose: str,
    by: str | None,
    now: datetime,
    settings: AccessSettings,
) -> str:
    """A new link's token. Earlier unused links of this user for the same purpose end."""
    connection.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user_id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token = new_token()
    connection.execute(
        insert(OneTimeLink).values(
            id=new_id(),
            user_id=user_id,
            purpose=purpose,
            token_hash=digest(token),
            created_at=now,
            created_by=by,
            expires_at=now + settings.link_life,
        )
    )
    return token


def look(connection: Connection, token: str, now: datetime) -> OpenLink | None:
    """The link of this token if it can still be used; looking does not use it."""
    row = connection.execute(
        select(OneTimeLink.id, OneTimeLink.user_id, OneTimeLink.purpose, User.name, User.email)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            User.active,
        )
    ).one_or_none()
    return OpenLink(row.id, row.user_id, row.purpose, row.name, row.email) if row else None


def consume(connection: Connection, token: str, now: datetime) -> OpenLink | None:
    """Use the link: exactly one of all who try gets it."""
    link = look(connection, token, now)
    if link is None:
        return None
    done = connection.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    return link if done.rowcount == 1 else None
