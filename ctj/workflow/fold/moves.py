"""What goes from one case to another, and what comes (docs/decisions/0015).

``moved_out`` names what is taken out of the projection; ``moved_in`` carries what is put in, whole,
as the other case had it. Neither asks nor reckons anything again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ..projection import Clock, EventRecord, FactValue, Projection, Row, Subject, TrackState
from .draft import Draft

MOVED_OUT, MOVED_IN = "moved_out", "moved_in"
MOVES = frozenset({MOVED_OUT, MOVED_IN})


def write_move(draft: Draft, event: EventRecord) -> None:
    """Take out, or put in, what the event says."""
    data = event.data
    if event.kind == MOVED_OUT:
        draft.take_out(
            subjects=frozenset(data["subjects"]),
            tracks=frozenset(data["tracks"]),
            rows=frozenset(data["rows"]),
            clocks=frozenset(data["clocks"]),
        )
        return
    for one in data["subjects"]:
        draft.put_subject(draft.subjects.get(one["id"]) or Subject(**one))
    gone, none = frozenset(data["gone"]), frozenset[str]()
    draft.take_out(subjects=none, tracks=none, rows=gone, clocks=gone)
    draft.clear_facts(frozenset(data["whose"]))
    for one in data["tracks"]:
        draft.put_track(TrackState(**{**one, "version": one["version"] + 1}))
    for one in data["rows"]:
        draft.put_row(Row(**one))
    for one in data["clocks"]:
        draft.put_clock(_clock(one))
    for unit, subject_id, name, value in data["facts"]:
        draft.put_fact((unit, subject_id), name, _fact(value))


def taken_along(
    projection: Projection,
    subjects: Mapping[str, Subject],
    tracks: Iterable[str],
    rows: Mapping[str, int],
    clocks: Iterable[str],
) -> dict[str, Any]:
    """The data of ``moved_in``: these parts of a projection as the receiving case will have them.

    ``subjects``: by the id that each has here, who each will be there. ``rows``: ids with the
    number that each will have.
    """
    known = {old: new.id for old, new in subjects.items()}
    whole = {
        "tracks": [asdict(projection.tracks[one]) for one in tracks],
        "rows": [{**asdict(projection.rows[one]), "number": rows[one]} for one in rows],
        "clocks": [_as_data(projection.clocks[one]) for one in clocks],
        "facts": [
            [unit, subject_id, name, asdict(value)]
            for (unit, subject_id), facts in projection.facts.items()
            if subject_id in known
            for name, value in facts.items()
        ],
    }
    renamed: dict[str, Any] = _renamed(whole, known)
    people = [{"id": one.id, "label": one.label, "kind": one.kind} for one in subjects.values()]
    return {"subjects": people, "whose": list(known.values()), **renamed}


def _as_data(clock: Clock) -> dict[str, Any]:
    at = clock.recorded_at
    return {**asdict(clock), "recorded_at": at.isoformat() if at is not None else None}


def _clock(data: Mapping[str, Any]) -> Clock:
    at, cap = data["recorded_at"], data["cap"]
    return Clock(
        **{
            **data,
            "recorded_at": datetime.fromisoformat(at) if at else None,
            "pauses": tuple(tuple(one) for one in data["pauses"]),
            "extensions": tuple(data["extensions"]),
            "cap": tuple(cap) if cap else None,
        }
    )


def _fact(data: Mapping[str, Any]) -> FactValue:
    value = data["value"]
    return FactValue(**{**data, "value": tuple(value) if isinstance(value, list) else value})


def _renamed(value: Any, known: Mapping[str, str]) -> Any:
    """Ids of subjects in their new form, wherever they stand: an id is a text like no other."""
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, Mapping):
        return {name: _renamed(one, known) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(one, known) for one in value]
    return value


def touched(event: EventRecord) -> Iterator[str]:
    """Ids of the tracks that the event is a version of."""
    if event.kind == MOVED_IN:
        yield from (one["id"] for one in event.data["tracks"])
    elif event.kind != MOVED_OUT:
        yield event.track_id


def versions_of(log: Iterable[EventRecord]) -> Counter[str]:
    """Each track's version: every event recorded on it counts, here and where it came from."""
    found: Counter[str] = Counter()
    for event in log:
        if event.kind == MOVED_IN:
            found.update({one["id"]: 0 for one in event.data["tracks"]})
            for one in event.data["tracks"]:
                found[one["id"]] = one["version"] + 1
        elif event.kind != MOVED_OUT:
            found[event.track_id] += 1
    return found


def first_there(
    subjects: Mapping[str, Subject], log: Iterable[EventRecord]
) -> Mapping[str, Subject]:
    """The subjects of the case before its first event: without those who came from another.

    ``log``: the entries that stand, as below.
    """
    came: dict[str, bool] = {}
    for subject_id, comes in _moves(log):
        came.setdefault(subject_id, comes)
    return {key: one for key, one in subjects.items() if not came.get(key, False)}


def still_there(
    subjects: Mapping[str, Subject], log: Iterable[EventRecord]
) -> Mapping[str, Subject]:
    """The subjects of the case after its last event: without those who went to another."""
    last = dict(_moves(log))
    return {key: one for key, one in subjects.items() if last.get(key, True)}


def _moves(log: Iterable[EventRecord]) -> Iterator[tuple[str, bool]]:
    """(subject, whether coming) in order."""
    for event in log:
        if event.kind == MOVED_IN:
            yield from ((one["id"], True) for one in event.data["subjects"])
        elif event.kind == MOVED_OUT:
            yield from ((one, False) for one in event.data["subjects"])
