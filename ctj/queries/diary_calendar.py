"""A diary as a calendar file: references and times, no name, no title, no place (C32)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event
from sqlalchemy import Connection

from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.services import Services
from ctj.workflow.instants import instant_of, local_day

from .diary import Hearing, hearings

#: How far a calendar looks back and ahead.
BACK, AHEAD = timedelta(days=7), timedelta(days=180)


def diary_calendar(connection: Connection, viewer: Viewer, services: Services) -> bytes:
    """The viewer's hearings as iCalendar text (RFC 5545)."""
    today = local_day(viewer.now, services.instance.time_zone)
    found = hearings(connection, viewer, today - BACK, today + AHEAD, courts=False)
    return as_calendar(found, services, viewer.now)


def as_calendar(found: Iterable[Hearing], services: Services, now: datetime) -> bytes:
    """Timed hearings in UTC, reckoned in the zone of their case; others as whole days."""
    calendar = Calendar()
    calendar.add("prodid", "-//CTJ//diary//EN")
    calendar.add("version", "2.0")
    for hearing in found:
        event = Event()
        event.add("uid", f"{hearing.key}@ctj")
        event.add("dtstamp", now)
        event.add("summary", say("Hearing on case %(reference)s", reference=hearing.reference))
        event.add("dtstart", _start(hearing, services))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _start(hearing: Hearing, services: Services) -> date | datetime:
    if not hearing.time:
        return hearing.day
    zone = services.overlay(hearing.jurisdiction).jurisdiction.time_zone
    hour, minute = hearing.time.split(":")
    return instant_of(hearing.day, time(int(hour), int(minute)), zone)
