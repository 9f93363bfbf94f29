"""Who is away, and who stands in: on both databases, by the day and never by a switch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from ctj.access.errors import NotVisible
from ctj.casework import absence
from ctj.casework.absence import NewAbsence
from ctj.casework.refusals import FormErrors
from ctj.model.tracks import Track
from ctj.queries.absences import away, covered_by, own_absences, standing_in
from ctj.transaction import unit_of_work
from ctj.workflow.instants import local_day
from tests.casework.story import Story

DAY = timedelta(days=1)


@pytest.fixture
def story(world) -> Story:
    return Story(world)


@pytest.fixture
def today(world) -> date:
    return local_day(world.viewer("lead").now, "Asia/Manila")


def record(world, first: date | None, last: date | None, deputy: str = "inv") -> str:
    new = NewAbsence(first, last, world.user(deputy))
    return absence.record(world.services, world.viewer("lead"), new)


def test_the_deputy_stands_in_on_the_days_alone(world, today) -> None:
    record(world, today + DAY, today + 3 * DAY)
    with world.database.read() as connection:
        assert own_absences(connection, world.user("lead"), today)[0].deputy == "Inv"
        assert standing_in(connection, world.user("inv"), today) == ()
        assert away(connection, today) == {}
        first, last = today + DAY, today + 3 * DAY
        for day in (first, last):
            assert standing_in(connection, world.user("inv"), day)[0].name == "Lead"
            assert set(away(connection, day)) == {world.user("lead")}
        assert standing_in(connection, world.user("inv"), last + DAY) == ()


def test_tracks_of_the_absent_owner_are_found_for_the_deputy(story: Story, world, today) -> None:
    story.open()
    story.take(
        "investigation.set_owner", by=story.lead, occurred_on="unknown", owner=world.user("lead")
    )
    record(world, today, today)

    def found(name: str) -> bool:
        with world.database.read() as connection:
            wanted = select(Track.id).where(covered_by(world.user(name), today))
            return connection.execute(wanted).first() is not None

    assert found("inv") and not found("pros") and not found("lead")
    with unit_of_work(world.database) as work:
        work.connection.execute(update(Track).values(deputy_id=world.user("pros")))
    assert found("pros") and not found("inv")


def test_an_absence_is_taken_back_by_its_owner_alone(world, today) -> None:
    absence_id = record(world, today, today)
    with pytest.raises(NotVisible):
        absence.end(world.services, world.viewer("inv"), absence_id)
    absence.end(world.services, world.viewer("lead"), absence_id)
    with world.database.read() as connection:
        assert away(connection, today) == {}
    with pytest.raises(NotVisible):
        absence.end(world.services, world.viewer("lead"), absence_id)


@pytest.mark.parametrize(
    ("first", "last", "deputy", "field"),
    [
        (None, 0, "inv", "first_day"),
        (0, None, "inv", "last_day"),
        (0, -1, "inv", "last_day"),
        (-3, -1, "inv", "last_day"),
        (0, 400, "inv", "last_day"),
        (0, 0, "lead", "deputy"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(world, today, first, last, deputy, field) -> None:
    days = [today + one * DAY if one is not None else None for one in (first, last)]
    with pytest.raises(FormErrors) as refused:
        record(world, *days, deputy)
    assert [one.path for one in refused.value.errors] == [field]


def test_days_that_overlap_are_refused(world, today) -> None:
    record(world, today, today + 3 * DAY)
    with pytest.raises(FormErrors) as refused:
        record(world, today + 3 * DAY, today + 4 * DAY)
    assert [one.path for one in refused.value.errors] == ["first_day"]


def test_somebody_of_another_agency_is_no_deputy(world, today) -> None:
    world.user("vso", agency="shelter")
    with pytest.raises(FormErrors) as refused:
        record(world, today, today, "vso")
    assert [one.path for one in refused.value.errors] == ["deputy"]
