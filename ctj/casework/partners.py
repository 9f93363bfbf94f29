"""The other case of a step that concerns two: found and locked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from ctj.access.rule import sight, sight_of_reference
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.model.events import Event
from ctj.queries.choices import is_id
from ctj.queries.situations import CaseFile, load_case
from ctj.services import Services
from ctj.transaction import UnitOfWork
from ctj.workflow.fold import MOVES, CaseFrame
from ctj.workflow.step import FieldError

from .new_references import new_reference
from .refusals import FormErrors, NotAllowedHere

MERGE, SPLIT, UNDO = "merge_case", "split_case", "undo_merge"
JOINING = frozenset({MERGE, SPLIT, UNDO})


@dataclass(frozen=True)
class Partner:
    """The other case, locked. ``founded``: it does not exist yet."""

    case: CaseFile
    founded: bool


def others_to_lock(
    connection: Connection,
    viewer: Viewer,
    case_id: str,
    transition: str,
    answers: Mapping[str, Any],
) -> tuple[str, ...]:
    """Ids of the other cases that a step concerns; none where what was typed names none."""
    if transition == MERGE:
        seen = sight_of_reference(connection, viewer, str(answers.get("other_case") or ""))
        return (seen.case_id,) if seen is not None and seen.case_id != case_id else ()
    if transition == UNDO:
        return _cases_of_act(connection, case_id, str(answers.get("event") or ""))
    return ()


def _cases_of_act(connection: Connection, case_id: str, named: str) -> tuple[str, ...]:
    """The other case in which the act of this entry (by id or number) moved something."""
    number = int(named) if named.isdecimal() and len(named) < 10 else -1
    which = Event.id == named if is_id(named) else Event.seq == number
    act = select(Event.act_id).where(Event.case_id == case_id, which).scalar_subquery()
    found = connection.scalars(
        select(Event.case_id).where(
            Event.act_id == act, Event.case_id != case_id, Event.kind.in_(sorted(MOVES))
        )
    )
    return tuple(dict.fromkeys(found))


def partner_of(
    work: UnitOfWork,
    services: Services,
    viewer: Viewer,
    case: CaseFile,
    transition: str,
    answers: Mapping[str, Any],
) -> Partner:
    """The other case of a joining, a division or its undoing. Raises FormErrors, NotAllowedHere."""
    if transition == SPLIT:
        return Partner(_new_case(case), founded=True)
    found = others_to_lock(work.connection, viewer, case.id, transition, answers)
    if not found:
        field, label = (
            ("other_case", say("Other case")) if transition == MERGE else ("event", say("Entry"))
        )
        raise FormErrors([FieldError(field, say("Name another case than this one."), label)])
    seen = sight(work.connection, viewer, found[0])
    if seen is None or not seen.may_write:
        raise NotAllowedHere(say("You cannot record in the other case. Ask who leads it."))
    _check_open(work.connection, case.id, seen.case_id)
    other = load_case(work.connection, services, seen.case_id, case.now)
    if other.head.jurisdiction != case.head.jurisdiction:
        raise NotAllowedHere(say("The cases are of two jurisdictions: their law does not mix."))
    return Partner(other, founded=False)


def _check_open(connection: Connection, *case_ids: str) -> None:
    sealed = select(Case.id).where(Case.id.in_(case_ids), Case.sealed)
    if connection.execute(sealed).first() is not None:
        raise NotAllowedHere(say("A sealed case is not joined or divided: it is unsealed first."))


def _new_case(case: CaseFile) -> CaseFile:
    """A case beside this one, with nothing in it yet."""
    case_id = new_id()
    head = replace(
        case.head, id=case_id, reference=new_reference(case.head.jurisdiction), last_seq=0
    )
    frame = CaseFrame(case_id, case.head.jurisdiction, {})
    return replace(case, head=head, frame=frame, log=(), standing=(), projection=frame.empty())
