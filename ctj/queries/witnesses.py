"""The witnesses of a case: where each stands, how each is protected, and what each is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import Library
from ctj.workflow.projection import Projection, Row, Subject, TrackState

from .case_page import Strip, strip_of
from .limits import Limit, limit_of
from .open_case import OpenCase
from .protection import is_shown, may_know_measures, may_open_places

TRACK = "witness_support"
#: Obligations to tell, which are not tasks of anybody's choosing.
OWED = ("tell_victim", "outcome_to_tell")
PAGE = 25


@dataclass(frozen=True)
class Measure:
    """One measure: what, how it stands, for which hearing. ``has_place``: a place is sealed."""

    name: str
    state: str
    status: str
    hearing: str
    in_court: bool
    since: Any
    has_place: bool
    has_owner_after: bool


@dataclass(frozen=True)
class Threat:
    """One threat: of which kind, when reported, and what was done."""

    kind: str
    reported: Any
    answered: Any
    done: tuple[str, ...]
    limit: Limit | None


@dataclass(frozen=True)
class Witness:
    """One victim who may testify. ``risk``: level and day of the last assessment."""

    strip: Strip
    risk: str
    risk_on: Any
    measures: tuple[Measure, ...]
    threats: tuple[Threat, ...]
    owed: tuple[Limit, ...]
    answered: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class OtherWitness:
    """A witness who is no victim, by pseudonym (W1)."""

    label: str
    kind: str
    status: str
    summoned: Any
    heard: Any
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Witnesses:
    """One page of the witnesses. ``knows``: whether measures of protection are shown at all;
    ``opens``: whether their places may be opened."""

    shown: tuple[Witness, ...]
    total: int
    page: int
    pages: int
    others: tuple[OtherWitness, ...]
    knows: bool
    opens: bool


def witnesses_of(opened: OpenCase, page: int = 1) -> Witnesses:
    """Page ``page`` (from 1) of the witnesses, in order of pseudonym; the last one if too far."""
    projection, library = opened.projection, opened.file.library
    tracks = sorted(_tracks(projection), key=lambda one: int(one[1].label[1:] or 0))
    pages = max(1, -(-len(tracks) // PAGE))
    page = min(max(page, 1), pages)
    knows = may_know_measures(opened.viewer, library)
    chosen = tracks[(page - 1) * PAGE : page * PAGE]
    rows = _rows_by_owner(projection, {subject.id for _, subject in chosen})
    return Witnesses(
        shown=tuple(_witness(opened, *one, rows.get(one[1].id, []), knows) for one in chosen),
        total=len(tracks),
        page=page,
        pages=pages,
        others=tuple(_other(row, library) for row in projection.rows_of("witnesses_other")),
        knows=knows,
        opens=may_open_places(opened.viewer, library),
    )


def _tracks(projection: Projection) -> list[tuple[TrackState, Subject]]:
    mine = [track for track in projection.tracks.values() if track.track == TRACK]
    people = projection.subjects
    return [
        (one, people[one.subject_id]) for one in mine if one.subject_id and one.subject_id in people
    ]


def _rows_by_owner(projection: Projection, owners: set[str]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(projection.rows.values(), key=lambda row: row.number):
        if row.owner_id in owners:
            found.setdefault(row.owner_id, []).append(row)
    return found


def _witness(
    opened: OpenCase, track: TrackState, subject: Subject, rows: Iterable[Row], knows: bool
) -> Witness:
    projection, library = opened.projection, opened.file.library
    facts = projection.facts.get(("witness", subject.id), {})
    level = facts.get("risk_level")
    limits = _limits(opened, subject)
    mine = list(rows)
    assessed = [row for row in mine if row.register == "risks"]
    return Witness(
        strip=strip_of(projection, track, opened.lights),
        risk=_code(library, ("risk_level",), level.value) if level else "",
        risk_on=assessed[-1].values.get("on") if assessed else None,
        measures=tuple(
            _measure(row, opened)
            for row in mine
            if row.register == "measures" and is_shown(row, library, knows)
        ),
        threats=tuple(_threat(r, library, limits) for r in mine if r.register == "threats"),
        owed=tuple(one for one in limits if one.clock in OWED),
        answered=tuple(
            (name, facts[name].value)
            for name in ("asked", "informed", "agreed", "refused", "summoned", "testified")
            if name in facts
        ),
    )


def _limits(opened: OpenCase, subject: Subject) -> list[Limit]:
    """Open limits that belong to the person, nearest first."""
    found = [
        limit_of(clock, opened.file.library, opened.file.calendars, opened.viewer.now)
        for clock in opened.projection.clocks.values()
        if clock.is_open and clock.track_id is None and clock.subject_id == subject.id
    ]
    now = opened.viewer.now
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or now))


def _measure(row: Row, opened: OpenCase) -> Measure:
    library = opened.file.library
    values, hearing = row.values, opened.projection.rows.get(str(row.values.get("for_hearing")))
    return Measure(
        name=_code(library, ("protection_measure", "special_measure"), values.get("measure")),
        state=library.registers["measures"].statuses.get(row.status or "", row.status or ""),
        status=row.status or "",
        hearing=_hearing(hearing, opened) if hearing else "",
        in_court=str(values.get("measure")) in library.codes["special_measure"].codes,
        since=values.get("in_place_on"),
        has_place=bool(values.get("location")),
        has_owner_after=bool(values.get("owner_after")),
    )


def _hearing(row: Row, opened: OpenCase) -> str:
    owner = opened.projection.subjects.get(row.owner_id or "")
    words = opened.file.library.registers["hearings"].row_label
    name = words.replace("{n}", str(row.number)).replace("{subject}", owner.label if owner else "")
    day = DatedValue.from_json(row.values.get("planned") or "unknown").value
    return name if day.is_unknown else f"{name}, {day.in_words()}"


def _threat(row: Row, library: Library, limits: Iterable[Limit]) -> Threat:
    values = row.values
    return Threat(
        kind=_code(library, ("threat_kind",), values.get("kind")),
        reported=values.get("reported_on"),
        answered=values.get("answered_on"),
        done=tuple(_code(library, ("threat_answer",), one) for one in values.get("done", ())),
        limit=next((one for one in limits if one.party == row.id), None),
    )


def _other(row: Row, library: Library) -> OtherWitness:
    values, register = row.values, library.registers["witnesses_other"]
    return OtherWitness(
        label=f"W{row.number}",
        kind=_code(library, ("other_witness_kind",), values.get("kind")),
        status=register.statuses.get(row.status or "", row.status or ""),
        summoned=values.get("summoned"),
        heard=values.get("testified"),
        measures=tuple(
            _code(library, ("special_measure",), one) for one in values.get("measures", ())
        ),
    )


def _code(library: Library, lists: Iterable[str], code: Any) -> str:
    for name in lists:
        found = library.codes[name].codes.get(str(code)) if name in library.codes else None
        if found is not None:
            return found.label
    return str(code or "").replace("_", " ")
