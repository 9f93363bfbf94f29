"""What a manager's day asks: what is stuck, overdue and unrecorded, and who carries how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, literal, or_, select

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.base import UtcDateTime
from ctj.model.cases import Case
from ctj.model.clocks import ClockRow
from ctj.model.organisations import Organisation
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.definitions import Library

from ..legal_words import open_ended
from ..reader_groups import hidden_anywhere
from .limits import level_of, running_limits
from .tracks import gone_quiet

#: So many persons and units at most are listed, the most burdened first.
MOST = 50


@dataclass(frozen=True)
class OverdueKind:
    """Limits of one kind that have ended: how many, and the longest ago. ``stuck``: its definition
    says that it then belongs in the list of what is stuck."""

    clock: str
    label: str
    late: int
    today: int
    stuck: bool


@dataclass(frozen=True)
class Burden:
    """What one person, or a unit's pool (``person`` empty), carries."""

    unit: str
    person: str
    tracks: int
    quiet: int
    late: int


def overdue_kinds(
    connection: Connection, viewer: Viewer, services: Services
) -> tuple[OverdueKind, ...]:
    """Limits of the supervised cases that end today or have ended, by kind, the most first."""
    one = (
        select(ClockRow.clock, level_of(viewer.now, services).label("level"))
        .where(*running_limits(), ClockRow.case_id.in_(all_visible(viewer)))
        .where(ClockRow.clock.not_in(hidden_anywhere(services.library, viewer)))
        .subquery()
    )
    late, today = _counted(one.c.level == "late"), _counted(one.c.level == "today")
    rows = connection.execute(
        select(one.c.clock, late.label("late"), today.label("today"))
        .group_by(one.c.clock)
        .having(late + today > 0)
        .order_by(late.desc(), one.c.clock)
    )
    return tuple(_kind(row, services.library) for row in rows)


def _kind(row: Any, library: Library) -> OverdueKind:
    definition = library.clocks.get(row.clock)
    label = open_ended(definition.label) if definition else row.clock.replace("_", " ")
    stuck = bool(definition and "stuck" in definition.on_breach.lower())
    return OverdueKind(row.clock, label, row.late, row.today, stuck)


def burdens(connection: Connection, viewer: Viewer, library: Library) -> tuple[Burden, ...]:
    """Open tracks, those gone quiet, and ended limits, per person and unit of the lead agency."""
    tracks = _tracks(viewer, library).subquery()
    rows = connection.execute(
        select(
            Organisation.name.label("unit"),
            User.name.label("person"),
            func.count().label("tracks"),
            _counted(tracks.c.quiet).label("quiet"),
            func.sum(tracks.c.late).label("late"),
        )
        .select_from(tracks)
        .join(Organisation, Organisation.id == tracks.c.unit_id)
        .outerjoin(User, User.id == tracks.c.owner_id)
        .group_by(tracks.c.unit_id, Organisation.name, tracks.c.owner_id, User.name)
        .order_by(func.count().desc(), Organisation.name, User.name)
        .limit(MOST)
    )
    return tuple(Burden(r.unit, r.person or "", r.tracks, r.quiet or 0, r.late or 0) for r in rows)


def _tracks(viewer: Viewer, library: Library) -> Any:
    late = (
        select(ClockRow.track_id, func.count().label("late"))
        .where(*running_limits(), ClockRow.due_at < literal(viewer.now, UtcDateTime()))
        .where(ClockRow.case_id.in_(all_visible(viewer)))
        .group_by(ClockRow.track_id)
        .subquery()
    )
    return (
        select(
            Track.id,
            Track.owner_id,
            Case.lead_agency_id.label("unit_id"),
            gone_quiet(viewer.now).label("quiet"),
            func.coalesce(late.c.late, 0).label("late"),
        )
        .join(Case, Case.id == Track.case_id)
        .outerjoin(late, late.c.track_id == Track.id)
        .where(Track.case_id.in_(all_visible(viewer)), _is_open(library))
    )


def _is_open(library: Library) -> Any:
    """Condition on ``Track``: in a state that is not done."""
    ended: dict[str, list[str]] = {}
    for track in library.tracks.values():
        ended[track.id] = [state.id for state in track.states.values() if state.is_done]
    return ~or_(
        literal(False),
        *((Track.track == one) & Track.state.in_(states) for one, states in ended.items()),
    )


def _counted(condition: Any) -> Any:
    return func.sum(cast(condition, Integer))


def stuck_tracks(connection: Connection, viewer: Viewer, library: Library) -> int:
    """How many open tracks of the supervised cases went quiet."""
    query = select(func.count()).where(
        Track.case_id.in_(all_visible(viewer)), _is_open(library), gone_quiet(viewer.now)
    )
    return int(connection.execute(query.select_from(Track)).scalar_one())


def units(found: Iterable[Burden]) -> tuple[Burden, ...]:
    """The same, summed per unit."""
    sums: dict[str, Burden] = {}
    for one in found:
        old = sums.get(one.unit, Burden(one.unit, "", 0, 0, 0))
        sums[one.unit] = Burden(
            one.unit, "", old.tracks + one.tracks, old.quiet + one.quiet, old.late + one.late
        )
    return tuple(sorted(sums.values(), key=lambda one: -one.tracks))
