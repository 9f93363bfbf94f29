"""A transition takes at most 15 round trips to the database, BEGIN and COMMIT included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ctj.identity.keyring import KeyRing
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.casework.story import Story
from tests.conftest import services_of
from tests.round_trips import counted
from tests.world import World

MOST = 15


def test_a_transition_takes_few_round_trips(
    postgresql_database: Database, keyring: KeyRing, library: Library, tmp_path: Path
) -> None:
    services = services_of(postgresql_database, keyring, library, tmp_path)
    story = Story(World(services)).begun()
    story.suspect(full_name="Second Suspect")
    story.checked("A2")
    taken: dict[str, int] = {}
    with counted(postgresql_database) as (database, trips):
        story.services = replace(services, database=database)
        for _ in range(7):
            story.checked(
                "A1"
            )  # the driver prepares a statement when it is used for the fifth time

        def count(name: str, *labels: str) -> None:
            trips.count = 0
            getattr(story, name)(*labels)
            taken[name] = max(taken.get(name, 0), trips.count)

        count("charged", "A1", "A2")
        count("on_trial", "A1", "A2")
        count("heard", "A1")
        count("heard", "A1", "A2")
        count("convicted", "A1")
        count("noted", "A1")
    assert {name: n for name, n in taken.items() if n > MOST} == {}
    assert taken.keys() == {"charged", "on_trial", "heard", "convicted", "noted"}
