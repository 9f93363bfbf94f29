"""A time limit as it is shown: level of its mark, distance in words, moment, and the law behind.

Red levels (today, late) are only for what binds us; hours below 48, days below 90, months above
(visual.md section 6). A limit that runs through its day is 'end of' that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ctj.language import say
from ctj.workflow.calendar_words import month_name, year_words
from ctj.workflow.calendars import Calendar
from ctj.workflow.clocks import distance_words, reckon, status_at
from ctj.workflow.definitions import Library
from ctj.workflow.fold.effect_clocks import GUARDIAN
from ctj.workflow.instants import local_day
from ctj.workflow.projection import Clock


@dataclass(frozen=True)
class Limit:
    """``level``: today, late, week, later, paused, met, stuck or none. ``statement`` is the
    article, '' for policy; ``status`` verified or unverified."""

    clock_id: str
    clock: str
    label: str
    subject_id: str | None
    party: str | None
    level: str
    distance: str
    moment: str
    day_text: str | None
    due_at: datetime | None
    article: str
    status: str
    policy: bool
    kind: str = "policy"


def limit_of(
    clock: Clock, library: Library, calendars: Mapping[str, Calendar], now: datetime
) -> Limit:
    """What an open limit is called at ``now``."""
    calendar = calendars.get(clock.calendar)
    reckoned = reckon(clock, calendar, clock.zone)
    status = status_at(clock, now, calendar, clock.zone)
    level, distance, moment = _words(status, reckoned.due, reckoned.why_not or "", now, clock.zone)
    if was_over(reckoned.due, clock.recorded_at):
        level, distance, moment = (
            "none",
            say("past"),
            say("%(moment)s, before it was recorded", moment=moment),
        )
    return Limit(
        clock_id=clock.id,
        clock=clock.clock,
        label=_label(clock, library),
        subject_id=clock.subject_id,
        party=clock.party,
        level=level,
        distance=distance,
        moment=moment,
        day_text=_day(reckoned.due, clock.zone, now) if reckoned.due else None,
        due_at=reckoned.due,
        article=str(clock.statement.get("article") or ""),
        status=str(clock.statement.get("status") or "unverified"),
        policy=not clock.statement.get("article"),
        kind=clock.kind,
    )


def _label(clock: Clock, library: Library) -> str:
    """The limit's name; of an obligation to tell, whom and what."""
    definition = library.clocks.get(clock.clock)
    label = definition.label if definition else clock.clock.replace("_", " ")
    if "{matter}" not in label:
        return label
    matter = library.codes["informed_of"].codes.get(clock.party or "")
    whom = say("the guardian") if clock.statement.get("told") == GUARDIAN else say("the person")
    what = matter.label.lower() if matter else say("the outcome")
    return label.replace("{subject}", whom).replace("{matter}", what)


def _words(
    status: str, due: datetime | None, why_not: str, now: datetime, zone: str
) -> tuple[str, str, str]:
    if status == "no_limit":
        return "none", say("no limit recorded"), ""
    if status == "paused":
        return "paused", say("paused"), why_not
    if due is None:
        return "stuck", say("cannot be reckoned"), why_not
    ended = now > due
    level = "late" if ended else _level(due, now, zone)
    return level, distance_words(due, now), _moment(due, now, zone, ended)


def was_over(due: datetime | None, recorded_at: datetime | None) -> bool:
    """Whether the limit had ended before it was recorded: the past raises no alarm."""
    return due is not None and recorded_at is not None and due < recorded_at


def due_level(due: datetime, now: datetime, zone: str) -> str:
    """The level of a limit that ends at ``due``, for lists that know no more."""
    return "late" if now > due else _level(due, now, zone)


def due_words(due: datetime, now: datetime, zone: str) -> tuple[str, str]:
    """Distance and moment of a limit that ends at ``due``, for lists that know no more."""
    return distance_words(due, now), _moment(due, now, zone, now > due)


def _level(due: datetime, now: datetime, zone: str) -> str:
    if _kept_through(due, zone) == local_day(now, zone):
        return "today"
    return "week" if due - now <= timedelta(days=7) else "later"


def _through_the_day(due: datetime, zone: str) -> bool:
    local = due.astimezone(ZoneInfo(zone))
    return local.hour == 0 and local.minute == 0


def _kept_through(due: datetime, zone: str) -> object:
    """The last local day on which the limit can be kept: an end at midnight is the day before."""
    return local_day(due - timedelta(minutes=1) if _through_the_day(due, zone) else due, zone)


def _day(due: datetime, zone: str, now: datetime) -> str:
    shown = due - timedelta(minutes=1) if _through_the_day(due, zone) else due
    local = shown.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(ZoneInfo(zone)).year else f" {year_words(local.year)}"
    return f"{local.day} {month_name(local.month)}{year}"


def _moment(due: datetime, now: datetime, zone: str, ended: bool) -> str:
    day = _day(due, zone, now)
    if _through_the_day(due, zone):
        return say("ended %(day)s", day=day) if ended else say("end of %(day)s", day=day)
    at = f"{due.astimezone(ZoneInfo(zone)):%H:%M}"
    today = local_day(due, zone) == local_day(now, zone)
    when = say("today %(at)s", at=at) if today else f"{day}, {at}"
    return say("ended %(when)s", when=when) if ended else say("ends %(when)s", when=when)
