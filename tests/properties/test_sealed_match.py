"""That an accused is also a victim is told by no guard: not by its sentence, its presence, its
order, nor by what it looks at; only the two who are named read the sealed notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from ctj.access.errors import NotVisible
from ctj.casework.refusals import FormErrors, NotAllowedHere
from ctj.casework.sealed_match import name_reader, open_notice
from ctj.model.audit import AuditRow
from ctj.model.cases import SubjectRow
from ctj.queries.sealed_match import Match
from ctj.transaction import unit_of_work
from ctj.workflow.guards import evaluate
from ctj.workflow.projection import Subject
from ctj.workflow.situation import Refusal, Situation
from tests.casework.story import Story as Told
from tests.world import ROLES, World

from ..workflow.story import TIP, Story, on_trial

USERS = st.sampled_from(["user-1", "user-2"])


def _case(*, matched: bool, arrested_by: str) -> Story:
    """A1 is charged and was arrested; V1 is, or is not, the same person."""
    story = on_trial("A1", TIP)
    story.person("A2", "person-2")
    story.person("V1", "person-1" if matched else "person-3")
    story.subjects["A1"] = replace(story.subjects["A1"], person_id="person-1")
    story.projection = replace(story.projection, subjects=story.frame.subjects)
    form = {"custody": [{"kind": "police", "from": "2005-03-02"}]}
    story.append(story.event("A1", "arrest", "2005-03-02", form, user=arrested_by))
    return story


def _situations(story: Story, user: str) -> Iterator[Situation]:
    """Every step of every track, for each person whom it can be about, before and after a form."""
    for definition in story.library.tracks.values():
        kind = {"victim": "victim", "witness": "victim", "accused": "accused"}
        subjects: list[Subject | None] = [None]
        if definition.runs_for in kind:
            subjects = [s for s in story.subjects.values() if s.kind == kind[definition.runs_for]]
        for transition in definition.transitions.values():
            for subject in subjects:
                track = story.projection.track_of(definition.id, subject.id if subject else None)
                yield Situation(
                    library=story.library,
                    overlay=story.overlay,
                    projection=story.projection,
                    definition=definition,
                    transition=transition,
                    track=track,
                    subject=subject,
                    form={},
                    occurred="2005-06-01",
                    user_id=user,
                    role="pros",
                    now=story.now,
                    events=tuple(story.events),
                    zone="Asia/Manila",
                )


def _answers(story: Story, user: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    found = []
    for situation in _situations(story, user):
        for before_form in (True, False):
            blocks, warns = evaluate(situation, before_form=before_form)
            found.append((situation.transition.id, [_told(one) for one in (*blocks, *warns)]))
    return found


def _told(one: Refusal) -> tuple[str, str, str]:
    return (one.guard, one.sentence, one.where)


@settings(deadline=None, max_examples=10)
@given(
    arrested_by=st.sampled_from(["user-1", "user-2"]), asks=st.sampled_from(["user-1", "user-2"])
)
def test_every_guard_answers_alike_whether_the_two_are_one_person_or_not(arrested_by, asks):
    one, two = (_case(matched=m, arrested_by=arrested_by) for m in (True, False))
    told = _answers(one, asks)
    assert told == _answers(two, asks)
    assert any(refusals for _, refusals in told)


def test_the_check_is_asked_of_every_accused_in_the_same_words():
    story = on_trial("A1", TIP)
    story.accused("A2", "2004-06-01")
    said = set()
    for label in ("A1", "A2"):
        blocks, _ = evaluate(story.situation(label, "charge", "2005-06-01", charges=[TIP]))
        said |= {
            r.sentence.replace(label, "A") for r in blocks if r.guard == "non_punishment_checked"
        }
    assert len(said) == 1


@pytest.fixture
def told(world: World) -> Told:
    """A1 and V1 are one person; so are A1 and a victim of a case that few see."""
    story = Told(world).begun()
    for name in ("vso", "vso2", "pros2", "inv", "wpo"):
        world.viewer(name, agency="police")
        world.grant(story.case_id, name)
    with unit_of_work(story.services.database) as work:
        person = work.connection.execute(
            select(SubjectRow.person_id).where(SubjectRow.label == "V1")
        ).scalar_one()
        work.connection.execute(
            update(SubjectRow).where(SubjectRow.label == "A1").values(person_id=person)
        )
    return story


def _named(story: Told) -> None:
    for role, user in (("pros", "pros"), ("vso", "vso")):
        name_reader(story.services, story.lead, story.reference, role, story.world.user(user))


def test_only_the_two_who_are_named_read_the_notice(told: Told) -> None:
    world = told.world
    _named(told)
    for name in ("pros", "vso"):
        viewer = world.viewer(name)
        seen = open_notice(told.services, viewer, told.reference)
        assert seen == (Match("A1", "V1", told.reference),)
    for name in {*ROLES, "vso2", "pros2"} - {"pros", "vso"}:
        with pytest.raises(NotVisible):
            open_notice(told.services, world.viewer(name, agency="police"), told.reference)


def test_without_anybody_named_nobody_reads_it(told: Told) -> None:
    with pytest.raises(NotVisible):
        open_notice(told.services, told.pros, told.reference)


def test_whoever_is_replaced_or_loses_the_role_reads_it_no_more(told: Told) -> None:
    _named(told)
    name_reader(told.services, told.lead, told.reference, "pros", told.world.user("pros2"))
    with pytest.raises(NotVisible):
        open_notice(told.services, told.pros, told.reference)
    assert open_notice(told.services, told.world.viewer("pros2"), told.reference)


def test_the_reader_holds_the_role_and_is_named_by_who_keeps_the_team(told: Told) -> None:
    for role, user in (("pros", "inv"), ("vso", "pros"), ("wpo", "wpo")):
        with pytest.raises(FormErrors):
            name_reader(told.services, told.lead, told.reference, role, told.world.user(user))
    with pytest.raises(NotAllowedHere):
        name_reader(
            told.services, told.world.viewer("inv"), told.reference, "pros", told.pros.user_id
        )


def test_the_audit_says_that_it_was_opened_and_never_what_it_said(told: Told) -> None:
    _named(told)
    open_notice(told.services, told.pros, told.reference)
    with told.services.database.read() as connection:
        rows = connection.scalars(
            select(AuditRow.body).where(AuditRow.action == "sealed_notice.opened")
        ).all()
    assert len(rows) == 1
    assert "V1" not in rows[0] and "A1" not in rows[0]
