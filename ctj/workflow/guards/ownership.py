"""Guards about whose a track is, and whether it sleeps (process.md 1.4)."""

from __future__ import annotations

from typing import Any

from ..dates import DatedValue
from ..instants import local_day
from ..situation import Situation
from .registry import Missing, guard

MANAGER = "mgr"


@guard("own_track")
def own_track(situation: Situation, /, **args: Any) -> Missing | None:
    """The user owns the track, is its deputy or a manager; or nobody in person owns it."""
    track = situation.track
    if track is None or track.owner_id is None or situation.role == MANAGER:
        return None
    return None if situation.user_id in (track.owner_id, track.deputy_id) else Missing()


@guard("owner_or_pool", asks_form=True)
def owner_or_pool(situation: Situation, /, **args: Any) -> Missing | None:
    """The form names an owner or a pool, one of them."""
    named = [name for name in ("owner", "pool") if situation.form.get(name)]
    return None if len(named) == 1 else Missing()


@guard("day_to_come", asks_form=True)
def day_to_come(situation: Situation, /, **args: Any) -> Missing | None:
    """A day that is known and lies after the local day of the step."""
    value = situation.form.get(str(args["field"]))
    day = DatedValue.from_json(value).value if value is not None else None
    if day is None or day.first_day is None or day.precision not in ("day", "minute"):
        return Missing()
    return None if day.first_day > local_day(situation.now, situation.zone) else Missing()


@guard("no_transfer_open")
def no_transfer_open(situation: Situation, /, **args: Any) -> Missing | None:
    """No hand-over waits for an answer."""
    return Missing() if _offered(situation) else None


@guard("transfer_offered")
def transfer_offered(situation: Situation, /, **args: Any) -> Missing | None:
    """A hand-over waits for an answer."""
    return None if _offered(situation) else Missing()


def _offered(situation: Situation) -> bool:
    owner = situation.subject.id if situation.subject else None
    rows = situation.projection.rows.values()
    return any(
        row.register == "handovers" and row.owner_id == owner and row.status == "offered"
        for row in rows
    )


@guard("put_to_sleep_before")
def put_to_sleep_before(situation: Situation, /, **args: Any) -> Missing | None:
    """The track was put to sleep and nothing was recorded on it since."""
    asleep = situation.track is not None and situation.track.asleep_until is not None
    return None if asleep else Missing()
