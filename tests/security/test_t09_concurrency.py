"""T09: many at once on the same track, and on the same approval: exactly one wins.

No lost update, no gap and no fork in the chain, and the others are told so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from ctj.casework.approvals import request
from ctj.casework.oversight import verify_audit
from ctj.casework.steps import Step, SubjectStep
from ctj.identity.keyring import KeyRing
from ctj.model.events import Event
from ctj.model.tracks import Track
from ctj.queries.verify import verify
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.casework.story import ALL_REASONS, Story
from tests.conftest import services_of
from tests.security.racing import Race, Racers, run
from tests.world import World

Racing = Callable[[Race], Mapping[str, int]]
#: Nobody may wait longer than this for the lock of another, per race (C10: no deadlock).
LONGEST = 20


@pytest.fixture
def story(database: Database, keyring: KeyRing, library: Library, tmp_path: Path) -> Story:
    story = Story(World(services_of(database, keyring, library, tmp_path))).begun()
    story.charged()
    story.world.viewer("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    return story


@pytest.fixture
def racers(request: pytest.FixtureRequest, story: Story, tmp_path: Path) -> Iterator[Racers]:
    processes, threads = request.param
    url = story.world.database.engine.url.render_as_string(hide_password=False)
    keys = story.services.keyring._path
    made = Racers(url, keys, tmp_path, processes=processes, threads=threads)
    yield made
    made.stop()


SMALL = pytest.mark.parametrize(
    ("racers", "rounds"), [((2, 4), 3)], indirect=["racers"], ids=["small"]
)
FULL = pytest.mark.parametrize(
    ("racers", "rounds"), [((2, 16), 50)], indirect=["racers"], ids=["full"]
)


def _version(story: Story) -> int:
    with story.world.database.read() as connection:
        return connection.execute(
            select(Track.version).where(Track.track == "prosecution")
        ).scalar_one()


def _same_track(story: Story, racers: Racers, rounds: int) -> None:
    first = _version(story)
    for number in range(rounds):
        note = Step(
            story.reference,
            "prosecution",
            "add_note",
            (SubjectStep("A1", first + number),),
            {"occurred_on": "2024-05-01", "text": "One of many."},
        )
        began = time.monotonic()
        outcomes = racers.race(Race(story.pros.user_id, step=note))
        assert time.monotonic() - began < LONGEST
        assert outcomes["won"] == 1, outcomes
        assert set(outcomes) == {"won", "Conflict"}, outcomes
    assert _version(story) == first + rounds
    _whole(story)


def _same_approval(story: Story, race: Racing, rounds: int) -> None:
    for number in range(rounds):
        step = Step(
            story.reference,
            "prosecution",
            "withdraw_prosecution" if number % 2 == 0 else "recharge",
            (SubjectStep("A1"),),
            _reasons(number),
            ALL_REASONS,
        )
        approval = request(story.services, story.pros, step)
        outcomes = race(Race(story.world.user("pros2"), approval_id=approval))
        assert outcomes["won"] == 1, outcomes
        assert set(outcomes) == {"won", "ApprovalRefused"}, outcomes
        if number % 2:
            story.checked("A1")
            story.charged()
    _whole(story)


def _reasons(number: int) -> dict[str, str]:
    if number % 2 == 0:
        reason = {"end_reason": "insufficient_evidence"}
    else:
        reason = {"reason": "new_evidence"}
    return {"occurred_on": "2024-05-01", "why": "It is so.", **reason}


def _whole(story: Story) -> None:
    """The chain verifies, numbers have no gap, and the tables are what the log says."""
    with story.world.database.read() as connection:
        numbers = connection.scalars(select(Event.seq).order_by(Event.seq)).all()
        found = verify(connection, story.services)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert found.findings == ()
    assert verify_audit(story.world.database).is_clean


@SMALL
def test_t09_one_winner_on_a_track(story: Story, racers: Racers, rounds: int) -> None:
    _same_track(story, racers, rounds)


def test_t09_an_approval_is_used_once(story: Story) -> None:
    _same_approval(story, lambda race: run(story.services, race, threads=6), rounds=2)


@pytest.mark.full
@pytest.mark.timeout(900)
@FULL
def test_t09_one_winner_on_a_track_full(story: Story, racers: Racers, rounds: int) -> None:
    _same_track(story, racers, rounds)


@pytest.mark.full
@pytest.mark.timeout(900)
@FULL
def test_t09_an_approval_is_used_once_full(story: Story, racers: Racers, rounds: int) -> None:
    _same_approval(story, racers.race, rounds)
