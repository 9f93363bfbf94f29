"""Who answers 'same' and adds somebody adds the person found: one person, several cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from ctj.access.viewers import Viewer
from ctj.casework.known_again import MET_AGAIN, answered_same
from ctj.casework.known_people import COUNTS_FOR, record_judgements
from ctj.casework.preview import preview
from ctj.casework.refusals import NotAllowedHere
from ctj.casework.reveal import Look, reveal
from ctj.casework.steps import Fired, Known, Step
from ctj.casework.transitions import fire
from ctj.model.audit import AuditRow
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.vault import Person
from tests.casework.story import SUSPECT, VICTIM, Story
from tests.world import World


class Two:
    """Two cases of one lead. In the first stands V1, about whom the lead answers."""

    def __init__(self, world: World) -> None:
        self.world, self.first, self.second = world, Story(world), Story(world)
        for story in (self.first, self.second):
            story.open()
        self.first.victim(contact="+63 917 123 4567")
        self.v1 = Known(self.first.reference, "V1")

    @property
    def lead(self) -> Viewer:
        return self.world.viewer("lead")

    def answer(self, answer: str = "same") -> None:
        said = {(self.first.reference, "V1"): answer}
        assert record_judgements(self.world.services, self.lead, said) == 1

    def step(self, known: Known | None, name: str, answers: Mapping[str, Any]) -> Step:
        track, _, transition = name.partition(".")
        return Step(self.second.reference, track, transition, answers=answers, known=known)

    def register(self, known: Known | None) -> Fired:
        told = {**VICTIM, "full_name": "Maria S. Reyes"}
        step = self.step(known, "investigation.register_victim", told)
        return fire(self.world.services, self.lead, step)

    def name(self, known: Known | None) -> Fired:
        step = self.step(known, "investigation.name_suspect", SUSPECT)
        return fire(self.world.services, self.lead, step)

    def person(self, story: Story, label: str = "V1") -> str:
        with self.world.database.read() as connection:
            wanted = select(SubjectRow.person_id).where(
                SubjectRow.case_id == story.case_id, SubjectRow.label == label
            )
            return str(connection.execute(wanted).scalar_one())

    def people(self) -> int:
        with self.world.database.read() as connection:
            return connection.execute(select(func.count()).select_from(Person)).scalar_one()

    def opened(self, role: str, story: Story, label: str, group: str) -> set[str]:
        self.world.user(role, role)
        self.world.grant(story.case_id, role)
        viewer = self.world.viewer(role)
        viewer = replace(viewer, stepped_up_at=viewer.now)
        look = Look(story.reference, label, group, "To reach the person about the hearing.")
        return set(reveal(self.world.services, viewer, look).fields.values())


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


def test_the_new_subject_is_the_person_found(two: Two) -> None:
    two.answer()
    before = two.people()
    assert two.register(two.v1).added == ("V1",)
    assert two.person(two.second) == two.person(two.first)
    assert two.people() == before
    assert two.opened("vso", two.second, "V1", "name") == {"Maria S. Reyes"}


def test_somebody_new_stays_somebody_new(two: Two) -> None:
    two.answer()
    two.register(None)
    assert two.person(two.second) != two.person(two.first)


@pytest.mark.parametrize("answer", ["not_same", "unsure", ""])
def test_nobody_is_taken_over_who_was_not_called_the_same(two: Two, answer: str) -> None:
    two.answer()
    if answer:
        two.answer(answer)
        with pytest.raises(NotAllowedHere, match="answer 'same'"):
            two.register(two.v1)
    else:  # of another case that does not exist
        with pytest.raises(NotAllowedHere, match="answer 'same'"):
            two.register(Known("KH-NONE", "V1"))


def test_the_answer_holds_for_its_giver_for_half_a_day_while_the_case_is_seen(two: Two) -> None:
    two.answer()
    database = two.world.database
    with database.read() as connection:
        now = two.lead.now
        assert [one.label for one in answered_same(connection, two.lead, now)] == ["V1"]
        assert answered_same(connection, two.lead, now + COUNTS_FOR) == ()
        assert answered_same(connection, two.world.viewer("pros"), now) == ()
        blind = replace(two.lead, user_id=two.lead.user_id, team_ids=frozenset(), clearance=0)
        assert answered_same(connection, blind, now) == ()


def test_once_in_a_case_as_victim_and_once_as_accused(two: Two) -> None:
    two.answer()
    step = two.step(two.v1, "investigation.register_victim", VICTIM)
    assert [one.label for one in preview(two.world.services, two.lead, step).known] == ["V1"]
    two.register(two.v1)
    with pytest.raises(NotAllowedHere, match="V1 of this case already"):
        two.register(two.v1)
    again = two.step(None, "investigation.register_victim", VICTIM)
    assert preview(two.world.services, two.lead, again).known == ()
    assert two.name(two.v1).added == ("A1",)
    assert two.person(two.second, "A1") == two.person(two.first)


def test_the_contact_of_a_victim_is_not_reached_by_a_case_where_she_is_accused(two: Two) -> None:
    two.answer()
    two.name(two.v1)
    assert two.opened("pros", two.second, "A1", "contact") == set()
    assert two.opened("pros", two.second, "A1", "name") == {SUSPECT["full_name"]}
    assert two.opened("vso", two.first, "V1", "contact") == {"+63 917 123 4567"}


def test_the_new_case_does_not_say_where_else_the_person_stands(two: Two) -> None:
    two.answer()
    two.register(two.v1)
    with two.world.database.read() as connection:
        rows = connection.execute(
            select(AuditRow.action, AuditRow.body).where(AuditRow.case_id == two.second.case_id)
        ).all()
        events = connection.execute(
            select(Event.data, Event.effects).where(Event.case_id == two.second.case_id)
        ).all()
    assert MET_AGAIN in {row.action for row in rows}
    for said in (*[row.body for row in rows], *map(str, events)):
        assert two.first.reference not in said and two.first.case_id not in said
