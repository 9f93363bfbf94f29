"""A database for a moment, in which each plan is told once through the ordinary write path."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ...access.viewers import load_viewer
from ...casework import team
from ...casework.refusals import DoesNotFollow
from ...model.migrate import upgrade
from ...paths import migrations_dir
from ...services import Services
from ...transaction import Database
from ..case_loader import CaseLoader
from ..load_refusals import EventRefused
from ..timeline_format import CaseTimeline
from .crowd import Crew


class PlanRefused(RuntimeError):
    """A plan that the product does not take: a fault of the generator."""


@contextmanager
def scratch(services: Services) -> Iterator[Services]:
    """The same services over an empty database, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ctj-") as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        try:
            with database.engine.begin() as connection:
                upgrade(connection, migrations_dir())
            yield replace(services, database=database, home=Path(folder))
        finally:
            database.close()


class Teller:
    """Tells plans through casework, as the loader of timelines does."""

    def __init__(self, services: Services, loaded_by: str) -> None:
        self._services = services
        self._loader = CaseLoader(services, loaded_by)

    def tell(self, timeline: CaseTimeline, crew: Crew) -> str:
        """Save the case; returns its id. Raises PlanRefused."""
        try:
            _, case_id = self._loader.load(timeline)
        except (EventRefused, DoesNotFollow) as refused:
            raise PlanRefused(f"{timeline.reference}: {refused}") from refused
        with self._services.database.read() as connection:
            lead = load_viewer(connection, crew.police.first("lead").id)
        team.add(self._services, lead, timeline.reference, "team", crew.prosecution.team_id)
        return case_id
