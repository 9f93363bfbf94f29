"""Searching for people who are known already, before somebody is added to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ctj.access.rule import all_visible, sight_of_reference
from ctj.access.viewers import Viewer
from ctj.identity.seal import matches
from ctj.model.audit import AuditRow
from ctj.model.cases import Case, SubjectRow
from ctj.services import Services
from ctj.transaction import unit_of_work

from .steps import IN_PERSON, By, actor_of

SEARCHED, JUDGED = "people.searched", "people.judged"
#: Whether somebody found is the person at hand.
JUDGEMENTS = frozenset({"same", "not_same", "unsure"})
#: A search counts for what is recorded within a working day.
COUNTS_FOR = timedelta(hours=12)
PURPOSES = ("name", "documents", "contact")


@dataclass(frozen=True)
class KnownPerson:
    """Somebody found, as a subject of a case that the viewer sees. Never with the name."""

    person_id: str
    case_reference: str
    label: str
    kind: str


def search_known_people(
    services: Services, viewer: Viewer, text: str, by: By = IN_PERSON
) -> tuple[KnownPerson, ...]:
    """The subjects of visible cases who have every word of ``text`` in a name, document or contact.

    The search is audited, with the number found and without the text. Matches in cases that the
    viewer does not see are not told (C05).
    """
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        found: set[str] = set()
        for purpose in PURPOSES:
            found |= set(matches(work.connection, services.keyring, purpose, text))
        people = _visible(work.connection, viewer, found)
        work.audit(SEARCHED, rule="C05", objects={"found": len(people)})
    return people


def _visible(connection: Connection, viewer: Viewer, found: set[str]) -> tuple[KnownPerson, ...]:
    if not found:
        return ()
    rows = connection.execute(
        select(SubjectRow.person_id, Case.reference, SubjectRow.label, SubjectRow.kind)
        .join(Case, Case.id == SubjectRow.case_id)
        .where(SubjectRow.person_id.in_(sorted(found)), Case.id.in_(all_visible(viewer)))
        .order_by(Case.reference, SubjectRow.label)
    )
    return tuple(
        KnownPerson(str(row.person_id), row.reference, row.label, row.kind) for row in rows
    )


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
                SubjectRow.case_id == seen.case_id, SubjectRow.label == label
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
