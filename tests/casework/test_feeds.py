"""A diary's secret address: shown once, no session, need-to-know at each reading, counted, revoked.

These must catch: the token kept as it is; a revoked address answered; readings not
counted; the kind of hearing in the file; hearings of cases not seen any more.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update

from ctj.access.errors import NotVisible
from ctj.app import create_app
from ctj.casework.feeds import MOST_READS, WINDOW, TooManyReads, make_feed, reader_of, revoke_feed
from ctj.casework.refusals import FormErrors
from ctj.model.access import CaseGrant
from ctj.model.audit import AuditRow
from ctj.model.cases import Case
from ctj.model.notices import CalendarFeed
from ctj.model.users import User
from ctj.transaction import unit_of_work
from tests.queries.caseload import Caseload
from tests.world import World

NOW = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)


class Fed:
    """One hearing ten days ahead of the database's clock, and the prosecutor's address."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.case = world.bare_case()
        world.grant_all(self.case, "pros")
        with world.database.read() as connection:
            self.day = (world.database.now(connection) + timedelta(days=10)).date()
            query = select(Case.reference).filter_by(id=self.case)
            self.reference = connection.execute(query).scalar_one()
        load = Caseload(world, NOW)
        load.hearing(self.case, f"{self.day}T10:30", load.subject(self.case))
        self.token = make_feed(self.services, world.viewer("pros"))
        app = create_app(self.services, {"SECRET_KEY": "a secret of the tests, long enough"})
        self.client: FlaskClient = app.test_client()

    def fetch(self, token: str = ""):  # type: ignore[no-untyped-def]
        return self.client.get(f"/diary/calendar/{token or self.token}.ics")


@pytest.fixture
def fed(world: World) -> Fed:
    return Fed(world)


def test_it_tells_references_and_times_and_nothing_else(fed: Fed) -> None:
    answer = fed.fetch()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["summary"]) == f"Hearing on case {fed.reference}"
    start = event["dtstart"].dt
    assert start == datetime(fed.day.year, fed.day.month, fed.day.day, 2, 30, tzinfo=UTC)
    assert "trial" not in answer.text.lower() and "A1" not in answer.text
    assert set(event) == {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "CLASS"}


def test_it_follows_what_its_owner_may_see(fed: Fed) -> None:
    with unit_of_work(fed.services.database) as work:
        work.connection.execute(update(CaseGrant).values(revoked_at=NOW - timedelta(days=400)))
    assert Calendar.from_ical(fed.fetch().data).walk("VEVENT") == []
    with unit_of_work(fed.services.database) as work:
        work.connection.execute(update(User).values(active=False))
    assert fed.fetch().status_code == 404


def test_unknown_and_revoked_addresses_answer_alike(fed: Fed) -> None:
    with fed.services.database.read() as connection:
        row = connection.execute(select(CalendarFeed.__table__)).one()
    assert fed.token not in repr(tuple(row))
    with pytest.raises(NotVisible):
        revoke_feed(fed.services, fed.world.viewer("lead"), row.id)
    unknown = fed.fetch("no-such-token")
    revoke_feed(fed.services, fed.world.viewer("pros"), row.id)
    revoked = fed.fetch()
    assert (unknown.status_code, revoked.status_code) == (404, 404)
    token = re.compile(r'"X-CSRFToken": "[^"]*"')  # holds the second at which it was made
    assert token.sub("", unknown.text) == token.sub("", revoked.text)


def test_readings_are_counted_by_the_hour_and_audited_by_the_day(fed: Fed) -> None:
    for _ in range(MOST_READS):
        reader_of(fed.services, fed.token, NOW)
    with pytest.raises(TooManyReads):
        reader_of(fed.services, fed.token, NOW + WINDOW / 2)
    reader_of(fed.services, fed.token, NOW + WINDOW)
    reader_of(fed.services, fed.token, NOW + timedelta(days=1))
    with fed.services.database.read() as connection:
        query = select(AuditRow.action).where(AuditRow.action.like("feed.%"))
        actions = list(connection.scalars(query.order_by(AuditRow.seq)))
    assert actions == ["feed.made", "feed.read", "feed.read"]


def test_too_many_readings_are_put_off(fed: Fed) -> None:
    answers = [fed.fetch().status_code for _ in range(MOST_READS + 1)]
    assert answers == [200] * MOST_READS + [429]
    assert fed.fetch().headers["Retry-After"] == "3600"


def test_five_addresses_are_enough(fed: Fed) -> None:
    viewer = fed.world.viewer("pros")
    for _ in range(4):
        make_feed(fed.services, viewer)
    with pytest.raises(FormErrors):
        make_feed(fed.services, viewer)
