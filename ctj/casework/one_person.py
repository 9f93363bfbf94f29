"""Two records are one person: asked for by one, decided by another, and undone as a whole (C27).

Every subject of the joined record points at the kept one afterwards. Keys, sealed values and index
stay with the joined record, which is linked (`identity/family.py`): nothing is opened to join, and
nothing can be lost. What is recorded later goes to the kept record; an undo gives back what came
from the joined one's subjects. On each case that is touched the audit says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ctj.access.errors import ApprovalRefused, NotVisible, RoleRefused
from ctj.access.rule import sight, sight_of_reference
from ctj.access.settings import AccessSettings
from ctj.access.viewers import Viewer
from ctj.identity.family import give_back, joined_to
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.vault import Person, PersonLink, PersonMerge
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work

from .steps import IN_PERSON, By, actor_of

MERGERS = frozenset({"lead", "pros", "vso", "stew"})
#: Why two records are one person. Codes: a text might say who.
BECAUSE = ("same_document", "same_name_and_birth", "said_so", "photograph", "other")
APPROVED, DECLINED = "approved", "declined"
_LIFE = AccessSettings().approval_life


@dataclass(frozen=True)
class Met:
    """Where somebody is met: the case and the pseudonym there."""

    case_reference: str
    label: str


def ask_to_join(
    services: Services, viewer: Viewer, kept: Met, joined: Met, because: str, by: By = IN_PERSON
) -> str:
    """Ask for a second person; returns the id. Nothing changes yet.

    Raises NotVisible, RoleRefused, ApprovalRefused: not two natural records, or asked already.
    """
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        _check_role(viewer)
        one, other = _met(work, viewer, kept), _met(work, viewer, joined)
        if because not in BECAUSE:
            raise ApprovalRefused(say("Say why they are one person: choose one of the list."))
        _check_two(work.connection, one.person_id, other.person_id)
        merge_id = new_id()
        row = {"id": merge_id, "kept_id": one.person_id, "joined_id": other.person_id}
        row |= {"kept_subject": one.id, "joined_subject": other.id, "because": because}
        row |= {"moved": {}, "asked_by": viewer.user_id, "asked_at": work.clock}
        work.connection.execute(insert(PersonMerge).values(**row))
        _audit(work, "person.join_asked", merge_id, {one.case_id, other.case_id})
    return merge_id


def decide(
    services: Services, viewer: Viewer, merge_id: str, decision: str, by: By = IN_PERSON
) -> None:
    """Join them, or decline. Raises NotVisible, RoleRefused, ApprovalRefused: own request, decided,
    older than 72 hours, or the records have changed since."""
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        merge, cases = _merge(work, viewer, merge_id)
        if merge.asked_by == viewer.user_id:
            raise ApprovalRefused(say("You asked for this. Another person decides."))
        if merge.decision is not None or work.clock - merge.asked_at > _LIFE:
            raise ApprovalRefused(
                say("This was decided, or asked more than 72 hours ago: ask anew.")
            )
        if decision not in (APPROVED, DECLINED):
            raise ApprovalRefused(
                say("A request is approved or declined; there is nothing between.")
            )
        decided = {"decision": decision, "decided_by": viewer.user_id, "decided_at": work.clock}
        if decision == APPROVED:
            _check_two(work.connection, merge.kept_id, merge.joined_id)
            decided["moved"], touched = _join(work, merge)
            cases |= touched
        _change(work.connection, merge_id, decided)
        _audit(work, f"person.join_{decision}", merge_id, cases)


def ask_to_part(services: Services, viewer: Viewer, merge_id: str, by: By = IN_PERSON) -> None:
    """Ask for a second person to undo it. Raises as ``decide``."""
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        merge, cases = _merge(work, viewer, merge_id)
        if merge.decision != APPROVED or merge.undone_at is not None:
            raise ApprovalRefused(say("These records are not joined."))
        _change(
            work.connection,
            merge_id,
            {"undo_asked_by": viewer.user_id, "undo_asked_at": work.clock},
        )
        _audit(work, "person.part_asked", merge_id, cases)


def part(services: Services, viewer: Viewer, merge_id: str, by: By = IN_PERSON) -> None:
    """Undo the whole: subjects, links, and what was recorded for the joined one since. Raises as
    ``decide``; ApprovalRefused as well where a later join stands on this one."""
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        merge, cases = _merge(work, viewer, merge_id)
        if merge.undo_asked_by is None or merge.undone_at is not None:
            raise ApprovalRefused(say("Nobody has asked for this to be undone."))
        if merge.undo_asked_by == viewer.user_id:
            raise ApprovalRefused(say("You asked for this. Another person decides."))
        if work.clock - merge.undo_asked_at > _LIFE:
            raise ApprovalRefused(say("This was asked more than 72 hours ago: ask anew."))
        touched = _part(work, services, merge)
        undone = {"undone_by": viewer.user_id, "undone_at": work.clock}
        _change(work.connection, merge_id, undone)
        _audit(work, "person.parted", merge_id, cases | touched)


def _check_role(viewer: Viewer) -> None:
    if not viewer.roles & MERGERS:
        raise RoleRefused(say("Your role does not join the records of people."))


def _met(work: UnitOfWork, viewer: Viewer, met: Met) -> Any:
    seen = sight_of_reference(work.connection, viewer, met.case_reference)
    if seen is None:
        raise NotVisible
    row = work.connection.execute(
        select(SubjectRow.id, SubjectRow.case_id, SubjectRow.person_id).where(
            SubjectRow.case_id == seen.case_id, SubjectRow.label == met.label
        )
    ).one_or_none()
    if row is None or row.person_id is None:
        raise NotVisible
    return row


def _check_two(connection: Connection, kept: str, joined: str) -> None:
    """Two records that stand for themselves, of one kind, and not erased."""
    wanted = select(Person.kind, Person.erased_at).where(Person.id.in_([kept, joined]))
    rows = connection.execute(wanted.order_by(Person.id).with_for_update()).all()
    links = select(PersonLink.joined_id).where(PersonLink.joined_id.in_([kept, joined]))
    if len(rows) != 2 or connection.execute(links).first() is not None:
        raise ApprovalRefused(say("These are one record already."))
    if rows[0].kind != rows[1].kind or any(row.erased_at for row in rows):
        raise ApprovalRefused(
            say("A person and a company, or a record that was erased, are not one.")
        )


def _merge(work: UnitOfWork, viewer: Viewer, merge_id: str) -> tuple[Any, set[str]]:
    """The merge, locked, for one who sees both people where they were met; and those cases."""
    _check_role(viewer)
    wanted = select(PersonMerge).with_only_columns(*PersonMerge.__table__.columns)
    row = work.connection.execute(
        wanted.where(PersonMerge.id == merge_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotVisible
    of_subjects = SubjectRow.id.in_([row.kept_subject, row.joined_subject])
    cases = set(work.connection.scalars(select(SubjectRow.case_id).where(of_subjects)))
    if any(sight(work.connection, viewer, case_id) is None for case_id in cases):
        raise NotVisible
    return row, cases


def _join(work: UnitOfWork, merge: Any) -> tuple[dict[str, list[str]], set[str]]:
    """Every subject and every record joined before goes over. What went, and the cases touched."""
    connection = work.connection
    rows = connection.execute(
        select(SubjectRow.id, SubjectRow.case_id).where(SubjectRow.person_id == merge.joined_id)
    ).all()
    before = sorted(joined_to(connection, [merge.joined_id]))
    _point(connection, [row.id for row in rows], merge.kept_id)
    connection.execute(
        update(PersonLink).where(PersonLink.joined_id.in_(before)).values(kept_id=merge.kept_id)
    )
    link = {"joined_id": merge.joined_id, "kept_id": merge.kept_id, "merge_id": merge.id}
    connection.execute(insert(PersonLink).values(**link))
    moved = {"subjects": sorted(str(row.id) for row in rows), "joined": before}
    return moved, {str(row.case_id) for row in rows}


def _part(work: UnitOfWork, services: Services, merge: Any) -> set[str]:
    connection, moved = work.connection, merge.moved
    now_kept = select(PersonLink.kept_id).where(PersonLink.joined_id == merge.joined_id)
    if connection.scalar(now_kept) != merge.kept_id:
        raise ApprovalRefused(
            say("These records were joined to another one since: undo that first.")
        )
    connection.execute(delete(PersonLink).where(PersonLink.joined_id == merge.joined_id))
    connection.execute(
        update(PersonLink)
        .where(PersonLink.joined_id.in_(moved["joined"]))
        .values(kept_id=merge.joined_id)
    )
    _point(connection, moved["subjects"], merge.joined_id)
    since = select(Event.id).where(
        Event.subject_id.in_(moved["subjects"]), Event.recorded_at >= merge.decided_at
    )
    events = list(map(str, connection.scalars(since)))
    give_back(connection, services.keyring, merge.kept_id, merge.joined_id, events, work.clock)
    cases = select(SubjectRow.case_id).where(SubjectRow.id.in_(moved["subjects"]))
    return set(map(str, connection.scalars(cases)))


def _point(connection: Connection, subjects: Iterable[str], person: str) -> None:
    connection.execute(
        update(SubjectRow).where(SubjectRow.id.in_(list(subjects))).values(person_id=person)
    )


def _change(connection: Connection, merge_id: str, values: dict[str, Any]) -> None:
    connection.execute(update(PersonMerge).where(PersonMerge.id == merge_id).values(**values))


def _audit(work: UnitOfWork, action: str, merge_id: str, cases: Iterable[str]) -> None:
    for case_id in sorted(set(map(str, cases))):
        work.audit(action, case_id=case_id, rule="C27", objects={"merge": merge_id})
