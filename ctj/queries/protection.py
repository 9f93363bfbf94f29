"""What a reader may know of measures that protect somebody (process.md 2.3, protection measures).

Measures in court are no secret. Of the others witness protection knows all, prosecutor and
victim-support officer that they exist; nobody else learns even that. The place is opened by witness
protection alone, on purpose (``casework.reveal``).
"""

from __future__ import annotations

from ctj.access.viewers import Viewer
from ctj.workflow.definitions import Library
from ctj.workflow.projection import Row

MEASURES = "measures"
_GROUP = "protection_location"
_KNOW = frozenset({"yes", "that they exist"})


def may_know_measures(viewer: Viewer, library: Library) -> bool:
    """Whether the viewer learns that measures of protection exist."""
    by_role = library.field_groups.get(_GROUP, {})
    return any(by_role.get(role) in _KNOW for role in viewer.roles)


def may_open_places(viewer: Viewer, library: Library) -> bool:
    """Whether the viewer may open where somebody is protected."""
    by_role = library.field_groups.get(_GROUP, {})
    return any(by_role.get(role) == "yes" for role in viewer.roles)


def is_shown(row: Row, library: Library, knows: bool) -> bool:
    """Whether a row is shown to somebody who knows, or not, of protection."""
    if row.register != MEASURES or knows:
        return True
    return str(row.values.get("measure")) in library.codes["special_measure"].codes
