"""Owner, deputy and pool; put to sleep, and woken by the act, any entry, the day or the law."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from ctj.casework.refusals import Blocked
from ctj.model.clocks import ClockRow
from ctj.model.outbox import OutboxRow
from ctj.model.tracks import Track
from ctj.queries.sleep import asleep
from ctj.queries.verify import verify
from ctj.transaction import unit_of_work
from ctj.workflow.instants import local_day
from tests.casework.story import Story

DAY = timedelta(days=1)


@pytest.fixture
def story(world) -> Story:
    story = Story(world)
    story.open()
    return story


@pytest.fixture
def today(world) -> date:
    return local_day(world.viewer("lead").now, "Asia/Manila")


def sleep(story: Story, until: date, **more: object) -> None:
    story.take(
        "investigation.put_to_sleep",
        by=story.lead,
        occurred_on="unknown",
        until=until.isoformat(),
        waiting_for="waiting_court",
        **more,
    )


def is_asleep(story: Story, today: date, now: datetime | None = None) -> bool:
    with story.services.database.read() as connection:
        at = now or story.services.database.now(connection)
        return connection.execute(select(Track.id).where(asleep(today, at))).first() is not None


def proved(story: Story) -> None:
    with story.services.database.read() as connection:
        assert verify(connection, story.services).findings == ()


def test_it_sleeps_until_its_day_and_no_longer(story, today) -> None:
    sleep(story, today + 30 * DAY)
    assert is_asleep(story, today)
    assert is_asleep(story, today + 29 * DAY)
    assert not is_asleep(story, today + 30 * DAY)
    proved(story)


def test_it_is_woken_by_the_act(story, today) -> None:
    sleep(story, today + 30 * DAY)
    story.take("investigation.wake_up", by=story.lead, occurred_on="unknown")
    assert not is_asleep(story, today)
    with pytest.raises(Blocked):
        story.take("investigation.wake_up", by=story.lead, occurred_on="unknown")
    proved(story)


def test_any_entry_wakes_it(story, today) -> None:
    sleep(story, today + 30 * DAY)
    story.take("investigation.add_note", by=story.lead, occurred_on="unknown", text="News.")
    assert not is_asleep(story, today)
    proved(story)


@pytest.mark.parametrize(
    ("kind", "in_days", "sleeps"),
    [("legal", 6, False), ("legal", 8, True), ("policy", 6, True), ("legal", -3, True)],
)
def test_a_legal_limit_within_seven_days_wakes_it(story, today, kind, in_days, sleeps) -> None:
    sleep(story, today + 30 * DAY)
    with unit_of_work(story.services.database) as work:
        track = work.connection.execute(select(Track)).first()
        due = work.now + in_days * DAY
        ids = dict.fromkeys(("started_by", "changed_by"), story.services and track.since_event)
        work.connection.execute(
            insert(ClockRow).values(
                id=track.since_event, case_id=track.case_id, track_id=track.id, clock="x",
                kind=kind, statement={}, counts_from="instant", roll="none", before=False,
                pauses=[], extensions=[], calendar="neutral", zone="UTC", open=True, due_at=due,
                recorded_at=work.now, **ids,
            )
        )  # fmt: skip
    assert is_asleep(story, today) is sleeps


def test_only_the_owner_the_deputy_or_a_manager_puts_it_to_sleep(story, world, today) -> None:
    story.take(
        "investigation.set_owner",
        by=story.lead,
        occurred_on="unknown",
        owner=world.user("inv"),
        deputy=world.user("pros"),
    )
    with pytest.raises(Blocked):
        sleep(story, today + DAY)


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_is_not_to_come_is_refused(story, today, days) -> None:
    with pytest.raises(Blocked):
        sleep(story, today + days * DAY)


def test_a_pool_takes_the_place_of_the_owner_and_the_other_way_round(story, world) -> None:
    def owned() -> tuple[str | None, str | None]:
        with story.services.database.read() as connection:
            return tuple(connection.execute(select(Track.owner_id, Track.pool_id)).one())

    team = world.team("inv")
    story.take("investigation.set_owner", by=story.lead, occurred_on="unknown", pool=team)
    assert owned() == (None, team)
    lead = world.user("lead")
    story.take("investigation.set_owner", by=story.lead, occurred_on="unknown", owner=lead)
    assert owned() == (lead, None)
    with pytest.raises(Blocked):
        story.take("investigation.set_owner", by=story.lead, occurred_on="unknown")
    proved(story)


def test_who_is_mentioned_in_a_note_gets_a_notice_of_ids_alone(story, world) -> None:
    fired = story.take(
        "investigation.add_note",
        by=story.lead,
        occurred_on="unknown",
        text="Please read.",
        mentions=[world.user("inv"), world.user("pros")],
    )
    with story.services.database.read() as connection:
        rows = connection.execute(
            select(OutboxRow.payload).where(OutboxRow.kind == "note.mentioned")
        )
        told = sorted(rows.scalars(), key=lambda one: one["user"])
    users = sorted([world.user("inv"), world.user("pros")])
    assert [one["user"] for one in told] == users
    assert {one["event"] for one in told} == {fired.event_id}
    assert {frozenset(one) for one in told} == {frozenset({"case", "event", "user"})}
