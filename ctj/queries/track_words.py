"""The tracks as they are defined: in words for a jurisdiction, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from ctj.services import Services
from ctj.workflow.definitions import TrackDefinition
from ctj.workflow.diagram import as_svg, draw
from ctj.workflow.overlays import Overlay
from ctj.workflow.words import TrackWords, track_in_words


class NoSuchTrack(LookupError):
    """There is no track, jurisdiction or state of that name."""


@dataclass(frozen=True)
class TrackAbout:
    """A track in one line of a list."""

    id: str
    label: str
    runs_for: str
    components: tuple[int, ...]
    states: int
    steps: int
    acts: int


def tracks(services: Services) -> tuple[TrackAbout, ...]:
    """Every track in force, in the order of the files."""
    return tuple(
        TrackAbout(
            id=track.id,
            label=track.label,
            runs_for=track.runs_for,
            components=track.components,
            states=len(track.states),
            steps=sum(not step.is_act for step in track.transitions.values()),
            acts=sum(step.is_act for step in track.transitions.values()),
        )
        for track in services.library.tracks.values()
    )


def words_of(services: Services, track: str, jurisdiction: str) -> TrackWords:
    """The track as it is read in a jurisdiction. Raises NoSuchTrack."""
    definition, overlay = _found(services, track, jurisdiction)
    return track_in_words(definition, services.library, overlay)


def picture_of(services: Services, track: str, jurisdiction: str, state: str = "") -> str:
    """The track as SVG, with ``state`` marked as the present one. Raises NoSuchTrack."""
    definition, overlay = _found(services, track, jurisdiction)
    if state and state not in definition.states:
        raise NoSuchTrack
    return as_svg(draw(definition, services.library, present=state or None, overlay=overlay))


def _found(services: Services, track: str, jurisdiction: str) -> tuple[TrackDefinition, Overlay]:
    definition = services.library.tracks.get(track)
    overlay = services.overlays.get(jurisdiction)
    if definition is None or overlay is None:
        raise NoSuchTrack
    return definition, overlay
