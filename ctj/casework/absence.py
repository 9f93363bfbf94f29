"""A user says when he is away and who stands in; the limits of his tracks show with the deputy.

It opens nothing to the deputy: who may see a case is decided as ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select, update

from ctj.access.errors import NotVisible
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.absences import Absence
from ctj.model.base import new_id
from ctj.model.users import User
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.instants import local_day
from ctj.workflow.step import FieldError

from .refusals import FormErrors
from .steps import actor_of

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class NewAbsence:
    """``first_day`` and ``last_day``: local days of the instance, None where none was entered."""

    first_day: date | None
    last_day: date | None
    deputy_id: str


def record(services: Services, viewer: Viewer, new: NewAbsence) -> str:
    """Record the viewer's own absence; returns its id. Raises FormErrors."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        today = local_day(work.now, services.instance.time_zone)
        faults = [*_faulty_days(new, today), *_faulty_deputy(work, viewer, new)]
        if not faults and _overlaps(work, viewer, new):
            sentence = say(
                "You are away on some of these days already. Take that absence back first."
            )
            faults = [FieldError("first_day", sentence, say("Away from"))]
        if faults:
            raise FormErrors(faults)
        absence_id = new_id()
        work.connection.execute(
            insert(Absence).values(
                id=absence_id, user_id=viewer.user_id, recorded_at=work.now, **vars(new)
            )
        )
        work.audit("absence.recorded", objects={"absence": absence_id, "deputy": new.deputy_id})
    return absence_id


def end(services: Services, viewer: Viewer, absence_id: str) -> None:
    """Take the viewer's own absence back, or end it today. Raises NotVisible."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        done = work.connection.execute(
            update(Absence)
            .where(
                Absence.id == absence_id,
                Absence.user_id == viewer.user_id,
                Absence.ended_at.is_(None),
            )
            .values(ended_at=work.now)
        )
        if done.rowcount == 0:
            raise NotVisible
        work.audit("absence.ended", objects={"absence": absence_id})


def _faulty_days(new: NewAbsence, today: date) -> list[FieldError]:
    faults = []
    first, last = new.first_day, new.last_day
    if first is None:
        faults.append(
            FieldError("first_day", say("Enter the first day that you are away."), say("From"))
        )
    if last is None:
        faults.append(
            FieldError("last_day", say("Enter the last day that you are away."), say("To"))
        )
    if first is None or last is None:
        return faults
    if last < first:
        faults.append(
            FieldError("last_day", say("The last day is before the first. Mend one."), say("To"))
        )
    elif last < today:
        faults.append(
            FieldError("last_day", say("These days are over. Enter days to come."), say("To"))
        )
    elif last - first > LONGEST:
        faults.append(
            FieldError("last_day", say("Enter at most a year; add the rest later."), say("To"))
        )
    return faults


def _faulty_deputy(work: UnitOfWork, viewer: Viewer, new: NewAbsence) -> list[FieldError]:
    colleague = select(User.id).where(
        User.id == new.deputy_id, User.agency_id == viewer.agency_id, User.active
    )
    if new.deputy_id == viewer.user_id:
        return [
            FieldError("deputy", say("Choose somebody else: you are the one away."), say("Deputy"))
        ]
    if work.connection.execute(colleague).first() is None:
        return [FieldError("deputy", say("Choose a colleague of the list."), say("Deputy"))]
    return []


def _overlaps(work: UnitOfWork, viewer: Viewer, new: NewAbsence) -> bool:
    others = select(Absence.id).where(
        Absence.user_id == viewer.user_id,
        Absence.ended_at.is_(None),
        Absence.first_day <= new.last_day,
        Absence.last_day >= new.first_day,
    )
    return work.connection.execute(others).first() is not None
