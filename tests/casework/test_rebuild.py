"""What is made from the events can be thrown away and made again, and is proved to be the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from ctj.casework.cases import Opening, open_case
from ctj.casework.corrections import correct
from ctj.casework.known_people import search_known_people
from ctj.casework.rebuild import rebuild
from ctj.casework.steps import CORRECT, By, Correction, Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.identity.keyring import KeyRing
from ctj.model.clocks import ClockRow
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.queries.as_known import NotYetKnown, case_as_known
from ctj.queries.verify import Verified, verify
from ctj.transaction import Database, unit_of_work
from ctj.workflow.definitions import Library
from tests.casework.story import CHARGE, OPENING, Story
from tests.conftest import services_of
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    """Convicted, with a corrected date and two accused."""
    story = Story(world).begun()
    story.suspect(full_name="Second Suspect")
    charged = story.charged()
    correct(
        story.services,
        story.pros,
        Correction(
            story.reference,
            "prosecution",
            CORRECT,
            str(charged.events[0].seq),
            "wrong_date",
            "Read wrongly.",
            {**CHARGE, "occurred_on": "2024-04-03"},
        ),
    )
    story.on_trial()
    story.convicted()
    return story


def found(story: Story) -> Verified:
    with story.world.database.read() as connection:
        return verify(connection, story.services, instants=100)


def contents(story: Story) -> dict[str, list[tuple[object, ...]]]:
    tables = [Track.__table__, RegisterRow.__table__, ClockRow.__table__]
    tables += [table for pair in TABLES.values() for table in pair]
    with story.world.database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in tables
        }


def test_what_the_write_path_left_is_what_the_log_says(story: Story) -> None:
    verified = found(story)
    assert verified.findings == ()
    assert verified.events == 12
    assert verified.rows > 20


def test_the_rebuild_is_identical(story: Story) -> None:
    before = contents(story)
    rebuilt = rebuild(story.services)
    assert (rebuilt.cases, rebuilt.refused) == (1, ())
    assert contents(story) == before
    assert found(story).findings == ()


def test_the_history_of_a_correction_still_shows_the_error(story: Story) -> None:
    history = TABLES["accused"][1]
    with story.world.database.read() as connection:
        days = connection.scalars(select(history.c.charged_from).distinct()).all()
    assert date(2024, 4, 1) in days


@pytest.mark.parametrize("table", ["facts", "history", "rows", "clocks", "tracks"])
def test_a_changed_row_is_found_and_the_rebuild_mends_it(story: Story, table: str) -> None:
    accused, history = TABLES["accused"]
    statements = {
        "facts": update(accused).values(outcome="acquitted"),
        "history": delete(history),
        "rows": update(RegisterRow).values(status="dropped"),
        "clocks": delete(ClockRow),
        "tracks": update(Track).values(state="executed"),
    }
    with unit_of_work(story.world.database) as work:
        work.connection.execute(statements[table])
    assert found(story).findings
    rebuild(story.services)
    assert found(story).findings == ()


def test_a_row_too_many_is_found(story: Story) -> None:
    accused = TABLES["accused"][0]
    with unit_of_work(story.world.database) as work:
        values = {"case_id": story.case_id, "subject_id": story.case_id, "known_from": work.now}
        work.connection.execute(insert(accused).values({**values, "provenance": {}}))
    assert any("should not be there" in one.says for one in found(story).findings)


def test_a_changed_event_is_found_by_its_digest_in_the_audit(
    sqlite_database: Database, keyring: KeyRing, library: Library, tmp_path: Path
) -> None:
    """On SQLite: on PostgreSQL the application's role cannot take the trigger away."""
    story = Story(World(services_of(sqlite_database, keyring, library, tmp_path))).begun()
    story.charged()
    with unit_of_work(story.world.database) as work:
        work.connection.execute(text("DROP TRIGGER events_no_update"))
        work.connection.execute(text("UPDATE events SET role = 'lead' WHERE seq = 6"))
    assert [one.says for one in found(story).findings if one.what.startswith("events")] == [
        "differs in digest"
    ]


def test_a_case_as_known_on_a_day_before_it_went_on(world: World) -> None:
    story = Story(world)
    search_known_people(story.services, story.lead, "nobody")
    january, march = datetime(2025, 1, 15, tzinfo=UTC), datetime(2025, 3, 15, tzinfo=UTC)
    opened = open_case(story.services, story.lead, Opening(OPENING), By(recorded_at=january))
    accept = Step(
        opened.case_reference,
        "investigation",
        "accept_case",
        answers={"occurred_on": "2025-01-10", "priority": "ordinary"},
    )
    fire(story.services, story.lead, accept, By(recorded_at=march))
    viewer = story.world.viewer("lead")

    def state_on(day: date) -> list[str]:
        with world.database.read() as connection:
            reference = opened.case_reference
            case = case_as_known(connection, story.services, viewer, reference, day)
        return [track.state for track in case.projection.tracks.values()]

    assert state_on(date(2025, 1, 1)) == []
    assert state_on(date(2025, 2, 1)) == ["needs_triage"]
    assert state_on(date(2025, 4, 1)) == ["needs_lead"]
    with pytest.raises(NotYetKnown, match="an hour after"):
        state_on(viewer.now.date())


def test_recording_before_the_last_entry_is_refused(world: World) -> None:
    story = Story(world).begun()
    step = Step(story.reference, "prosecution", "charge", (SubjectStep("A1"),), CHARGE)
    with pytest.raises(Exception, match="after that entry"):
        fire(story.services, story.pros, step, By(recorded_at=datetime(2020, 1, 1, tzinfo=UTC)))
