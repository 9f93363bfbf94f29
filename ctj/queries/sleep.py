"""Whether a track sleeps: put to sleep until a day, and not woken since (process.md 1.4).

Clocks run on while it sleeps. It is awake again on its day, as soon as anything is recorded on it
(the fold clears the day), and seven days before a legal limit of it ends. What time alone brings is
reckoned here from the instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists

from ctj.model.clocks import ClockRow
from ctj.model.tracks import Track

WAKES_BEFORE = timedelta(days=7)
LEGAL = "legal"


def asleep(today: date, now: datetime) -> ColumnElement[bool]:
    """The condition on a selection of Track. ``today``: the local day of the viewer's ``now``.

    A limit that had ended when the track was put to sleep does not wake it: that was known.
    """
    wakes = exists().where(
        ClockRow.track_id == Track.id,
        ClockRow.kind == LEGAL,
        ClockRow.open,
        ClockRow.due_at > Track.changed_at,
        ClockRow.due_at <= now + WAKES_BEFORE,
    )
    return and_(Track.asleep_until.is_not(None), Track.asleep_until > today, ~wakes)


def sleeps(
    until: date | None, since: datetime, due: Iterable[datetime], today: date, now: datetime
) -> bool:
    """The same for one track. ``due``: when its open legal limits end; ``since``: when it was put
    to sleep."""
    if until is None or until <= today:
        return False
    return not any(since < one <= now + WAKES_BEFORE for one in due)
