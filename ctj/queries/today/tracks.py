"""Tracks that wait: for the viewer, for somebody else, or for nobody because they went quiet.

Which states show to whom, and under which heading, the track files say (`today:` of a state). The
words of a state's label say who must act (process.md 1.3), and so on which side it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.absences import Absence
from ctj.model.base import IdType, UtcDateTime
from ctj.model.cases import Case, SubjectRow
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.definitions import Library, State

from ..absences import away_on
from ..case_page import filled
from .responsibility import acting_roles, in_order, is_awake, is_covered, is_mine, local_today

NEXT, WAITING, BACK, QUIET = "next", "waiting", "back", "quiet"
#: Days without an entry after which a track went quiet: data-quality rule Q.11.
QUIET_AFTER = {"investigation": 90, "prosecution": 180, "victim_support": 60, "witness_support": 60}
QUIET_REQUEST = 60
SUPERVISOR = "mgr"
SHOWN = 3
PAGE = 25


@dataclass(frozen=True)
class TrackLine:
    """One track, or several of a case in the same state. ``subjects``: id, pseudonym and kind.
    ``days``: since the last entry was recorded."""

    track_id: str
    track: str
    state: str
    state_label: str
    case_id: str
    reference: str
    subjects: tuple[tuple[str, str, str], ...]
    since: Any
    changed_at: datetime
    days: int


@dataclass(frozen=True)
class Section:
    """Tracks of one state. ``side``: next, waiting, back or quiet; ``key`` names it in a link."""

    key: str
    side: str
    title: str
    heading: str
    count: int
    lines: tuple[TrackLine, ...]


@dataclass(frozen=True)
class TrackPage:
    """One page of a section's list; ``following`` is the key to go on after."""

    title: str
    side: str
    lines: tuple[TrackLine, ...]
    following: tuple[datetime, str] | None


@dataclass(frozen=True)
class Shown:
    """How a state shows to the viewer."""

    track: str
    state: State
    heading: str
    side: str

    @property
    def key(self) -> str:
        return f"{self.track}.{self.state.id}"


def shown_states(viewer: Viewer, library: Library) -> dict[str, Shown]:
    """States that some role of the viewer is to see on Today, by 'track.state'.

    A state that only an older version of a track has is shown as that version says.
    """
    roles = acting_roles(viewer)
    found: dict[str, Shown] = {}
    plain = library.source or library
    versions = [(track, plain.by_hash[key]) for key, track in library.by_hash.items()]
    versions += [(track, plain.tracks[key]) for key, track in library.tracks.items()]
    for track, in_english in versions:
        for state in track.states.values():
            key = f"{track.id}.{state.id}"
            place = next((n for n, e in enumerate(state.today) if roles & frozenset(e.roles)), None)
            if place is None:
                found.pop(key, None)
            else:
                written = in_english.states[state.id]
                side = side_of(written, written.today[place].heading)
                found[key] = Shown(track.id, state, state.today[place].heading, side)
    return found


def side_of(state: State, heading: str) -> str:
    """On which side of Today a state stands: next, waiting or back.

    By the words of the file, which name who must act (process model 1.1): never by a translation.
    """
    if heading.lower().startswith("came back"):
        return BACK
    label = state.label.lower()
    if state.kind == "parked" or "waiting for" in label or heading.lower().startswith("waiting"):
        return WAITING
    return NEXT


def sections(connection: Connection, viewer: Viewer, services: Services) -> tuple[Section, ...]:
    """Every section that is not empty: one query for the states and for what went quiet."""
    states = shown_states(viewer, services.library)
    if not states:
        return ()
    rows = connection.execute(_select(viewer, services, states)).all()
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    return tuple(
        _section(key, states.get(key), found[key], viewer, services.library)
        for key in (*states, QUIET)
        if key in found
    )


def _section(
    key: str, shown: Shown | None, rows: list[Any], viewer: Viewer, library: Library
) -> Section:
    lines = _together(_line(row, viewer, library) for row in rows)
    if shown is None:
        return Section(QUIET, QUIET, "", "", rows[0].of, lines)
    return Section(key, shown.side, filled(shown.state.label), shown.heading, rows[0].of, lines)


def _together(lines: Iterable[TrackLine]) -> tuple[TrackLine, ...]:
    """One line for those of a case who stand in the same state since the same entry."""
    found: dict[tuple[str, str, datetime], TrackLine] = {}
    for line in lines:
        same = (line.case_id, line.state, line.changed_at)
        old = found.get(same)
        both = {*(old.subjects if old else ()), *line.subjects}
        found[same] = replace(old or line, subjects=in_order(both))
    return tuple(found.values())


def _select(viewer: Viewer, services: Services, states: Mapping[str, Shown]) -> Any:
    key = Track.track + "." + Track.state
    day = local_today(viewer, services)
    mine = (is_mine(viewer, day), is_awake(viewer, day), Track.case_id.in_(all_visible(viewer)))
    either = union_all(
        select(Track.id, Track.changed_at, key.label("part")).where(_in(states), *mine),
        select(Track.id, Track.changed_at, literal(QUIET).label("part")).where(
            _in(_open_states(viewer, services.library)),
            gone_quiet(viewer.now),
            *mine,
        ),
    ).subquery()
    oldest = (either.c.changed_at, either.c.id)
    ranked = select(
        either,
        func.count().over(partition_by=either.c.part).label("of"),
        func.row_number().over(partition_by=either.c.part, order_by=oldest).label("place"),
    ).subquery()
    told = _told(ranked).where(ranked.c.place <= SHOWN)
    return told.add_columns(ranked.c.part, ranked.c.of)


def section_page(
    connection: Connection,
    viewer: Viewer,
    services: Services,
    key: str,
    after: tuple[datetime, str] | None = None,
) -> TrackPage | None:
    """The tracks of one section, longest without an entry first; None if it has no such section."""
    shown = shown_states(viewer, services.library).get(key)
    if shown is None and key != QUIET:
        return None
    chosen = select(Track.id).where(*_listed(viewer, services, shown))
    if after is not None:
        last = tuple_(literal(after[0], UtcDateTime()), literal(after[1], IdType))
        chosen = chosen.where(tuple_(Track.changed_at, Track.id) > last)
    rows = connection.execute(_told(chosen.subquery()).limit(PAGE + 1)).all()
    lines = tuple(_line(row, viewer, services.library) for row in rows[:PAGE])
    last_line = lines[-1] if len(rows) > PAGE else None
    return TrackPage(
        title=filled(shown.state.label) if shown else "",
        side=shown.side if shown else QUIET,
        lines=lines,
        following=(last_line.changed_at, last_line.track_id) if last_line else None,
    )


def _listed(viewer: Viewer, services: Services, shown: Shown | None) -> list[ColumnElement[bool]]:
    """What a section's list holds: the viewer's own; for who supervises, of everybody."""
    day = local_today(viewer, services)
    found: list[ColumnElement[bool]] = [
        Track.case_id.in_(all_visible(viewer)),
        is_awake(viewer, day),
    ]
    if SUPERVISOR not in viewer.roles:
        found.append(is_mine(viewer, day))
    if shown is None:
        return [*found, _in(_open_states(viewer, services.library)), gone_quiet(viewer.now)]
    return [*found, Track.track == shown.track, Track.state == shown.state.id]


@dataclass(frozen=True)
class Total:
    """How much waits for the viewer. ``owner``: of whom, who is away until ``until``; '' for the
    viewer's own."""

    owner: str
    until: date | None
    tracks: int
    cases: int


def totals(connection: Connection, viewer: Viewer, services: Services) -> tuple[Total, ...]:
    """The viewer's own first, then those of each colleague for whom the viewer stands in."""
    states = _open_states(viewer, services.library)
    if not states:
        return ()
    day = local_today(viewer, services)
    owner = case((is_covered(viewer, day), Track.owner_id), else_=None).label("owner_id")
    counted = (
        select(
            owner,
            func.count().label("tracks"),
            func.count(func.distinct(Track.case_id)).label("cases"),
        )
        .where(_in(states), is_mine(viewer, day), is_awake(viewer, day))
        .where(Track.case_id.in_(all_visible(viewer)))
        .group_by(owner)
        .subquery()
    )
    until = select(func.max(Absence.last_day)).where(
        Absence.user_id == counted.c.owner_id, away_on(day)
    )
    rows = connection.execute(
        select(counted, User.name, until.scalar_subquery().label("until"))
        .outerjoin(User, User.id == counted.c.owner_id)
        .order_by(User.name.is_not(None), User.name)
    )
    return tuple(
        Total(name or "", until, tracks, cases) for _id, tracks, cases, name, until in rows
    )


def _open_states(viewer: Viewer, library: Library) -> list[str]:
    """States not done that show to the viewer; to who supervises, of every track."""
    if SUPERVISOR not in viewer.roles:
        shown = shown_states(viewer, library)
        return [key for key, one in shown.items() if one.state.kind != "done"]
    return [
        f"{track.id}.{state.id}"
        for track in library.tracks.values()
        for state in track.states.values()
        if not state.is_done
    ]


def gone_quiet(now: datetime) -> ColumnElement[bool]:
    """Condition on ``Track``: no entry for as long as rule Q.11 says for its kind."""

    def before(days: int) -> ColumnElement[bool]:
        return Track.changed_at < literal(now - timedelta(days=days), UtcDateTime())

    named = (and_(Track.track == one, before(days)) for one, days in QUIET_AFTER.items())
    others = and_(Track.track.not_in(list(QUIET_AFTER)), before(QUIET_REQUEST))
    return or_(*named, others)


def _in(keys: Iterable[str]) -> ColumnElement[bool]:
    by_track: dict[str, list[str]] = {}
    for key in keys:
        track, _dot, state = key.partition(".")
        by_track.setdefault(track, []).append(state)
    return or_(
        literal(False),
        *(and_(Track.track == one, Track.state.in_(states)) for one, states in by_track.items()),
    )


def _told(found: Any) -> Any:
    return (
        select(
            Track.id,
            Track.track,
            Track.state,
            Track.definition_hash,
            Track.case_id,
            Track.subject_id,
            Track.since,
            Track.changed_at,
            Case.reference,
            SubjectRow.label.label("subject_label"),
            SubjectRow.kind.label("subject_kind"),
        )
        .join(found, found.c.id == Track.id)
        .join(Case, Case.id == Track.case_id)
        .outerjoin(SubjectRow, SubjectRow.id == Track.subject_id)
        .order_by(Track.changed_at, Track.id)
    )


def _line(row: Any, viewer: Viewer, library: Library) -> TrackLine:
    definition = library.by_hash.get(row.definition_hash) or library.tracks[row.track]
    return TrackLine(
        track_id=row.id,
        track=row.track,
        state=row.state,
        state_label=filled(definition.states[row.state].label),
        case_id=row.case_id,
        reference=row.reference,
        subjects=((row.subject_id, row.subject_label, row.subject_kind),) if row.subject_id else (),
        since=row.since,
        changed_at=row.changed_at,
        days=(viewer.now - row.changed_at).days,
    )
