"""When a demonstration says that something was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from ..workflow.date_parts import DateRefused
from ..workflow.dates import parse
from ..workflow.instants import instant_of
from .relative_dates import resolved

#: A day without a time is recorded when the office closes.
END_OF_OFFICE = time(17, 0)


class NotAMoment(ValueError):
    """``recorded`` names no instant that has been; ``str()`` says how to mend it."""


def recorded_at(
    text: str, now: datetime, zone: str, *, relative: bool, after: datetime | None = None
) -> datetime:
    """The instant (UTC) that ``recorded`` names in the case's zone. Raises NotAMoment.

    ``after``: when the event before it was recorded.
    """
    written = resolved(text, now, zone) if relative else text
    try:
        told = parse(str(written))
    except DateRefused as wrong:
        raise NotAMoment(wrong.sentence) from None
    if told.precision not in ("day", "minute") or told.first_day is None:
        raise NotAMoment("Say the day on which it was recorded, or day and time.")
    moment = instant_of(told.first_day, told.clock_time or END_OF_OFFICE, zone).astimezone(UTC)
    if after is not None and moment < after:
        raise NotAMoment("This is before the event above was recorded. Put the two in order.")
    if told.clock_time is None and now < moment < now + timedelta(hours=24):
        return now
    if moment > now:
        raise NotAMoment("This lies ahead: nothing can have been recorded then.")
    return moment
