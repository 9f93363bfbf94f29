"""What was recorded in another case on tracks that came from it (docs/decisions/0015).

Who sees the case in which a track is now reads all of the track, and nothing else of the other
case; its reference only if he sees it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from ctj.access.rule import sight
from ctj.model.events import Event
from ctj.services import Services
from ctj.workflow.fold import MOVED_IN

from .activity import ActivityPage, ActivityQuestion, activity
from .open_case import OpenCase


@dataclass(frozen=True)
class Elsewhere:
    """Another case in which something was recorded on tracks that are here now."""

    case_id: str
    reference: str
    entries: int


def came_tracks(opened: OpenCase) -> tuple[str, ...]:
    """Ids of the tracks of the case that came from another."""
    came = {
        one["id"]
        for event in opened.file.standing
        if event.kind == MOVED_IN
        for one in event.data["tracks"]
    }
    return tuple(sorted(came & opened.projection.tracks.keys()))


def elsewhere(connection: Connection, opened: OpenCase) -> tuple[Elsewhere, ...]:
    """The other cases, those with most entries first."""
    tracks = came_tracks(opened)
    if not tracks:
        return ()
    counted = func.count(Event.id)
    rows = connection.execute(
        select(Event.case_id, counted)
        .where(Event.track_id.in_(tracks), Event.case_id != opened.file.id)
        .group_by(Event.case_id)
        .order_by(counted.desc(), Event.case_id)
    )
    found = []
    for case_id, count in rows:
        seen = sight(connection, opened.viewer, case_id)
        found.append(Elsewhere(case_id, seen.reference if seen else "", count))
    return tuple(found)


def earlier(
    connection: Connection,
    services: Services,
    opened: OpenCase,
    other: Elsewhere,
    before: int | None,
) -> ActivityPage:
    """One page of what was recorded there on the tracks that are here."""
    question = replace(ActivityQuestion(before=before), tracks=came_tracks(opened))
    return activity(
        connection, opened.viewer, services.keyring, services.library, other.case_id, question
    )
