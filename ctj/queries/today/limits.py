"""Time limits that run for a viewer, in groups of urgency, counted and in order, in one query.

A limit that ends today comes before one that is overdue, since it can still be kept (visual.md 4).
A limit that had ended before it was recorded presses nobody and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.base import IdType, UtcDateTime
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.definitions import Library
from ctj.workflow.instants import end_of_day, local_day

from ..limits import due_level, due_words
from ..reader_groups import hidden_anywhere
from ..step_words import TELLING
from .responsibility import acting_roles, clocks_of, in_order, is_mine, local_today

TODAY, LATE, WEEK, LATER = "today", "late", "week", "later"
#: What a law or a court's order makes us do for somebody, apart from limits of our own steps.
OWED = "owed"
OBLIGATIONS = TELLING | {"restitution_payment", "condition_due"}
GROUPS = (TODAY, LATE, WEEK, LATER, OWED)
#: So many lines of a group stand on Today; of the later ones only the nearest.
SHOWN = 6
PAGE = 25


@dataclass(frozen=True)
class LimitLine:
    """One running limit of one subject, or of several of a case who share it. ``subjects``: id,
    pseudonym and kind. ``steps``: steps of the viewer's roles that would stop it, as (track,
    transition, label); ``article`` is empty for policy. ``owner``: who answers for the track."""

    clock_id: str
    clock: str
    label: str
    case_id: str
    reference: str
    track: str
    state: str
    subjects: tuple[tuple[str, str, str], ...]
    due_at: datetime
    level: str
    distance: str
    moment: str
    article: str
    status: str
    length: tuple[int, str] | None
    since: Any
    steps: tuple[tuple[str, str, str], ...]
    owner_id: str | None
    owner: str


@dataclass(frozen=True)
class LimitGroup:
    """``count``: all of the group; ``lines``: the nearest of them."""

    level: str
    count: int
    lines: tuple[LimitLine, ...]


@dataclass(frozen=True)
class LimitPage:
    """One page of a list of limits; ``following`` is the key to go on after, None at the end."""

    lines: tuple[LimitLine, ...]
    following: tuple[datetime, str] | None


def limit_groups(
    connection: Connection, viewer: Viewer, services: Services
) -> tuple[LimitGroup, ...]:
    """The groups that are not empty, in the order of the page."""
    running = _running(viewer, services, clocks_of(services.library, acting_roles(viewer)))
    one = running.subquery()
    nearest = (one.c.due_at, one.c.id)
    ranked = select(
        one,
        func.count().over(partition_by=one.c.level).label("of"),
        func.row_number().over(partition_by=one.c.level, order_by=nearest).label("place"),
    ).subquery()
    most = case((ranked.c.level == LATER, 1), else_=SHOWN)
    rows = connection.execute(_told(ranked).where(ranked.c.place <= most)).all()
    counts = {row.level: row.of for row in rows}
    return tuple(
        LimitGroup(
            level,
            counts[level],
            _together(_line(r, viewer, services.library) for r in rows if r.level == level),
        )
        for level in GROUPS
        if level in counts
    )


def _together(lines: Iterable[LimitLine]) -> tuple[LimitLine, ...]:
    """One line for those of a case who share a limit to the minute."""
    found: dict[tuple[str, str, str, datetime], LimitLine] = {}
    for line in lines:
        same = (line.case_id, line.clock, line.state, line.due_at)
        old = found.get(same)
        both = {*(old.subjects if old else ()), *line.subjects}
        found[same] = replace(old or line, subjects=in_order(both))
    return tuple(found.values())


def limit_page(
    connection: Connection,
    viewer: Viewer,
    services: Services,
    level: str | None = None,
    after: tuple[datetime, str] | None = None,
    supervised: str | None = None,
) -> LimitPage:
    """Limits of one group, or of all, nearest first: the viewer's own, or for whoever supervises
    those of one kind (``supervised``: a clock) in all cases that the viewer sees."""
    if supervised is None:
        running = _running(viewer, services, clocks_of(services.library, acting_roles(viewer)))
    else:
        shown = {supervised} - hidden_anywhere(services.library, viewer)
        running = _seen(viewer, services, sorted(shown))
    if after is not None:
        key = tuple_(ClockRow.due_at, ClockRow.id)
        running = running.where(
            key > tuple_(literal(after[0], UtcDateTime()), literal(after[1], IdType))
        )
    one = running.subquery()
    told = _told(one).limit(PAGE + 1)
    if level is not None:
        told = told.where(one.c.level == level)
    rows = connection.execute(told).all()
    lines = tuple(_line(row, viewer, services.library) for row in rows[:PAGE])
    last = lines[-1] if len(rows) > PAGE else None
    return LimitPage(lines, (last.due_at, last.clock_id) if last else None)


def level_of(now: datetime, services: Services) -> ColumnElement[str]:
    """The group of a clock at ``now``, by the local day of its own zone."""
    home = services.instance.time_zone
    zones = {one.jurisdiction.time_zone for one in services.overlays.values()} | {home, "UTC"}
    ends = case(
        *((ClockRow.zone == zone, _end_of_today(now, zone)) for zone in sorted(zones)),
        else_=_end_of_today(now, home),
    )
    return case(
        (ClockRow.due_at < literal(now, UtcDateTime()), LATE),
        (ClockRow.due_at <= ends, TODAY),
        (ClockRow.due_at <= literal(now + timedelta(days=7), UtcDateTime()), WEEK),
        else_=LATER,
    )


def running_limits() -> tuple[Any, ...]:
    """Conditions on ``ClockRow``: open, with an end, which had not passed when it was recorded."""
    return ClockRow.open, ClockRow.due_at.is_not(None), ClockRow.due_at >= ClockRow.recorded_at


def _end_of_today(now: datetime, zone: str) -> ColumnElement[datetime]:
    return literal(end_of_day(local_day(now, zone), zone), UtcDateTime())


def _running(viewer: Viewer, services: Services, codes: Iterable[str]) -> Any:
    mine = or_(ClockRow.track_id.is_(None), is_mine(viewer, local_today(viewer, services)))
    return _seen(viewer, services, codes).where(mine)


def _seen(viewer: Viewer, services: Services, codes: Iterable[str]) -> Any:
    return (
        select(
            ClockRow.id,
            ClockRow.due_at,
            case(
                (ClockRow.clock.in_(sorted(OBLIGATIONS)), OWED),
                else_=level_of(viewer.now, services),
            ).label("level"),
        )
        .outerjoin(Track, Track.id == ClockRow.track_id)
        .where(
            *running_limits(),
            ClockRow.clock.in_(list(codes)),
            ClockRow.case_id.in_(all_visible(viewer)),
        )
    )


def _told(found: Any) -> Any:
    """The chosen limits with what a line says of them, nearest first."""
    more = [found.c[name] for name in ("of", "place") if name in found.c]
    subject = func.coalesce(ClockRow.subject_id, Track.subject_id)
    return (
        select(
            *(c for c in ClockRow.__table__.columns if c.name in _SAID),
            found.c.level,
            *more,
            Case.reference,
            Track.track,
            Track.state,
            Track.definition_hash,
            Track.owner_id,
            User.name.label("owner"),
            SubjectRow.id.label("subject_id"),
            SubjectRow.label.label("subject_label"),
            SubjectRow.kind.label("subject_kind"),
        )
        .join(found, found.c.id == ClockRow.id)
        .join(Case, Case.id == ClockRow.case_id)
        .outerjoin(Track, Track.id == ClockRow.track_id)
        .outerjoin(SubjectRow, SubjectRow.id == subject)
        .outerjoin(User, User.id == Track.owner_id)
        .order_by(ClockRow.due_at, ClockRow.id)
    )


_SAID = frozenset(
    {"id", "case_id", "clock", "statement", "length", "unit", "start", "zone", "due_at", "party"}
)


def _line(row: Any, viewer: Viewer, library: Library) -> LimitLine:
    distance, moment = due_words(row.due_at, viewer.now, row.zone)
    statement: Mapping[str, Any] = row.statement or {}
    return LimitLine(
        clock_id=row.id,
        clock=row.clock,
        label=clock_label(library, row.clock, row.subject_label, row.party),
        case_id=row.case_id,
        reference=row.reference,
        track=row.track or "",
        state=row.state or "",
        subjects=((row.subject_id, row.subject_label, row.subject_kind),) if row.subject_id else (),
        due_at=row.due_at,
        level=due_level(row.due_at, viewer.now, row.zone),
        distance=distance,
        moment=moment,
        article=str(statement.get("article") or ""),
        status=str(statement.get("status") or "unverified"),
        length=(row.length, row.unit) if row.length and row.unit else None,
        since=row.start,
        steps=_steps(row, viewer, library),
        owner_id=row.owner_id,
        owner=row.owner or "",
    )


def clock_label(library: Library, code: str, subject: str | None, matter: str | None) -> str:
    """What a limit is called, with whom it is about and its matter in plain words."""
    definition = library.clocks.get(code)
    label = definition.label if definition else code.replace("_", " ")
    label = label.replace("{subject}", subject or "the person")
    told = library.codes["informed_of"].codes.get(matter or "")
    return label.replace("{matter}", told.label.lower() if told else "what concerns the case")


def _steps(row: Any, viewer: Viewer, library: Library) -> tuple[tuple[str, str, str], ...]:
    """Steps that would stop the limit, are the viewer's to take, and begin in the present state."""
    clock, track = library.clocks.get(row.clock), library.by_hash.get(row.definition_hash or "")
    if clock is None or track is None:
        return ()
    stops = {one.partition(".")[2] for one in clock.stops if one.startswith(f"{track.id}.")}
    return tuple(
        (track.id, one.id, one.label)
        for one in track.allowed_from(row.state)
        if one.id in stops and acting_roles(viewer) & frozenset(one.who) and not one.only_fired_by
    )
