"""The parts that every face needs, wired once per process and handed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .identity.keyring import KeyRing
from .language import SOURCE, say, speaking
from .transaction import Database
from .workflow.calendars import Calendar
from .workflow.definitions import Library
from .workflow.overlays import Overlay, overlay_for
from .workflow.translated import translated


@dataclass(frozen=True)
class Instance:
    """What the instance's one row says."""

    name: str
    jurisdiction: str
    time_zone: str
    demonstration: bool


@dataclass(frozen=True)
class Services:
    """Database, keys, definitions and law, as one value that casework and queries take apart."""

    database: Database
    keyring: KeyRing
    library: Library
    overlays: Mapping[str, Overlay]
    calendars: Mapping[str, Calendar]
    instance: Instance
    home: Path
    _spoken: dict[str, Services] = field(default_factory=dict, compare=False, repr=False)

    def spoken(self, language: str) -> Services:
        """The same parts, their definitions in that language: same ids and hashes."""
        written = self.library.source or self.library
        if language == SOURCE:
            return self if written is self.library else replace(self, library=written)
        if language not in self._spoken:
            with speaking(language):
                library = translated(written, say, language)
            self._spoken[language] = replace(self, library=library)
        return self._spoken[language]

    def overlay(self, jurisdiction: str) -> Overlay:
        """The overlay of a jurisdiction, by alpha-2 or alpha-3; neutral where there is none."""
        return overlay_for(jurisdiction, self.overlays)
