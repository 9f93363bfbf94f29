"""Searching for people who are known already, before somebody is added to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ctj.access.custodians import keepers_of_cases, managers_of
from ctj.access.rule import all_visible, sight_of_reference
from ctj.access.viewers import Viewer
from ctj.identity.likeness import CLOSENESS, likely
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work

from .steps import IN_PERSON, By, actor_of

SEARCHED, JUDGED = "people.searched", "people.judged"
#: Whether somebody found is the person at hand.
JUDGEMENTS = frozenset({"same", "not_same", "unsure"})
#: A search counts for what is recorded within a working day.
COUNTS_FOR = timedelta(hours=12)
#: Kind of the outbox row by which one custodian is told to ask another.
CUSTODIAN_MATCH = "custodian_match"


@dataclass(frozen=True)
class KnownPerson:
    """Somebody found, as a subject of a case that the viewer sees. Never with the name.

    ``way``: what was alike, a code of `identity.likeness.CLOSENESS`.
    """

    person_id: str
    case_reference: str
    label: str
    kind: str
    way: str


def search_known_people(
    services: Services, viewer: Viewer, text: str, by: By = IN_PERSON
) -> tuple[KnownPerson, ...]:
    """The subjects of visible cases whom ``text`` may mean: every word in a name as written, in
    Latin letters or by its sound; or a number or address.

    The search is audited, with the number found and without the text. Somebody found in a case
    that the viewer does not see is not told, in this answer or in any trace the viewer can read;
    those who keep that case, and those who supervise the viewer's agency, are told to ask each
    other (C05). A search that finds nobody takes the same steps.
    """
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        found = likely(work.connection, services.keyring, text)
        people = _visible(work.connection, viewer, found)
        _tell_custodians(work, viewer, set(found))
        work.audit(SEARCHED, rule="C05", objects={"found": len(people)})
    return people


def _visible(
    connection: Connection, viewer: Viewer, found: Mapping[str, str]
) -> tuple[KnownPerson, ...]:
    rows = connection.execute(
        select(SubjectRow.person_id, Case.reference, SubjectRow.label, SubjectRow.kind)
        .join(Case, Case.id == SubjectRow.case_id)
        .where(
            SubjectRow.person_id.in_(sorted(found)),
            SubjectRow.left_at.is_(None),
            Case.id.in_(all_visible(viewer)),
        )
        .order_by(Case.reference, SubjectRow.label)
    ).all()
    known = [
        KnownPerson(str(row[0]), row.reference, row.label, row.kind, found[str(row[0])])
        for row in rows
    ]
    return tuple(sorted(known, key=lambda one: CLOSENESS.index(one.way)))


def _tell_custodians(work: UnitOfWork, viewer: Viewer, found: set[str]) -> None:
    """One outbox row for each who is told, of ids only. Never the searcher, whatever the searcher
    keeps; and of a sealed case nobody but its own people, for whom alone it exists (C26)."""
    rows = work.connection.execute(
        select(SubjectRow.id, Case.id, Case.lead_agency_id, Case.sealed)
        .join(Case, Case.id == SubjectRow.case_id)
        .where(SubjectRow.person_id.in_(sorted(found)), Case.id.not_in(all_visible(viewer)))
        .order_by(SubjectRow.id)
    ).all()
    keepers = keepers_of_cases(work.connection, {row[1] for row in rows}, work.clock)
    managers = managers_of(work.connection, viewer.agency_id)
    search_id = new_id()
    # Written for every search, so that one that finds a hidden person does no more than another.
    work.outbox(SEARCHED, {"search": search_id})
    for subject_id, case_id, agency_id, sealed in rows:
        about = {"search": search_id, "subject": str(subject_id)}
        for user_id in sorted(
            {user for case, user in keepers if case == case_id} - {viewer.user_id}
        ):
            payload = {**about, "user": user_id, "agency": viewer.agency_id}
            work.outbox(CUSTODIAN_MATCH, payload, case_id=str(case_id))
        for user_id in () if sealed else sorted(managers - {viewer.user_id}):
            # This one may not see the case either: nothing here names it, or whom it is about.
            payload = {"search": search_id, "user": user_id, "agency": str(agency_id)}
            work.outbox(CUSTODIAN_MATCH, payload)


def record_judgements(
    services: Services, viewer: Viewer, answers: Mapping[tuple[str, str], str], by: By = IN_PERSON
) -> int:
    """Keep what the viewer answered about people found: (case reference, pseudonym) to 'same',
    'not_same' or 'unsure'. On each case's own chain, where its lead can see it. Returns how many
    were kept; what the viewer does not see, or is no answer, is passed over."""
    kept = 0
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        for (reference, label), answer in sorted(answers.items()):
            seen = sight_of_reference(work.connection, viewer, reference)
            if seen is None or answer not in JUDGEMENTS:
                continue
            wanted = select(SubjectRow.id).where(
                SubjectRow.case_id == seen.case_id,
                SubjectRow.label == label,
                SubjectRow.left_at.is_(None),
            )
            if work.connection.execute(wanted).first() is None:
                continue
            objects = {"subject": label, "answer": answer}
            work.audit(JUDGED, case_id=seen.case_id, rule=seen.rule, objects=objects)
            kept += 1
    return kept


def was_searched(connection: Connection, viewer: Viewer, now: datetime) -> bool:
    """Whether this user searched for known people within the last twelve hours."""
    wanted = (
        select(AuditRow.id)
        .where(
            AuditRow.user_id == viewer.user_id,
            AuditRow.action == SEARCHED,
            AuditRow.at > now - COUNTS_FOR,
        )
        .limit(1)
    )
    return connection.execute(wanted).first() is not None
