"""What a recorded act tells to whom; once, and only to those who may see the case.

These must catch: the actor told of the own act; what a loader recorded told; the same act
told twice; rights not asked; a choice of mail not kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from ctj.casework.approvals import decide, request
from ctj.casework.known_people import CUSTODIAN_MATCH, SEARCHED
from ctj.casework.notices import MAIL, choose_mail, mark_read
from ctj.jobs.handlers import Tools
from ctj.jobs.runner import sweep
from ctj.model.access import CaseGrant
from ctj.model.base import new_id
from ctj.model.events import Event
from ctj.model.notices import Notice
from ctj.model.outbox import OutboxRow
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.queries.notices import notices, unread_count
from ctj.transaction import unit_of_work
from tests.casework.story import Story
from tests.casework.test_approvals import withdrawal
from tests.queries.caseload import Caseload
from tests.world import World

NOW = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)


class Told:
    """A case whose events are written as rows, and what is told of them."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.load = Caseload(world, NOW)
        self.case = world.bare_case()
        world.grant_all(self.case, "pros", "lead", "inv")
        self.track = self.load.track(self.case, "needs_charge_decision")

    def event(self, **values: Any) -> str:
        """An event that moved the track to the prosecutor, unless told otherwise."""
        act_id = new_id()
        definition = self.services.library.tracks["prosecution"].hash
        row = {
            "id": new_id(), "case_id": self.case, "track_id": self.track, "seq": self._next(),
            "act_id": act_id, "kind": "transition", "track": "prosecution",
            "transition": "refer_accused", "from_state": "suspected",
            "to_state": "needs_charge_decision", "occurred": "2026-11-24", "precision": "day",
            "data": {}, "effects": {}, "findings": [], "definition_hash": definition,
            "user_id": self.world.user("lead"), "role": "lead", "recorded_at": NOW, **values,
        }  # fmt: skip
        with unit_of_work(self.services.database) as work:
            work.connection.execute(insert(Event).values(row))
            payload = {"case": self.case, "act": act_id}
            work.outbox("act.recorded", payload, case_id=self.case, due_at=NOW)
        return act_id

    def _next(self) -> int:
        with self.services.database.read() as connection:
            return 1 + connection.execute(select(func.count()).select_from(Event)).scalar_one()

    def run(self) -> list[tuple[str, str]]:
        while sweep(Tools(self.services, None), at=NOW):
            pass
        with self.services.database.read() as connection:
            rows = connection.execute(
                select(User.name, Notice.kind).join(User, User.id == Notice.user_id)
            )
            return sorted((row.name, row.kind) for row in rows)

    def again(self) -> None:
        """All work once more, as after a lost lease."""
        with unit_of_work(self.services.database) as work:
            rows = update(OutboxRow).where(OutboxRow.kind != MAIL)
            work.connection.execute(rows.values(done_at=None, attempts=0))

    def count(self, table: Any, **which: Any) -> int:
        with self.services.database.read() as connection:
            query = select(func.count()).select_from(table).filter_by(**which)
            return int(connection.execute(query).scalar_one())


@pytest.fixture
def told(world: World) -> Told:
    return Told(world)


def test_whose_turn_it_is_is_told_once_however_often_it_is_repeated(told: Told) -> None:
    told.event()
    assert told.run() == [("Pros", "task")]
    told.again()
    assert told.run() == [("Pros", "task")]
    assert told.count(OutboxRow, kind=MAIL) == 1


def test_what_comes_back_is_told_to_those_who_sent_it(told: Told) -> None:
    told.event(
        transition="return_for_investigation", from_state="needs_charge_decision",
        to_state="needs_more_investigation", role="pros", user_id=told.world.user("pros"),
    )  # fmt: skip
    assert told.run() == [("Inv", "came_back"), ("Lead", "came_back")]


def test_an_owner_is_told_alone(told: Told) -> None:
    told.world.grant_all(told.case, "pros2")
    with unit_of_work(told.services.database) as work:
        mine = update(Track).filter_by(id=told.track)
        work.connection.execute(mine.values(owner_id=told.world.user("pros2")))
    told.event()
    assert told.run() == [("Pros2", "task")]


def test_what_was_loaded_is_no_news(told: Told) -> None:
    told.event(loaded_by=told.world.user("stew"))
    assert told.run() == []


def test_who_takes_the_step_is_not_told(told: Told) -> None:
    told.event(role="pros", user_id=told.world.user("pros"))
    assert told.run() == []


def test_mentions_and_hand_overs_reach_those_who_may_see_the_case(told: Told) -> None:
    world = told.world
    named = {"to_state": None, "from_state": None, "transition": "add_note"}
    told.event(**named, data={"owner": world.user("pros")})
    told.event(**named, data={"owner": world.user("inv9")})
    told.event(**named, data={"owner": world.user("lead")})
    with told.services.database.read() as connection:
        event_id = connection.scalars(select(Event.id).limit(1)).one()
    for name in ("inv", "inv9", "lead", "inv"):
        with unit_of_work(told.services.database) as work:
            payload = {"case": told.case, "event": event_id, "user": world.user(name)}
            work.outbox("note.mentioned", payload, case_id=told.case, due_at=NOW)
    assert told.run() == [("Inv", "mentioned"), ("Pros", "given")]


def test_a_match_is_told_to_custodians_and_names_the_case_only_to_its_own(told: Told) -> None:
    world = told.world
    about = {"search": new_id(), "agency": world.agency("office")}
    with unit_of_work(told.services.database) as work:
        for name, case in (("lead", told.case), ("inv9", told.case), ("mgr", None)):
            payload = {**about, "user": world.user(name)}
            work.outbox(CUSTODIAN_MATCH, payload, case_id=case, due_at=NOW)
        work.outbox(SEARCHED, {"search": about["search"]}, due_at=NOW)
    assert told.run() == [("Lead", "known_elsewhere"), ("Mgr", "known_elsewhere")]
    with told.services.database.read() as connection:
        (line,) = notices(connection, world.viewer("mgr"), told.services.library).lines
    assert (line.reference, line.agency) == ("", "Office")


def test_who_lost_sight_of_the_case_loses_its_notices(told: Told) -> None:
    told.event()
    told.run()
    viewer = replace(told.world.viewer("pros"), now=NOW)
    with told.services.database.read() as connection:
        assert unread_count(connection, viewer) == 1
    with unit_of_work(told.services.database) as work:
        mine = update(CaseGrant).filter_by(grantee_id=viewer.user_id)
        work.connection.execute(mine.values(revoked_at=NOW - timedelta(days=1)))
    with told.services.database.read() as connection:
        assert unread_count(connection, viewer) == 0
        assert notices(connection, viewer, told.services.library).lines == ()


def test_reading_is_ones_own(told: Told) -> None:
    told.event()
    told.run()
    viewer = told.world.viewer("pros")
    with told.services.database.read() as connection:
        (line,) = notices(connection, viewer, told.services.library, unread=True).lines
    mark_read(told.services, told.world.viewer("lead"), line.id)
    mark_read(told.services, told.world.viewer("lead"))
    with told.services.database.read() as connection:
        assert unread_count(connection, viewer) == 1
    mark_read(told.services, viewer, line.id)
    with told.services.database.read() as connection:
        assert unread_count(connection, viewer) == 0


def test_only_chosen_kinds_come_by_mail(told: Told) -> None:
    choose_mail(told.services, told.world.viewer("pros"), frozenset({"limit_over"}))
    told.event()
    assert told.run() == [("Pros", "task")]
    assert told.count(OutboxRow, kind=MAIL) == 0
    choose_mail(told.services, told.world.viewer("pros"), frozenset({"task"}))
    told.event()
    told.run()
    assert told.count(OutboxRow, kind=MAIL) == 1


def test_pages_of_notices_go_on(told: Told) -> None:
    for _ in range(30):
        told.event()
    told.run()
    viewer = told.world.viewer("pros")
    with told.services.database.read() as connection:
        first = notices(connection, viewer, told.services.library)
        rest = notices(connection, viewer, told.services.library, after=first.following)
    assert (len(first.lines), len(rest.lines), rest.following) == (25, 5, None)


def test_a_request_is_told_to_who_may_decide_and_the_decision_to_who_asked(world: World) -> None:
    story = Story(world).begun()
    story.charged()
    world.grant_all(story.case_id, "pros2")
    approval = request(story.services, story.pros, withdrawal(story), "Please look.")
    assert _asked(story) == {("Pros2", "approval_asked")}
    decide(story.services, world.viewer("pros2"), approval, "declined", "Not yet.")
    assert _asked(story) == {("Pros2", "approval_asked"), ("Pros", "approval_decided")}


def _asked(story: Story) -> set[tuple[str, str]]:
    with story.services.database.read() as connection:
        later = story.services.database.now(connection) + timedelta(seconds=1)
    while sweep(Tools(story.services, None), at=later):
        pass
    with story.services.database.read() as connection:
        rows = connection.execute(
            select(User.name, Notice.kind)
            .join(User, User.id == Notice.user_id)
            .where(Notice.kind.like("approval%"))
        )
        return {(row.name, row.kind) for row in rows}


def test_the_payloads_hold_ids_only(told: Told) -> None:
    """C32."""
    told.event()
    told.run()
    with told.services.database.read() as connection:
        payloads = connection.scalars(select(OutboxRow.payload)).all()
    for payload in payloads:
        assert all(len(value) == 36 and value.count("-") == 4 for value in payload.values())
