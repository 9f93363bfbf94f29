"""Warnings of limits follow their clocks; each is told once, to those whom it concerns.

These must catch: old warnings left in place; planned again with other ids; the handler not
looking again; a reader's rights not asked; `warn_then` told before the end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ctj.access.grants import Grant, give
from ctj.casework.warnings import KIND, plan_warnings
from ctj.jobs.handlers import Tools
from ctj.jobs.runner import sweep
from ctj.model.access import CaseGrant
from ctj.model.clocks import ClockRow
from ctj.model.notices import Notice
from ctj.model.outbox import OutboxRow
from ctj.model.users import User
from ctj.transaction import unit_of_work
from tests.queries.caseload import Caseload
from tests.world import World

#: The limit ends on 25 December 2026 at noon in Manila; it warns 30 and 7 days before.
END = datetime(2026, 12, 25, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
START = END - 40 * DAY


class Told:
    """One case with one limit, and what is told of it."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.load = Caseload(world, START)
        self.case = world.bare_case()
        world.grant_all(self.case, "pros")
        self.track = self.load.track(self.case)
        self.clock = self.load.limit(
            self.case, END, fixed_end="2026-12-25T12:00", track_id=self.track, length=None,
            recorded_at=START,
        )  # fmt: skip

    def plan(self, at: datetime = START) -> None:
        with unit_of_work(self.services.database, recorded_at=at) as work:
            plan_warnings(work, self.services, self.case)

    def change(self, **values: Any) -> None:
        with unit_of_work(self.services.database) as work:
            work.connection.execute(update(ClockRow).filter_by(id=self.clock).values(values))

    def due(self) -> list[datetime]:
        with self.services.database.read() as connection:
            query = select(OutboxRow.due_at).filter_by(kind=KIND, done_at=None)
            return list(connection.scalars(query.order_by(OutboxRow.due_at)))

    def run(self, at: datetime) -> list[tuple[str, str, str]]:
        while sweep(Tools(self.services, None), at=at):
            pass
        with self.services.database.read() as connection:
            rows = connection.execute(
                select(User.name, Notice.kind, Notice.mark)
                .join(User, User.id == Notice.user_id)
                .order_by(Notice.created_at, User.name)
            )
            return [(name, kind, mark.rpartition(" ")[0]) for name, kind, mark in rows]


@pytest.fixture
def told(world: World) -> Told:
    return Told(world)


def test_each_mark_is_told_once_when_its_time_comes(told: Told) -> None:
    told.plan()
    told.plan()
    assert told.due() == [END - 30 * DAY, END - 7 * DAY, END]
    assert told.run(END - 31 * DAY) == []
    assert told.run(END - 30 * DAY) == [("Pros", "limit_near", "30 d")]
    told.plan(END - 20 * DAY)
    assert told.run(END - 20 * DAY) == [("Pros", "limit_near", "30 d")]
    assert told.run(END - 7 * DAY)[1:] == [("Pros", "limit_near", "7 d")]
    assert told.run(END)[2:] == [("Pros", "limit_over", "over")]


def test_a_stopped_or_paused_limit_is_silent(told: Told) -> None:
    told.plan()
    told.change(stopped="2026-11-20", open=False)
    assert told.run(END - 7 * DAY) == []  # nobody planned anew: it looks again
    told.plan()
    assert told.due() == []
    told.change(stopped=None, open=True, due_at=None)
    told.plan()
    assert told.due() == []


def test_an_extended_limit_warns_of_its_new_end(told: Told) -> None:
    told.plan()
    assert len(told.run(END - 7 * DAY)) == 1
    later = END + 30 * DAY
    told.change(extensions=[{"until": "2027-01-24T12:00"}], due_at=later)
    told.plan(END - 6 * DAY)
    assert told.due() == [later - 30 * DAY, later - 7 * DAY, later]
    assert told.run(later - 7 * DAY)[1:] == [("Pros", "limit_near", "7 d")]


def test_a_limit_that_ended_before_it_was_recorded_is_not_told(told: Told) -> None:
    told.change(recorded_at=END + DAY)
    told.plan(END + DAY)
    assert told.due() == []
    assert told.run(END + 2 * DAY) == []


def test_recorded_late_the_tightest_mark_is_told_at_once(told: Told) -> None:
    told.change(recorded_at=END - DAY)
    told.plan(END - DAY)
    assert told.run(END - DAY) == [("Pros", "limit_near", "7 d")]


def test_after_a_long_silence_nothing_stale_is_told(told: Told) -> None:
    told.plan()
    assert told.run(END + 8 * DAY) == []


def test_the_owner_is_told_and_when_away_the_deputy_too(told: Told) -> None:
    world = told.world
    world.grant_all(told.case, "pros2", "pros3")
    with unit_of_work(told.services.database) as work:
        from ctj.model.tracks import Track

        owned = update(Track).filter_by(id=told.track)
        work.connection.execute(owned.values(owner_id=world.user("pros2")))
    told.plan()
    assert told.run(END - 30 * DAY) == [("Pros2", "limit_near", "30 d")]
    told.load.away("pros2", "pros3", date(2026, 12, 1), date(2026, 12, 24))
    found = told.run(END - 7 * DAY)[1:]
    assert {name for name, _kind, _mark in found} == {"Pros2", "Pros3"}


def test_whoever_may_not_see_the_case_is_not_told(told: Told) -> None:
    told.world.user("pros4")
    told.plan()
    with unit_of_work(told.services.database) as work:
        ended = update(CaseGrant).filter_by(case_id=told.case)
        work.connection.execute(ended.values(revoked_at=START))
    assert told.run(END - 30 * DAY) == []


def test_those_named_for_the_end_are_told_at_the_end_only(told: Told) -> None:
    world = told.world
    world.supervises("mgr")
    with unit_of_work(told.services.database) as work:
        grant = Grant("supervisors", world.agency("police"), "supervision", "read")
        give(work.connection, told.case, grant, by=None, now=START)
    told.change(clock="charge_limit")
    told.plan()
    told.run(END - 2 * DAY)
    before = {name for name, _kind, _mark in told.run(END - DAY)}
    after = {name for name, kind, _mark in told.run(END) if kind == "limit_over"}
    then = told.services.library.clocks["charge_limit"].warn_then
    assert "Mgr" not in before
    assert ("Mgr" in after) is ("mgr" in then)
