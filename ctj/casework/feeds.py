"""Secret addresses of a user's diary, for calendars that cannot sign in.

The address is shown once and kept as a digest; it opens what its owner may see at that moment and
nothing else, is counted, and can be taken back. Making, taking back and each day's first reading
are audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from ctj.access.errors import NotVisible, Refusal
from ctj.access.tokens import digest, new_token
from ctj.access.viewers import Viewer, load_viewer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.notices import CalendarFeed
from ctj.services import Services
from ctj.transaction import Actor, UnitOfWork, unit_of_work
from ctj.workflow.instants import local_day
from ctj.workflow.step import FieldError

from .refusals import FormErrors
from .steps import actor_of

#: Calendars ask a few times an hour; whoever asks more often is put off.
MOST_READS, WINDOW = 30, timedelta(hours=1)
MOST_FEEDS = 5


class TooManyReads(Refusal):
    """This address was asked too often within the hour."""


@dataclass(frozen=True)
class Feed:
    """An address that holds, without its secret."""

    id: str
    created_at: datetime
    last_read_on: object | None


def own_feeds(connection: Connection, viewer: Viewer) -> tuple[Feed, ...]:
    """The viewer's addresses that hold, oldest first."""
    rows = connection.execute(
        select(CalendarFeed.id, CalendarFeed.created_at, CalendarFeed.audited_on)
        .filter_by(user_id=viewer.user_id, revoked_at=None)
        .order_by(CalendarFeed.created_at)
    )
    return tuple(Feed(row.id, row.created_at, row.audited_on) for row in rows)


def make_feed(services: Services, viewer: Viewer) -> str:
    """A new address; returns its secret, which nobody can show again. Raises FormErrors."""
    token, feed_id = new_token(), new_id()
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        if len(own_feeds(work.connection, viewer)) >= MOST_FEEDS:
            sentence = say(
                "You have %(most_feeds)s addresses. Take one back first.", most_feeds=MOST_FEEDS
            )
            raise FormErrors([FieldError("make", sentence, say("Calendar"))])
        work.connection.execute(
            insert(CalendarFeed).values(
                id=feed_id,
                user_id=viewer.user_id,
                token_hash=digest(token),
                created_at=work.now,
                reads=0,
            )
        )
        work.audit("feed.made", objects={"feed": feed_id})
    return token


def revoke_feed(services: Services, viewer: Viewer, feed_id: str) -> None:
    """The viewer's own address opens nothing any more. Raises NotVisible."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        done = work.connection.execute(
            update(CalendarFeed)
            .where(CalendarFeed.id == feed_id, CalendarFeed.user_id == viewer.user_id)
            .where(CalendarFeed.revoked_at.is_(None))
            .values(revoked_at=work.now)
        )
        if done.rowcount == 0:
            raise NotVisible
        work.audit("feed.revoked", objects={"feed": feed_id})


def reader_of(services: Services, token: str, at: datetime | None = None) -> Viewer:
    """Whose diary this address opens, as a viewer of this moment. The reading is counted.

    Raises NotVisible for an address that holds no more or never did; TooManyReads.
    """
    with unit_of_work(services.database, recorded_at=at) as work:
        row = work.connection.execute(
            select(CalendarFeed.__table__).filter_by(token_hash=digest(token), revoked_at=None)
        ).one_or_none()
        if row is None:
            raise NotVisible
        viewer = load_viewer(work.connection, row.user_id)
        _count(work, services, row, viewer)
        return viewer


def _count(work: UnitOfWork, services: Services, row: object, viewer: Viewer) -> None:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    begun, reads = values["counted_from"], values["reads"]
    if begun is None or work.now - begun >= WINDOW:
        begun, reads = work.now, 0
    if reads >= MOST_READS:
        raise TooManyReads(say("This calendar was asked for too often. Try again in an hour."))
    today = local_day(work.now, services.instance.time_zone)
    if values["audited_on"] != today:
        work.actor = Actor("user", viewer.user_id, viewer.agency_id)
        work.audit("feed.read", objects={"feed": values["id"]})
    work.connection.execute(
        update(CalendarFeed)
        .where(CalendarFeed.id == values["id"])
        .values(counted_from=begun, reads=reads + 1, audited_on=today)
    )
