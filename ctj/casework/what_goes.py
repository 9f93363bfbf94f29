"""What goes along when people go to another case: their tracks, rows, facts and clocks, and rows of
the case itself that nothing needs which stays (docs/decisions/0015)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ctj.language import say
from ctj.workflow.projection import Projection, Row

from .refusals import NotAllowedHere


@dataclass(frozen=True)
class Going:
    """Ids of what goes. ``whole``: nobody stays, so all rows of the case go too."""

    subjects: frozenset[str]
    tracks: tuple[str, ...]
    rows: tuple[str, ...]
    clocks: tuple[str, ...]
    whole: bool


def what_goes(
    projection: Projection,
    chosen: Iterable[str],
    *,
    all_rows: bool = False,
    rows_too: Iterable[str] = (),
) -> Going:
    """What goes with these subjects. ``all_rows``: where nobody stays, the case's rows go too;
    ``rows_too``: rows of the case that go in any case.

    Raises NotAllowedHere where what goes and what stays need one another.
    """
    subjects = frozenset(chosen)
    whole = all_rows and subjects == projection.subjects.keys()
    rows = list(projection.rows) if whole else _rows(projection, subjects, rows_too)
    if not whole:
        _check_ties(projection, subjects, frozenset(rows))
    tracks = [one.id for one in projection.tracks.values() if one.subject_id in subjects]
    clocks = [
        one.id
        for one in projection.clocks.values()
        if one.subject_id in subjects or (one.subject_id is None and one.track_id in tracks)
    ]
    return Going(subjects, tuple(tracks), tuple(rows), tuple(clocks), whole)


def _rows(projection: Projection, subjects: frozenset[str], rows_too: Iterable[str]) -> list[str]:
    """Rows of these subjects, and rows of the case that name them or are named by their rows and
    by nothing that stays."""
    own = {one.id for one in projection.rows.values() if one.owner_id in subjects}
    own |= set(rows_too) & projection.rows.keys()
    of_case = [one for one in projection.rows.values() if one.owner_id not in projection.subjects]
    while True:
        more = {
            one.id
            for one in of_case
            if one.id not in own
            and (_named(one) & (subjects | own) or _names_it(projection, one.id, own))
        }
        if not more:
            return [one for one in projection.rows if one in own]
        own |= more


def _names_it(projection: Projection, row_id: str, rows: set[str]) -> bool:
    return any(row_id in _named(projection.rows[one]) for one in rows)


def _check_ties(projection: Projection, subjects: frozenset[str], rows: frozenset[str]) -> None:
    staying = projection.subjects.keys() - subjects
    for row in projection.rows.values():
        goes = row.id in rows
        others = staying if goes else subjects
        tied = {one for one in _named(row) | {row.owner_id or ""} if one in others}
        across = {
            one for one in _named(row) if one in projection.rows and (one in rows) is not goes
        }
        if tied or across:
            raise NotAllowedHere(_sentence(projection, row, tied))


def _sentence(projection: Projection, row: Row, tied: Iterable[str]) -> str:
    owner = projection.subjects.get(row.owner_id or "")
    what = f"{row.register.replace('_', ' ')} {row.number}"
    what = say("%(what)s of %(label)s", what=what, label=owner.label) if owner else what
    named = sorted(projection.subjects[one].label for one in tied)
    whom = say(" and %(listed)s", listed=", ".join(named)) if named else ""
    return say(
        "What goes and what stays are tied by %(what)s%(whom)s. Let them "
        "go together, or record first what parts them (for a proceeding: "
        "sever it).",
        what=what,
        whom=whom,
    )


def _named(row: Row) -> frozenset[str]:
    """Every text in the values of a row: among them the ids of subjects and rows that it names."""
    return frozenset(_texts(row.values))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
