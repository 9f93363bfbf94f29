"""A case as it was known on an earlier day: what had been recorded by the end of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from ctj.access.errors import NotVisible, Refusal
from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.services import Services
from ctj.workflow.instants import end_of_day

from .situations import CaseFile, load_case

#: A transaction that began on the day may still be saved a little later.
SETTLED_AFTER = timedelta(hours=1)


class NotYetKnown(Refusal):
    """The day is not over for an hour, so what was known on it may still change."""


def known_until(day: date, zone: str, now: datetime) -> datetime:
    """The end of the local day. Raises NotYetKnown unless it ended at least an hour ago."""
    end = end_of_day(day, zone)
    if end + SETTLED_AFTER > now:
        raise NotYetKnown(
            say(
                "What was known on %(day)s can be shown an hour after that day has ended.",
                day=f"{day:%Y-%m-%d}",
            )
        )
    return end


def case_as_known(
    connection: Connection, services: Services, viewer: Viewer, reference: str, day: date
) -> CaseFile:
    """The case as of the end of a local day, in its own time zone. Raises NotVisible, NotYetKnown;
    a case that was opened later has no tracks yet."""
    seen = sight_of_reference(connection, viewer, reference)
    if seen is None:
        raise NotVisible
    case = load_case(connection, services, seen.case_id, viewer.now)
    end = known_until(day, case.zone, viewer.now)
    return load_case(connection, services, seen.case_id, viewer.now, before=end)
