"""Somebody who was found and answered 'same' is met in another case: one person, several cases.

The new subject points at the record that is known already. Who that is in the other case stands in
no event and no audit row of this one: its readers may not see the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.model.audit import AuditRow
from ctj.model.cases import Case, SubjectRow
from ctj.model.vault import Person, PersonLink
from ctj.transaction import UnitOfWork
from ctj.workflow.projection import Subject

from .known_people import COUNTS_FOR, JUDGED
from .refusals import NotAllowedHere
from .steps import Known

MET_AGAIN = "person.met_again"


@dataclass(frozen=True)
class AnsweredSame:
    """Somebody of a case that the viewer sees, about whom 'same' was the last answer."""

    case_reference: str
    label: str
    kind: str
    person_id: str


def answered_same(
    connection: Connection, viewer: Viewer, now: datetime
) -> tuple[AnsweredSame, ...]:
    """Whom the viewer called the same person within the last twelve hours, the latest first.

    Nobody whose case the viewer does not see any more, and nobody who left it or was erased.
    """
    found = []
    for case_id, label in _last_same(connection, viewer, now):
        wanted = (
            select(Case.reference, SubjectRow.kind, SubjectRow.person_id)
            .join(Case, Case.id == SubjectRow.case_id)
            .join(Person, Person.id == SubjectRow.person_id)
            .where(
                SubjectRow.case_id == case_id,
                SubjectRow.label == label,
                SubjectRow.left_at.is_(None),
                Person.erased_at.is_(None),
            )
        )
        row = connection.execute(wanted).one_or_none()
        if row is not None and sight_of_reference(connection, viewer, row.reference) is not None:
            found.append(AnsweredSame(row.reference, label, row.kind, str(row.person_id)))
    return tuple(found)


def _last_same(connection: Connection, viewer: Viewer, now: datetime) -> Iterator[tuple[str, str]]:
    """Case and pseudonym of each about whom the last answer was 'same'."""
    rows = connection.execute(
        select(AuditRow.case_id, AuditRow.body)
        .where(
            AuditRow.user_id == viewer.user_id,
            AuditRow.action == JUDGED,
            AuditRow.at > now - COUNTS_FOR,
        )
        .order_by(AuditRow.at.desc(), AuditRow.seq.desc())
    )
    told: set[tuple[str, str]] = set()
    for case_id, body in rows:
        objects = json.loads(body)["what"]["objects"]
        one = (str(case_id), str(objects["subject"]))
        if one not in told and objects["answer"] == "same":
            yield one
        told.add(one)


def person_known(work: UnitOfWork, viewer: Viewer, known: Known | None) -> str | None:
    """The record of whom the step says that it adds; None for somebody new.

    The record is locked: it cannot be joined to another one meanwhile. Raises NotAllowedHere.
    """
    if known is None:
        return None
    same = answered_same(work.connection, viewer, work.clock)
    mine = (known.case_reference, known.label)
    one = next((one for one in same if (one.case_reference, one.label) == mine), None)
    if one is None:
        raise NotAllowedHere(
            "Search for the person again and answer 'same': that answer is no longer there."
        )
    locked = select(Person.id).where(Person.id == one.person_id).with_for_update()
    work.connection.execute(locked)
    joined = select(PersonLink.joined_id).where(PersonLink.joined_id == one.person_id)
    if work.connection.execute(joined).first() is not None:
        raise NotAllowedHere("The record was joined to another one meanwhile. Search once more.")
    return one.person_id


def check_not_here(person_id: str, kind: str, here: Iterable[Subject]) -> None:
    """One person stands once in a case as victim, and once as accused. Raises NotAllowedHere."""
    label = next((o.label for o in here if (o.person_id, o.kind) == (person_id, kind)), None)
    if label is not None:
        raise NotAllowedHere(f"This person is {label} of this case already. Record it there.")
