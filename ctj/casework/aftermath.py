"""What follows a recorded act for other people: warnings planned, and whom it concerns told.

Called with ids from the outbox, at least once; repeating it tells nobody twice. What a loader
recorded tells nobody: the past is no news. Nobody is told of his own act.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ctj.access.readers import reader, readers, those_who_see
from ctj.model.approvals import ApprovalRow
from ctj.model.events import Event
from ctj.model.tracks import Track
from ctj.queries.approvals import step_named
from ctj.queries.today.tracks import BACK, NEXT, side_of
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.definitions import State

from .notices import Told, tell
from .warnings import plan_warnings

#: Form fields that name a user to whom a track is given.
GIVEN = ("owner", "new_owner")


def after_act(services: Services, case_id: str, act_id: str, at: datetime | None = None) -> None:
    """Plan the warnings of the case anew, and tell whom the act concerns."""
    with unit_of_work(services.database, recorded_at=at) as work:
        plan_warnings(work, services, case_id)
        events = work.connection.execute(
            select(Event.__table__).where(
                Event.case_id == case_id, Event.act_id == act_id, Event.loaded_by.is_(None)
            )
        ).all()
        for event in events:
            _tell_of(work, services, event)


def _tell_of(work: UnitOfWork, services: Services, event: Any) -> None:
    named = [event.data.get(name) for name in GIVEN]
    users = [one for one in named if isinstance(one, str) and one != event.user_id]
    seen = those_who_see(work.connection, event.case_id, users)
    _tell_each(work, (one.user_id for one in seen), _told(event, "given"))
    if event.to_state and event.to_state != event.from_state:
        _tell_of_state(work, services, event)


def _tell_of_state(work: UnitOfWork, services: Services, event: Any) -> None:
    """Those on whose Today the new state stands as theirs to move, or as come back."""
    track = services.library.by_hash.get(event.definition_hash)
    state = track.states.get(event.to_state) if track else None
    if state is None:
        return
    for kind, roles in _concerned(state):
        if event.role in roles:
            continue  # it is still with those who took the step
        users = _owner_or_pool(work, event, roles)
        _tell_each(work, (one for one in users if one != event.user_id), _told(event, kind))


def _concerned(state: State) -> Iterable[tuple[str, frozenset[str]]]:
    kinds = {NEXT: "task", BACK: "came_back"}
    for entry in state.today:
        kind = kinds.get(side_of(state, entry.heading))
        if kind is not None and not state.is_done:
            yield kind, frozenset(entry.roles)


def _owner_or_pool(work: UnitOfWork, event: Any, roles: frozenset[str]) -> list[str]:
    """The track's owner where he holds one of these roles; else everybody of them on the case."""
    owner = work.connection.execute(
        select(Track.owner_id).where(Track.id == event.track_id)
    ).scalar_one_or_none()
    everybody = [one.user_id for one in readers(work.connection, event.case_id, roles)]
    return [owner] if owner in everybody else everybody


def _told(event: Any, kind: str) -> Told:
    about = f"{event.track}.{event.to_state or event.transition}"
    return Told(kind, event.case_id, event.id, about=about[:64], subject_id=event.subject_id)


def _tell_each(work: UnitOfWork, user_ids: Iterable[str], told: Told) -> None:
    for user_id in sorted(set(user_ids)):
        tell(work, user_id, told)


def after_mention(
    services: Services, event_id: str, user_id: str, at: datetime | None = None
) -> None:
    """A note names a colleague: who may see the case is told."""
    with unit_of_work(services.database, recorded_at=at) as work:
        event = work.connection.execute(
            select(Event.__table__).filter_by(id=event_id)
        ).one_or_none()
        if event is None or event.loaded_by is not None or event.user_id == user_id:
            return
        if reader(work.connection, event.case_id, user_id) is not None:
            tell(work, user_id, _told(event, "mentioned"))


@dataclass(frozen=True)
class Match:
    """A search met somebody of a case that the searcher may not see. ``user_id`` is told; whom to
    ask, ``agency_id`` says. ``case_id`` only for who keeps that case."""

    search_id: str
    user_id: str
    agency_id: str
    case_id: str | None = None
    subject_id: str | None = None


def after_match(services: Services, match: Match, at: datetime | None = None) -> None:
    """Tell a custodian. Who keeps the case must still see it."""
    with unit_of_work(services.database, recorded_at=at) as work:
        if match.case_id and reader(work.connection, match.case_id, match.user_id) is None:
            return
        told = Told(
            "known_elsewhere",
            match.case_id,
            match.search_id,
            mark=match.subject_id or match.agency_id,
            subject_id=match.subject_id,
            agency_id=match.agency_id,
        )
        tell(work, match.user_id, told)


def after_request(services: Services, approval_id: str, at: datetime | None = None) -> None:
    """Somebody asked for a second person: tell those whose role may decide."""
    with unit_of_work(services.database, recorded_at=at) as work:
        row = _approval(work, approval_id)
        step = step_named(services.library, row.transition) if row else None
        if row is None or step is None or row.decision is not None or row.expires_at <= work.now:
            return
        able = readers(work.connection, row.case_id, step.who)
        users = (one.user_id for one in able if one.user_id != row.requested_by)
        told = Told("approval_asked", row.case_id, approval_id, row.transition)
        _tell_each(work, users, told)


def after_decision(services: Services, approval_id: str, at: datetime | None = None) -> None:
    """It was decided: tell who asked."""
    with unit_of_work(services.database, recorded_at=at) as work:
        row = _approval(work, approval_id)
        if row is None or row.decision is None:
            return
        seen = those_who_see(work.connection, row.case_id, [row.requested_by])
        told = Told("approval_decided", row.case_id, approval_id, row.transition)
        _tell_each(work, (one.user_id for one in seen), told)


def _approval(work: UnitOfWork, approval_id: str) -> Any:
    row = work.connection.execute(
        select(
            ApprovalRow.case_id,
            ApprovalRow.transition,
            ApprovalRow.requested_by,
            ApprovalRow.decision,
            ApprovalRow.expires_at,
        ).where(ApprovalRow.id == approval_id)
    ).one_or_none()
    return row if row is not None and row.case_id is not None else None
