"""The case page: identity bar, and one strip per track on one grid, from the folded case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from ctj.access.rule import Sight
from ctj.language import say
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import User
from ctj.workflow.calendars import Calendar
from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import Library, State
from ctj.workflow.instants import local_day
from ctj.workflow.overlays import Overlay
from ctj.workflow.projection import Clock, Projection, Row, Subject, TrackState

from .limits import Limit, limit_of
from .sleep import LEGAL, sleeps

#: Above so many accused the page shows counts by state and only the strips that press.
MANY = 8
#: Levels of limits that press nobody: none, over before recorded, cannot be reckoned, paused.
QUIET = frozenset({"none", "stuck", "paused"})
STAGES = ("suspected", "charged", "on_trial", "judged", "final")


@dataclass(frozen=True)
class Identity:
    """What the bar at the top of every page of a case says."""

    case_id: str
    reference: str
    description: str | None
    jurisdiction: str
    jurisdiction_name: str
    agency: str
    lead: str | None
    sensitivity: int
    opened: Any
    detection: str | None
    basis: str
    may_write: bool


@dataclass(frozen=True)
class Strip:
    """One track on the grid. ``said`` are short facts beside the state; ``flags`` change an act."""

    track_id: str
    track: str
    subject_label: str
    subject_kind: str
    state: str
    state_label: str
    plain_label: str
    state_kind: str
    stage: str | None
    mark: str | None
    since: Any
    said: tuple[tuple[str, Any], ...]
    flags: tuple[str, ...]
    limit: Limit | None
    limits: tuple[Limit, ...]
    next_hearing: Any
    version: int
    owner: str | None
    deputy: str | None
    asleep_until: date | None
    pressing: bool

    @property
    def done(self) -> bool:
        """Whether nothing is owed on this track any more."""
        return self.state_kind == "done"


@dataclass(frozen=True)
class Victim:
    """A victim as a subject of the case, by pseudonym."""

    label: str
    sex: str | None
    age_group: str | None


@dataclass(frozen=True)
class CaseView:
    """The case page's data. ``counts``: accused by state, for the many; ``strips``: those shown."""

    identity: Identity
    strips: tuple[Strip, ...]
    counts: tuple[tuple[str, str, int], ...]
    accused: int
    victims: tuple[Victim, ...]
    many: bool


def identity(
    connection: Connection,
    sight: Sight,
    projection: Projection,
    overlay: Overlay,
    library: Library,
) -> Identity:
    """The identity bar of a case that the viewer is known to see."""
    row = connection.execute(
        select(Case, Organisation.name.label("agency"))
        .join(Organisation, Organisation.id == Case.lead_agency_id)
        .where(Case.id == sight.case_id)
        .with_only_columns(*Case.__table__.columns, Organisation.name.label("agency"))
    ).one()
    investigation = projection.track_of("investigation", None)
    lead = None
    if investigation and investigation.owner_id:
        lead = connection.execute(
            select(User.name).where(User.id == investigation.owner_id)
        ).scalar_one_or_none()
    return Identity(
        case_id=row.id,
        reference=row.reference,
        description=row.description,
        jurisdiction=row.jurisdiction,
        jurisdiction_name=_jurisdiction(row.jurisdiction, overlay, library),
        agency=row.agency,
        lead=lead,
        sensitivity=row.sensitivity,
        opened=projection.fact("case", "", "opened"),
        detection=projection.fact("case", "", "detection"),
        basis=sight.basis,
        may_write=sight.may_write,
    )


def _jurisdiction(code: str, overlay: Overlay, library: Library) -> str:
    """The state's name; where it has no overlay of its own, that the neutral one is used."""
    if overlay.code != "neutral":
        return overlay.jurisdiction.names.get("en", code)
    country = library.codes["country"].codes.get(code) if "country" in library.codes else None
    return say(
        "%(label)s (policy defaults, no law recorded)", label=country.label if country else code
    )


@dataclass(frozen=True)
class Lights:
    """What strips are read by: definitions, the law's labels, calendars, the viewer's now."""

    library: Library
    overlay: Overlay
    calendars: Mapping[str, Calendar]
    now: datetime
    names: Mapping[str, str]
    last_stages: Mapping[str, str]
    changed: Mapping[str, datetime] = field(default_factory=dict)
    hidden_clocks: frozenset[str] = frozenset()


def case_view(
    about: Identity, projection: Projection, lights: Lights, *, states: Iterable[str] = ()
) -> CaseView:
    """Strips of all tracks; above ``MANY`` accused only those that press, or in ``states``."""
    strips = [strip_of(projection, track, lights) for track in _ordered(projection)]
    accused = [s for s in strips if s.track == "prosecution"]
    many = len(accused) > MANY
    wanted = frozenset(states)
    shown = [
        s
        for s in strips
        if s.track != "prosecution" or not many or s.state in wanted or (not wanted and s.pressing)
    ]
    return CaseView(
        identity=about,
        strips=tuple(shown),
        counts=_counts(accused),
        accused=len(accused),
        victims=_victims(projection),
        many=many,
    )


def _ordered(projection: Projection) -> list[TrackState]:
    def key(track: TrackState) -> tuple[int, str, int]:
        subject = projection.subjects.get(track.subject_id or "")
        if subject is None:
            return (0, "", 0)
        return (1, subject.label[:1], int(subject.label[1:] or 0))

    return sorted(projection.tracks.values(), key=key)


def _counts(accused: list[Strip]) -> tuple[tuple[str, str, int], ...]:
    labels = {s.state: s.plain_label for s in accused}
    counted = Counter(s.state for s in accused)
    return tuple((state, labels[state], count) for state, count in counted.most_common())


def _victims(projection: Projection) -> tuple[Victim, ...]:
    subjects = [s for s in projection.subjects.values() if s.kind == "victim"]
    return tuple(
        Victim(
            s.label,
            projection.fact("victim", s.id, "sex"),
            projection.fact("victim", s.id, "age_group"),
        )
        for s in sorted(subjects, key=lambda s: int(s.label[1:] or 0))
    )


def strip_of(projection: Projection, track: TrackState, lights: Lights) -> Strip:
    """One track as a strip."""
    definition = (
        lights.library.by_hash.get(track.definition_hash) or lights.library.tracks[track.track]
    )
    state = definition.states[track.state]
    subject = projection.subjects.get(track.subject_id or "")
    limits = _limits(projection, track, lights)
    nearest = limits[0] if limits else None
    soon = lights.now + timedelta(days=7)
    return Strip(
        track_id=track.id,
        track=track.track,
        subject_label=subject.label if subject else "",
        subject_kind=subject.kind if subject else "case",
        state=state.id,
        state_label=_label(state, track, limits, lights),
        plain_label=filled(state.label),
        state_kind=state.kind,
        stage=state.stage or lights.last_stages.get(track.id),
        mark=state.mark,
        since=track.since,
        said=tuple(_said(projection, track, subject)),
        flags=tuple(_flags(projection, subject)),
        limit=nearest,
        limits=tuple(limits),
        next_hearing=_next_hearing(projection, subject),
        version=track.version,
        owner=lights.names.get(track.owner_id or track.pool_id or ""),
        deputy=lights.names.get(track.deputy_id or ""),
        asleep_until=_asleep_until(track, limits, lights),
        pressing=bool(
            nearest
            and nearest.due_at
            and nearest.due_at <= soon
            and nearest.level in ("today", "late", "week")
        ),
    )


def _asleep_until(track: TrackState, limits: list[Limit], lights: Lights) -> date | None:
    """The day until which it sleeps at the viewer's instant; None where it is awake."""
    until = date.fromisoformat(track.asleep_until) if track.asleep_until else None
    if until is None:
        return None
    today = local_day(lights.now, lights.overlay.jurisdiction.time_zone)
    due = [limit.due_at for limit in limits if limit.due_at and limit.kind == LEGAL]
    asleep = sleeps(until, lights.changed[track.id], due, today, lights.now)
    return until if asleep else None


def _label(state: State, track: TrackState, limits: list[Limit], lights: Lights) -> str:
    """The state's label in local words; {date} is the end of the limit that the state names."""
    label = lights.overlay.label("state", f"{track.track}.{state.id}") or state.label
    named = (limit.day_text for limit in limits if limit.clock == state.clock and limit.day_text)
    return filled(label, next(named, None))


#: In other languages than English: the place of the date with the word that leads to it.
_DATE_PHRASE = re.compile(r"\s*[^\s{}]*\s*\{date\}")


def filled(label: str, moment: str | None = None) -> str:
    """A label with its placeholders filled in plain words; without a date, none is said."""
    for word in (" by", " until", " on"):
        if not moment:
            label = label.replace(f"{word} {{date}}", "")
    label = label.replace("{date}", moment) if moment else _DATE_PHRASE.sub("", label)
    label = label.replace("{agency}", say("the lead agency"))
    label = label.replace("{body}", say("the body that decides"))
    return label.replace("{provider}", say("the provider"))


def _limits(projection: Projection, track: TrackState, lights: Lights) -> list[Limit]:
    """Open limits of the track's subject, nearest first; those that cannot be reckoned last."""
    mine = [
        clock
        for clock in projection.clocks.values()
        if clock.is_open
        and _belongs(clock, track, lights.library)
        and clock.clock not in lights.hidden_clocks
    ]
    found = [limit_of(clock, lights.library, lights.calendars, lights.now) for clock in mine]
    return sorted(
        found,
        key=lambda limit: (limit.level in QUIET, limit.due_at is None, limit.due_at or lights.now),
    )


def _belongs(clock: Clock, track: TrackState, library: Library) -> bool:
    """A limit of the track; one of the person stands on each track that can meet it."""
    if clock.track_id is not None or clock.subject_id != track.subject_id:
        return clock.track_id == track.id
    definition = library.clocks.get(clock.clock)
    tracks = [stop.partition(".")[0] for stop in definition.stops] if definition else []
    return track.track in tracks


def _said(
    projection: Projection, track: TrackState, subject: Subject | None
) -> Iterable[tuple[str, Any]]:
    if subject is None or track.track != "prosecution":
        return
    charges = [r for r in projection.rows_of("charges", subject.id) if r.status != "dropped"]
    if charges:
        trafficking = sum(1 for r in charges if r.values.get("is_tip") == "yes")
        yield "charges", (len(charges), trafficking)
    final = projection.fact("accused", subject.id, "final_outcome")
    present = projection.fact("accused", subject.id, "outcome_now")
    if final is not None:
        yield "final_outcome", final
    elif present is not None:
        yield "outcome_now", present
    for fact in ("sentence_months", "plea"):
        value = projection.fact("accused", subject.id, fact)
        if value is not None:
            yield fact, value


def _flags(projection: Projection, subject: Subject | None) -> Iterable[str]:
    if subject is None or subject.kind != "accused":
        return
    if any(_is_open(row) for row in projection.rows_of("custody", subject.id)):
        yield "in_custody"
    if any(r.status == "granted" for r in projection.rows_of("bail", subject.id)):
        yield "on_bail"
    if projection.fact("accused", subject.id, "charged_age") == "child":
        yield "child"


def _is_open(row: Row) -> bool:
    return row.status in ("arrested", "ordered", "extended")


def _next_hearing(projection: Projection, subject: Subject | None) -> Any:
    """The earliest planned hearing of this accused, as told; None where none is set."""
    if subject is None:
        return None
    planned = [
        row.values["planned"]
        for row in projection.rows_of("hearings")
        if row.status == "planned"
        and row.values.get("planned")
        and row.owner_id in (subject.id, None)
    ]
    dated = [(DatedValue.from_json(value).value.first_day, value) for value in planned]
    return min(((d, v) for d, v in dated if d), default=(None, None), key=lambda pair: pair[0])[1]
