"""The sealed notice 'this accused is also a victim': who reads it, and reading it on record.

Its two readers are named on the team of the case, whether there is anything to read or not. The
look is written down first; the audit says that the notice was opened, never what it said.
"""

from __future__ import annotations

from sqlalchemy import insert, select, update

from ctj.access.errors import NotVisible
from ctj.access.rule import Sight, sight_of_reference
from ctj.access.viewers import Viewer, load_viewer
from ctj.language import say
from ctj.model.access import MatchReader
from ctj.model.base import new_id
from ctj.model.users import User
from ctj.queries.sealed_match import READERS, Match, matches_of, may_read
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.step import FieldError

from .refusals import FormErrors, NotAllowedHere
from .steps import actor_of
from .team import may_keep

NAMED, OPENED = "sealed_notice.reader_named", "sealed_notice.opened"


def name_reader(
    services: Services, viewer: Viewer, reference: str, role: str, user_id: str
) -> None:
    """Say who reads the notice of a case in that role, in place of whoever did.

    Raises NotVisible, NotAllowedHere (the team is kept by others), FormErrors.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _seen(work, viewer, reference)
        if not may_keep(viewer, sight):
            raise NotAllowedHere(
                say("The readers are named by those who keep the team of the case.")
            )
        _check(work, reference, role, user_id)
        values = {"case_id": sight.case_id, "role": role}
        work.connection.execute(
            update(MatchReader).filter_by(**values, ended_at=None).values(ended_at=work.now)
        )
        named = {"user_id": user_id, "named_by": viewer.user_id, "named_at": work.now}
        work.connection.execute(insert(MatchReader).values(id=new_id(), **values, **named))
        objects = {"role": role, "user": user_id}
        work.audit(NAMED, case_id=sight.case_id, rule=sight.rule, objects=objects)


def _check(work: UnitOfWork, reference: str, role: str, user_id: str) -> None:
    """Somebody who holds the role and sees the case."""
    known = select(User.id).where(User.id == user_id, User.active)
    if role not in READERS or work.connection.execute(known).first() is None:
        raise FormErrors(
            [FieldError("reader", say("Choose a colleague of the list."), say("Reader"))]
        )
    reader = load_viewer(work.connection, user_id)
    if role not in reader.roles or sight_of_reference(work.connection, reader, reference) is None:
        sentence = say("Choose somebody who holds that role and sees this case.")
        raise FormErrors([FieldError("reader", sentence, say("Reader"))])


def open_notice(services: Services, viewer: Viewer, reference: str) -> tuple[Match, ...]:
    """What the notice says, for its two readers; for everybody else it does not exist.

    Raises NotVisible. The look stands in the audit before anything is read.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _seen(work, viewer, reference)
        if not may_read(work.connection, viewer, sight.case_id):
            work.refused("sealed_notice.refused", case_id=sight.case_id, rule=sight.rule)
            raise NotVisible
        work.audit(OPENED, case_id=sight.case_id, rule="process 1.7", objects={})
    with services.database.read() as connection:
        return matches_of(connection, viewer, sight.case_id)


def _seen(work: UnitOfWork, viewer: Viewer, reference: str) -> Sight:
    sight = sight_of_reference(work.connection, viewer, reference)
    if sight is None:
        raise NotVisible
    work.lock([sight.case_id])
    return sight
