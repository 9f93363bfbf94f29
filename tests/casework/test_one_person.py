"""C27: two records become one person by two people, and an undo brings back everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from ctj.access.errors import ApprovalRefused, NotVisible, RoleRefused
from ctj.casework.known_people import search_known_people
from ctj.casework.one_person import Met, ask_to_join, ask_to_part, decide, part
from ctj.identity.erasure import erase
from ctj.identity.open import open_group
from ctj.identity.seal import NewPerson, admit, seal_fields
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.model.events import Event
from ctj.model.vault import BlindIndex, IdentityField, PersonKey, PersonLink
from ctj.transaction import unit_of_work
from tests.world import World

NAMES = ("Teresa Example", "สมชาย ใจดี", "Nguyễn Thị Hoa", "Rowena Sample")


class Records:
    """Four people, each the subject of a case or two; two leads who see all of the cases."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        world.user("lead", "lead"), world.user("lead2", "lead"), world.user("inv", "inv")
        self.people, self.met = list[str](), list[Met]()
        for name in NAMES:
            with unit_of_work(world.database) as work:
                new = [NewPerson("natural", {"full_name": ("name", name)})]
                person = admit(work.connection, self.services.keyring, new, None, work.now)[0]
            self.people.append(person)
            for number in (1, 2):
                self.met.append(self.subject(person, number))

    def subject(self, person: str, number: int) -> Met:
        case_id = self.world.bare_case()
        self.world.grant_all(case_id, "lead", "lead2")
        with unit_of_work(self.world.database) as work:
            row = {"id": new_id(), "case_id": case_id, "kind": "victim", "label": f"V{number}"}
            row |= {"number": number, "person_id": person, "created_by": new_id()}
            work.connection.execute(insert(SubjectRow).values(**row, created_at=work.now))
            reference = work.connection.scalar(select(Case.reference).where(Case.id == case_id))
        return Met(str(reference), f"V{number}")

    def ask(self, kept: int, joined: int, by: str = "lead") -> str:
        one, other = self.met[2 * kept], self.met[2 * joined]
        viewer = self.world.viewer(by)
        return ask_to_join(self.services, viewer, one, other, "same_document")

    def join(self, kept: int, joined: int) -> str:
        merge = self.ask(kept, joined)
        decide(self.services, self.world.viewer("lead2"), merge, "approved")
        return merge

    def part(self, merge: str) -> None:
        ask_to_part(self.services, self.world.viewer("lead"), merge)
        part(self.services, self.world.viewer("lead2"), merge)

    def holds(self) -> tuple[list[Any], ...]:
        """All that the database says of who is who."""
        with self.world.database.read() as connection:
            return tuple(
                sorted(map(tuple, connection.execute(select(*columns))))
                for columns in (
                    (SubjectRow.id, SubjectRow.person_id),
                    (IdentityField.person_id, IdentityField.field, IdentityField.sealed),
                    (PersonKey.person_id, PersonKey.wrapped),
                    (BlindIndex.person_id, BlindIndex.purpose, BlindIndex.digest),
                    (PersonLink.joined_id, PersonLink.kept_id),
                )
            )

    def found(self, name: str) -> set[str]:
        viewer = self.world.viewer("lead")
        return {one.person_id for one in search_known_people(self.services, viewer, name)}

    def opened(self, person: str) -> set[str]:
        with self.world.database.read() as connection:
            return set(open_group(connection, self.services.keyring, person, "name").values())


@pytest.fixture
def records(world: World) -> Records:
    return Records(world)


def test_all_of_one_becomes_the_other_s_and_nothing_is_orphaned(records: Records) -> None:
    kept, joined = records.people[:2]
    records.join(0, 1)
    assert records.found(NAMES[0]) == records.found("Somchai Jaidee") == {kept}
    assert records.opened(kept) == {NAMES[0], NAMES[1]}
    with records.world.database.read() as connection:
        of_joined = select(func.count()).where(SubjectRow.person_id == joined)
        assert connection.scalar(of_joined) == 0
        wanted = select(AuditRow.case_id).where(AuditRow.action == "person.join_approved")
        assert len(set(connection.scalars(wanted))) == 3  # both where they were met, one untold


def test_a_second_person_decides_who_sees_both_and_whose_role_it_is(records: Records) -> None:
    world, merge = records.world, records.ask(0, 1)
    with pytest.raises(ApprovalRefused, match="Another person"):
        decide(records.services, world.viewer("lead"), merge, "approved")
    with pytest.raises(RoleRefused):
        decide(records.services, world.viewer("inv"), merge, "approved")
    world.user("stranger", "lead")
    with pytest.raises(NotVisible):
        decide(records.services, world.viewer("stranger"), merge, "approved")
    with pytest.raises(NotVisible):
        records.ask(0, 1, by="stranger")
    decide(records.services, world.viewer("lead2"), merge, "declined")
    with pytest.raises(ApprovalRefused, match="ask anew"):
        decide(records.services, world.viewer("lead2"), merge, "approved")
    assert records.found(NAMES[1]) == {records.people[1]}


def test_an_undo_takes_two_as_well(records: Records) -> None:
    merge = records.join(0, 1)
    with pytest.raises(ApprovalRefused, match="Nobody has asked"):
        part(records.services, records.world.viewer("lead2"), merge)
    ask_to_part(records.services, records.world.viewer("lead"), merge)
    with pytest.raises(ApprovalRefused, match="Another person"):
        part(records.services, records.world.viewer("lead"), merge)


def test_what_was_recorded_since_goes_back_to_whose_it_is(records: Records) -> None:
    kept, joined = records.people[:2]
    merge = records.join(0, 1)
    with unit_of_work(records.world.database) as work:
        subject = work.connection.execute(
            select(SubjectRow.id, SubjectRow.case_id)
            .where(SubjectRow.person_id == kept)
            .join(Case, Case.id == SubjectRow.case_id)
            .where(Case.reference == records.met[2].case_reference)
        ).one()
        event: dict[str, Any] = dict.fromkeys(("track_id", "act_id", "id"), new_id())
        event |= {"case_id": subject.case_id, "seq": 1, "kind": "transition", "track": "t"}
        event |= {"transition": "t", "occurred": "unknown", "precision": "unknown", "data": {}}
        event |= {"effects": {}, "findings": [], "definition_hash": "0" * 64}
        event |= {"subject_id": subject.id, "user_id": records.world.user("lead")}
        work.connection.execute(insert(Event).values(**event, recorded_at=work.clock))
        alias = {"alias": ("name", "Jojo Tester")}
        seal_fields(work.connection, records.services.keyring, kept, alias, event["id"], work.clock)
    records.part(merge)
    assert records.opened(kept) == {NAMES[0]}
    assert records.opened(joined) == {NAMES[1], "Jojo Tester"}
    assert records.found("Jojo Tester") == {joined}


def test_erasing_the_kept_record_erases_what_was_joined(records: Records) -> None:
    records.join(0, 1)
    with unit_of_work(records.world.database) as work:
        assert erase(work.connection, [records.people[0]], work.clock) == 2
    assert records.found(NAMES[1]) == set()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_undoing_any_joins_in_turn_brings_back_everything(
    records: Records, wanted: list[tuple[int, int]]
) -> None:
    before, made = records.holds(), list[str]()
    for kept, joined in wanted:
        try:
            made.append(records.join(kept, joined))
        except ApprovalRefused:
            continue
    for earlier, merge in reversed(list(enumerate(made))):
        assert earlier >= 0
        records.part(merge)
    assert records.holds() == before
