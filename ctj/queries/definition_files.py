"""The definition files by themselves, without a case: checked, told in words, drawn."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection

from ctj.model.tracks import Definition
from ctj.paths import workflows_dir
from ctj.workflow.checks.check import check
from ctj.workflow.checks.findings import Finding
from ctj.workflow.definitions import Library, TrackDefinition
from ctj.workflow.diagram import as_svg, draw
from ctj.workflow.overlays import Overlay, overlays_from
from ctj.workflow.reader import load
from ctj.workflow.words import as_text, track_in_words


class NoSuchDefinition(LookupError):
    """There is no track, state or jurisdiction of that name; the message names those there are."""


def findings(stored: Iterable[str]) -> list[Finding]:
    """What is wrong with the installed files; `stored` as in `stored_definitions`."""
    return check(workflows_dir(), stored)


def stored_definitions(connection: Connection) -> list[str]:
    """The canonical texts of the versions that this database keeps; none before it is set up."""
    if not inspect(connection).has_table(Definition.__tablename__):
        return []
    return list(connection.execute(select(Definition.content)).scalars())


def words_of_track(name: str, jurisdiction: str) -> str:
    """A track as plain text, as read in a jurisdiction ('' = none). Raises NoSuchDefinition."""
    library = load()
    overlay = _overlay(jurisdiction) if jurisdiction else None
    return as_text(track_in_words(_track(library, name), library, overlay))


def picture_of_track(name: str, state: str, jurisdiction: str) -> str:
    """A track as SVG, with `state` marked ('' = none). Raises NoSuchDefinition."""
    library = load()
    track = _track(library, name)
    if state and state not in track.states:
        raise NoSuchDefinition(
            f"The track '{name}' has no state '{state}'. Its states: {', '.join(track.states)}."
        )
    overlay = _overlay(jurisdiction) if jurisdiction else None
    return as_svg(draw(track, library, present=state or None, overlay=overlay))


def _track(library: Library, name: str) -> TrackDefinition:
    track = library.tracks.get(name)
    if track is None:
        known = ", ".join(library.tracks)
        raise NoSuchDefinition(f"There is no track '{name}'. The tracks are: {known}.")
    return track


def _overlay(jurisdiction: str) -> Overlay:
    overlays = overlays_from(workflows_dir() / "jurisdictions")
    overlay = overlays.get(jurisdiction.lower())
    if overlay is None:
        known = ", ".join(overlays)
        raise NoSuchDefinition(
            f"There is no overlay for '{jurisdiction}'. The jurisdictions are: {known}."
        )
    return overlay
