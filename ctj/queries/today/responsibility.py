"""Whose turn it is: the tracks that are a viewer's to move, and the clocks that a role answers for.

A track without an owner belongs to everybody of the role on the case's team (a pool); one with an
owner to that person, and while its owner is away to the deputy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from ctj.access.viewers import Viewer
from ctj.model.tracks import Track
from ctj.services import Services
from ctj.workflow.definitions import Library
from ctj.workflow.instants import local_day

from ..absences import covered_by
from ..sleep import asleep

#: A lead investigator acts as an investigator too (process.md 2.1).
ACTS_AS = {"lead": ("inv",)}


def acting_roles(viewer: Viewer) -> frozenset[str]:
    """The viewer's roles, and those whose acts come with them."""
    also = (one for role in viewer.roles for one in ACTS_AS.get(role, ()))
    return viewer.roles | frozenset(also)


def local_today(viewer: Viewer, services: Services) -> date:
    """The local day of the instance on which the viewer looks."""
    return local_day(viewer.now, services.instance.time_zone)


def is_mine(viewer: Viewer, day: date) -> ColumnElement[bool]:
    """Condition on ``Track``: owned by the viewer, a team of theirs or nobody in particular; or by
    somebody away on that local day for whom the viewer stands in."""
    return or_(
        Track.owner_id.is_(None),
        Track.owner_id.in_([viewer.user_id, *viewer.team_ids]),
        is_covered(viewer, day),
    )


def is_covered(viewer: Viewer, day: date) -> Any:
    """Condition on ``Track``: its owner is away, and the viewer stands in."""
    return and_(Track.owner_id != viewer.user_id, covered_by(viewer.user_id, day))


def is_awake(viewer: Viewer, day: date) -> ColumnElement[bool]:
    """Condition on ``Track``: not put to sleep until a later day. Its limits show all the same."""
    return ~asleep(day, viewer.now)


def clocks_of(library: Library, roles: Iterable[str]) -> tuple[str, ...]:
    """Codes of the clocks that these roles answer for."""
    wanted = frozenset(roles)
    return tuple(sorted(c.id for c in library.clocks.values() if wanted & frozenset(c.owners)))


def in_order(subjects: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Subjects (id, pseudonym, kind) by letter and number: A1, A2, A10, V1."""
    return tuple(sorted(subjects, key=lambda one: (one[1][:1], len(one[1]), one[1])))
