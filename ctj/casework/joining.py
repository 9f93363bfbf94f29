"""Joining two cases, dividing one, and undoing either (docs/decisions/0015).

Each is a step like any other, with a second person; what moves is told by one event in each case,
under the act of the step. Both cases are locked in order of their ids before anything is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.base import new_id
from ctj.queries.table_rows import imported_units
from ctj.workflow.fold import MOVED_IN, MOVED_OUT, fold, taken_along
from ctj.workflow.projection import EventRecord, Projection, Subject

from .act import Act, Taking, as_stored
from .brought_about import next_subject
from .judging import Asked, judge
from .partners import MERGE, SPLIT, UNDO, Partner
from .reading import Answers
from .refusals import NotAllowedHere
from .takings import Standing, state_after
from .what_goes import Going, what_goes

MARK_MERGED = "mark_merged"


@dataclass(frozen=True)
class Moving:
    """Two acts of one step. ``source`` is written first: what it lets go, ``target`` receives.

    ``here`` is that of the case in which the step was taken. ``back``: subjects who are in the
    target again; ``left``: who are no longer in the source,
    ``there``: who they are in the target, in the same order. ``founded``: the target is new.
    """

    source: Act
    target: Act
    here: Act
    left: tuple[str, ...]
    back: tuple[str, ...]
    there: tuple[str, ...]
    founded: bool
    undoes: str | None = None

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Who goes: the pseudonym that each leaves, and the one that each has then."""
        before, after = self.source.case.projection.subjects, self.target.projection.subjects
        return tuple(
            (before[one].label, after[two].label)
            for one, two in zip(self.left, self.there, strict=True)
        )

    @property
    def acts(self) -> tuple[Act, Act]:
        return self.source, self.target


def move(act: Act, taking: Taking, partner: Partner, asked: Asked) -> Moving:
    """Carry the step out in memory, after its own event was recorded. Raises NotAllowedHere."""
    other = Act.on(partner.case, act.doer, act.now)
    other.id = act.id
    if taking.transition.id in (MERGE, SPLIT):
        return _moved(act, other, taking, asked, founded=partner.founded)
    return _moved_back(act, other, taking)


def _moved(act: Act, other: Act, taking: Taking, asked: Asked, *, founded: bool) -> Moving:
    chosen = _ids(taking.data["subjects"])
    going = what_goes(act.projection, chosen, all_rows=not founded)
    if founded and going.subjects == act.projection.subjects.keys():
        raise NotAllowedHere(
            say("Somebody must stay: choose fewer people, or join the case instead.")
        )
    people = _people_there(act, other, going)
    rows = _numbered(act.projection, other.projection, going)
    told = taken_along(act.projection, people, going.tracks, rows, going.clocks)
    came = {new.id: old for old, new in people.items()}
    units = imported_units(act.case.standing, act.case.library)
    imported = [[unit, people[one].id] for unit, one in units if one in people]
    where = {"from": act.case.id, "came": came, "imported": imported}
    _append(act, taking, MOVED_OUT, _out(act.projection, going, other.case.id))
    _append(other, taking, MOVED_IN, {**told, **where, "gone": []})
    if going.whole:
        _mark_merged(act, taking, asked)
    there = tuple(one.id for one in people.values())
    back = tuple(one for one in there if one in other.case.frame.subjects)
    return Moving(act, other, act, tuple(people), back, there, founded)


def _ids(named: Any) -> Sequence[str]:
    return [named] if isinstance(named, str) else list(named)


def _people_there(act: Act, other: Act, going: Going) -> dict[str, Subject]:
    """Who each is in the other case: as before, if there once, else under the next pseudonym."""
    before = {
        old: new
        for event in other.case.log
        if event.kind == MOVED_IN
        for new, old in event.data["came"].items()
    }
    people = {}
    for one in _by_label(act.projection.subjects[one] for one in going.subjects):
        known = other.case.frame.subjects.get(before.get(one.id, ""))
        if known is None:
            known = replace(next_subject(other, one.kind), person_id=one.person_id)
            other.add_subject(known)
        people[one.id] = known
    return people


def _by_label(subjects: Any) -> list[Subject]:
    return sorted(subjects, key=lambda one: (one.label[:1], int(one.label[1:] or 0)))


def _numbered(here: Projection, there: Projection, going: Going) -> dict[str, int]:
    """Numbers of the rows there: a row of the case itself follows those that the other case has."""
    numbers: dict[str, int] = {}
    last: dict[str, int] = {}
    for row_id in going.rows:
        row = here.rows[row_id]
        numbers[row_id] = row.number
        if row.owner_id in going.subjects:
            continue
        if row.register not in last:
            taken = [r.number for r in there.rows_of(row.register) if r.owner_id is None]
            last[row.register] = max(taken, default=0)
        last[row.register] += 1
        numbers[row_id] = last[row.register]
    return numbers


def _out(projection: Projection, going: Going, to: str) -> dict[str, Any]:
    of_case = [one for one in going.rows if projection.rows[one].owner_id not in going.subjects]
    return {
        "subjects": sorted(going.subjects),
        "tracks": list(going.tracks),
        "rows": {one: projection.rows[one].number for one in going.rows},
        "clocks": list(going.clocks),
        "case_rows": of_case,
        "to": to,
    }


def _append(act: Act, taking: Taking, kind: str, data: Mapping[str, Any]) -> None:
    """One event of this act that no form was filled in for."""
    viewer: Viewer = act.doer.viewer
    act.append(
        EventRecord(
            id=new_id(),
            case_id=act.case.id,
            track_id=taking.track.id if taking.track else new_id(),
            seq=act.next_seq,
            act_id=act.id,
            kind=kind,
            track=taking.definition.id,
            subject_id=None,
            transition=taking.transition.id,
            from_state=None,
            to_state=None,
            occurred=taking.occurred,
            data=as_stored(data),
            effects={},
            definition_hash=taking.definition.hash,
            recorded_at=act.now,
            user_id=viewer.user_id,
            agency_id=viewer.agency_id,
            role=act.doer.role,
        )
    )


def _mark_merged(act: Act, taking: Taking, asked: Asked) -> None:
    """The emptied investigation ends, where its version of the rules has that step."""
    track = act.projection.track_of("investigation", None)
    definition = act.case.library.by_hash[track.definition_hash] if track else None
    step = definition.transitions.get(MARK_MERGED) if definition else None
    if track is None or definition is None or step is None or track.state not in step.from_states:
        return
    standing = Standing("", None, track, definition, step)
    named = {"other_case": taking.data.get("other_case"), "occurred_on": taking.occurred}
    judged = judge(act, standing, Answers(named), state_after(standing), asked)
    act.record(judged.taking)


def _moved_back(act: Act, other: Act, taking: Taking) -> Moving:
    """Everything back where it was, with what was added to it since."""
    round_trip = _found(act, other, str(taking.data["event"]))
    origin, receiver, out = round_trip.origin, round_trip.receiver, round_trip.out
    came: Mapping[str, str] = round_trip.came_in.data["came"]
    going = what_goes(receiver.projection, came, rows_too=out.data["case_rows"])
    returned = _returned(round_trip, going)
    _append(receiver, taking, MOVED_OUT, _out(receiver.projection, going, origin.case.id))
    _take_back(origin, out)
    if returned is not None:
        _append(origin, taking, MOVED_IN, returned)
    origin.projection = fold(origin.case.frame, origin.log, origin.case.library)
    left, back = tuple(came), tuple(came.values())
    return Moving(receiver, origin, act, left, back, back, founded=False, undoes=out.act_id)


@dataclass(frozen=True)
class _RoundTrip:
    """A joining or division that is undone: what went out of ``origin`` into ``receiver``."""

    origin: Act
    receiver: Act
    out: EventRecord
    came_in: EventRecord


def _found(act: Act, other: Act, event_id: str) -> _RoundTrip:
    """Raises NotAllowedHere where that is none, was undone, or its people went on."""
    named = next((one for one in act.case.log if one.id == event_id), None)
    moves = {
        one.kind: (which, one)
        for which in (act, other)
        for one in which.case.log
        if named is not None and one.act_id == named.act_id and one.kind in (MOVED_OUT, MOVED_IN)
    }
    if named is None or moves.keys() != {MOVED_OUT, MOVED_IN} or named.transition == UNDO:
        raise NotAllowedHere(say("This entry is no joining or division. Choose one that is."))
    (origin, out), (receiver, came_in) = moves[MOVED_OUT], moves[MOVED_IN]
    if out.id not in {one.id for one in origin.case.standing}:
        raise NotAllowedHere(say("This was undone already."))
    if not came_in.data["came"].keys() <= receiver.projection.subjects.keys():
        raise NotAllowedHere(say("Somebody went on to another case since. Undo that first."))
    return _RoundTrip(origin, receiver, out, came_in)


def _returned(trip: _RoundTrip, going: Going) -> dict[str, Any] | None:
    """What the origin takes in place of what it let go; None where nothing changed since."""
    there, came = trip.receiver.projection, trip.came_in.data
    subjects = {one: there.subjects[one] for one in came["came"]}
    numbers = {one: there.rows[one].number for one in going.rows}
    now = taken_along(there, subjects, going.tracks, numbers, going.clocks)
    if _same(as_stored(now), came):
        return None
    people = {new: trip.origin.case.frame.subjects[old] for new, old in came["came"].items()}
    numbers |= {one: n for one, n in trip.out.data["rows"].items() if one in numbers}
    told = taken_along(there, people, going.tracks, numbers, going.clocks)
    gone = [one for one in trip.out.data["rows"] if one not in going.rows]
    gone += [one for one in trip.out.data["clocks"] if one not in going.clocks]
    where = {"from": trip.receiver.case.id, "came": {}, "imported": []}
    return {**told, **where, "subjects": [], "gone": gone}


def _same(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Whether what is there is what came, however often it was looked after since."""
    return all(_ordered(now[part]) == _ordered(then[part]) for part in _PARTS)


_PARTS = ("tracks", "rows", "clocks", "facts")


def _ordered(part: Sequence[Any]) -> list[Any]:
    plain = [
        {name: value for name, value in one.items() if name != "version"}
        if isinstance(one, Mapping)
        else one
        for one in part
    ]
    return sorted(plain, key=lambda one: json.dumps(one, sort_keys=True))


def _take_back(origin: Act, out: EventRecord) -> None:
    """Withdraw that it went, and the end of the investigation that came of it."""
    for one in origin.case.standing:
        if one.act_id == out.act_id and (one.id == out.id or one.transition == MARK_MERGED):
            origin.events.append(
                replace(
                    one,
                    id=new_id(),
                    seq=origin.next_seq,
                    act_id=origin.id,
                    kind="void",
                    refers_to=one.id,
                    from_state=None,
                    to_state=None,
                    data={},
                    effects={},
                    findings=(),
                    recorded_at=origin.now,
                    user_id=origin.doer.viewer.user_id,
                    agency_id=origin.doer.viewer.agency_id,
                    role=origin.doer.role,
                )
            )
