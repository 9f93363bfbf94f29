"""C05 and T03: who is found in a case that the searcher may not see is not found; the custodians
are told to ask each other, and nobody else is told anything."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from ctj.access.viewers import Viewer
from ctj.casework.known_people import CUSTODIAN_MATCH, search_known_people
from ctj.identity.seal import NewPerson, admit
from ctj.model.access import Recusal, Seal, SealMember
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.model.outbox import OutboxRow
from ctj.transaction import unit_of_work
from tests.world import World

NAME = "สมชาย ใจดี"


class Known:
    """Somebody is V1 of a case of another agency, whose lead keeps it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.case_id = world.bare_case(agency="coast")
        with unit_of_work(world.database) as work:
            new = [NewPerson("natural", {"full_name": ("name", NAME)})]
            self.person = admit(work.connection, world.services.keyring, new, None, work.now)[0]
            row = {"id": new_id(), "case_id": self.case_id, "kind": "victim", "label": "V1"}
            row |= {"number": 1, "person_id": self.person, "created_by": new_id()}
            work.connection.execute(insert(SubjectRow).values(**row, created_at=work.now))
        world.user("keeper", "lead", agency="coast")
        world.grant(self.case_id, "keeper")
        world.user("manager", "mgr")
        world.supervises("manager", "police")

    @property
    def searcher(self) -> Viewer:
        return self.world.viewer("inv")

    def search(self, text: str) -> list[str]:
        found = search_known_people(self.world.services, self.searcher, text)
        return [one.label for one in found]

    def told(self) -> dict[str, OutboxRow]:
        with self.world.database.read() as connection:
            wanted = select(OutboxRow).with_only_columns(OutboxRow.payload, OutboxRow.case_id)
            rows = connection.execute(wanted.where(OutboxRow.kind == CUSTODIAN_MATCH)).all()
        return {row.payload["user"]: row for row in rows}


@pytest.fixture
def known(world: World) -> Known:
    return Known(world)


def test_who_sees_the_case_is_told_who_and_how_alike(known: Known) -> None:
    known.world.grant(known.case_id, "inv")
    found = search_known_people(known.world.services, known.searcher, "Somchai Jaidee")
    assert [(one.label, one.way) for one in found] == [("V1", "name_sound")]
    assert known.told() == {}


def test_who_does_not_is_told_nothing_and_the_custodians_ask_each_other(known: Known) -> None:
    assert known.search(NAME) == known.search("Nobody Known") == []
    world = known.world
    told = known.told()
    assert set(told) == {world.user("keeper"), world.user("manager")}
    mine, theirs = told[world.user("keeper")], told[world.user("manager")]
    assert mine.case_id == known.case_id and mine.payload["agency"] == world.agency("police")
    assert theirs.case_id is None and theirs.payload["agency"] == world.agency("coast")
    assert "subject" not in theirs.payload
    assert NAME not in str(told) and known.case_id not in str(theirs.payload)


def test_the_audit_says_the_same_of_a_hidden_person_and_of_nobody(known: Known) -> None:
    known.search(NAME), known.search("Nobody Known")
    with known.world.database.read() as connection:
        wanted = select(AuditRow.body).where(AuditRow.action == "people.searched")
        bodies = list(connection.scalars(wanted))
    assert len(bodies) == 2 and all('"found":0' in body.replace(" ", "") for body in bodies)


def test_the_searcher_is_never_told_whatever_he_keeps(known: Known) -> None:
    world = known.world
    world.user("inv"), world.role("inv", "mgr"), world.role("inv", "lead")
    world.supervises("inv", "police")
    world.grant(known.case_id, "inv")
    with unit_of_work(world.database) as work:
        row = {"id": new_id(), "case_id": known.case_id, "user_id": world.user("inv")}
        work.connection.execute(insert(Recusal).values(**row, reason="kin", from_at=work.now))
    assert known.search(NAME) == []
    assert set(known.told()) == {world.user("keeper"), world.user("manager")}


def test_a_sealed_case_exists_for_its_own_people_alone(known: Known) -> None:
    world, seal_id = known.world, new_id()
    world.user("keeper2", "lead", agency="coast")
    world.grant(known.case_id, "keeper2")
    with unit_of_work(world.database) as work:
        of_case = {"id": seal_id, "case_id": known.case_id, "authority": "court"}
        work.connection.execute(insert(Seal).values(**of_case, sealed_at=work.now))
        member = {"id": new_id(), "seal_id": seal_id, "user_id": world.user("keeper")}
        work.connection.execute(insert(SealMember).values(**member))
        work.connection.execute(update(Case).where(Case.id == known.case_id).values(sealed=True))
    assert known.search(NAME) == []
    assert set(known.told()) == {world.user("keeper")}


def test_the_database_is_asked_the_same_for_a_hidden_person_and_for_nobody(known: Known) -> None:
    """So that neither the time nor a log of the database tells one from the other."""
    known.search("The first search begins the chain of the audit")
    asked: list[list[str]] = []
    for text in (NAME, "สมหญิง ใจดำ"):
        statements: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any, kept: list[str] = statements) -> None:
            kept.append(statement.split("(")[0][:40])

        event.listen(known.world.database.engine, "before_cursor_execute", note)
        known.search(text)
        event.remove(known.world.database.engine, "before_cursor_execute", note)
        asked.append(statements)
    assert asked[0] == asked[1]
