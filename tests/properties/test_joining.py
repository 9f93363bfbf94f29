"""Whatever the cases hold: joined or divided, and undone, nothing is lost or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctj.identity.keyring import KeyRing
from ctj.workflow.definitions import Library
from tests.casework.story import Story
from tests.casework.test_joining import (
    asked,
    counts,
    decided,
    events_of,
    joined,
    loaded,
    picture,
    proved,
    undone,
)
from tests.conftest import services_of
from tests.databases import SqliteDatabases
from tests.world import World

CASES = st.tuples(st.integers(0, 2), st.integers(1, 2), st.integers(0, 3))


def told(world: World, victims: int, accused: int, far: int) -> Story:
    """A case with so many people; ``far``: how many steps its first accused has taken."""
    story = Story(world)
    story.open()
    for number in range(victims):
        story.victim(full_name=f"Maria Santos {number}")
    for number in range(accused):
        story.suspect(full_name=f"Juan Cruz {number}")
    for step in (lambda: story.checked("A1"), story.charged, story.on_trial)[:far]:
        step()
    return story


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=CASES, two=CASES, data=st.data())
def test_joining_or_dividing_and_undoing_loses_nothing(
    sqlite_databases: SqliteDatabases,
    keyring: KeyRing,
    library: Library,
    tmp_path: Path,
    one: tuple[int, int, int],
    two: tuple[int, int, int],
    data: st.DataObject,
) -> None:
    with sqlite_databases.new() as database:
        world = World(services_of(database, keyring, library, tmp_path))
        here, there = told(world, *one), told(world, *two)
        labels = sorted(each.label for each in loaded(here).projection.subjects.values())
        going = data.draw(st.lists(st.sampled_from(labels), min_size=1, unique=True))
        before = picture(loaded(here)), picture(loaded(there))
        numbers, events = counts(here), events_of(here)
        if len(going) < len(labels) and data.draw(st.booleans()):
            fired: Any = decided(here, asked(here, "split_case", {"subjects": going}))
        else:
            fired = joined(here, there, *going)
        assert counts(here) == numbers
        proved(here)
        undone(here, fired.event_id)
        assert (picture(loaded(here)), picture(loaded(there))) == before
        assert counts(here) == numbers
        assert {key: events_of(here)[key] for key in events} == events
        proved(here)
