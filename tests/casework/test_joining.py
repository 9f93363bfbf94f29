"""Joining and dividing cases, and undoing either: nothing is lost, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from ctj.access.errors import NotVisible
from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.casework.approvals import decide, request
from ctj.casework.corrections import correct
from ctj.casework.refusals import DoesNotFollow, FormErrors, NeedsApproval, NotAllowedHere
from ctj.casework.reveal import Look, reveal
from ctj.casework.steps import CORRECT, Correction, Fired, Step
from ctj.casework.transitions import fire
from ctj.model.access import Recusal
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.queries.situations import CaseFile, load_case
from ctj.queries.verify import verify
from ctj.transaction import unit_of_work
from tests.casework.story import CHARGE, Story
from tests.world import World


@pytest.fixture
def here(world: World) -> Story:
    """A case with V1, and with A1 who is on trial."""
    story = Story(world).begun()
    story.charged()
    story.on_trial()
    return story


@pytest.fixture
def there(world: World) -> Story:
    """Another case of the same people of work, with a V1 and an A1 of its own."""
    story = Story(world)
    story.open()
    story.victim(full_name="Ana Lopez Cruz")
    story.suspect(full_name="Pedro Santos")
    return story


def loaded(story: Story, case_id: str = "") -> CaseFile:
    with story.services.database.read() as connection:
        now = story.services.database.now(connection)
        return load_case(connection, story.services, case_id or story.case_id, now)


def asked(story: Story, transition: str, answers: dict[str, Any]) -> Step:
    common = {"occurred_on": "unknown", "reason": "The same van and house."}
    return Step(story.reference, "investigation", transition, answers={**common, **answers})


def decided(story: Story, step: Step) -> Fired:
    """Asked for by the lead, approved by a second one."""
    second = story.world.viewer("lead2", "lead")
    case_id = loaded_id(story, step.case_reference)
    if not sees(story, "lead2", step.case_reference):
        story.world.grant(case_id, "lead2")
    approval = request(story.services, story.lead, step)
    fired = decide(story.services, second, approval, "approved")
    assert fired is not None
    return fired


def loaded_id(story: Story, reference: str) -> str:
    with story.services.database.read() as connection:
        return connection.scalars(select(Case.id).where(Case.reference == reference)).one()


def sees(story: Story, name: str, reference: str, *roles: str) -> bool:
    viewer = story.world.viewer(name, *roles)
    with story.services.database.read() as connection:
        return sight_of_reference(connection, viewer, reference) is not None


def joined(here: Story, there: Story, *labels: str) -> Fired:
    who = list(labels or ("V1", "A1"))
    return decided(
        here, asked(here, "merge_case", {"other_case": there.reference, "subjects": who})
    )


def undone(story: Story, event_id: str) -> Fired:
    return decided(story, asked(story, "undo_merge", {"event": event_id}))


def counts(story: Story) -> Counter[str]:
    """Tracks, rows, clocks, people who are there, and rows of each table of facts."""
    tables = {one.__tablename__: one.__table__ for one in (Track, RegisterRow, ClockRow)}
    tables |= {name: pair[0] for name, pair in TABLES.items()}
    with story.services.database.read() as connection:
        found = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in tables.items()
        }
        here = select(func.count()).select_from(SubjectRow).where(SubjectRow.left_at.is_(None))
        return Counter({**found, "subjects": connection.scalar(here)})


def picture(case: CaseFile) -> dict[str, Any]:
    """The projection, but for how often each track was looked after."""
    tracks = {key: {**vars(one), "version": 0} for key, one in case.projection.tracks.items()}
    shown = vars(case.projection)
    return {**shown, "tracks": tracks}


def proved(story: Story) -> None:
    with story.services.database.read() as connection:
        found = verify(connection, story.services, instants=100)
    assert found.findings == ()


def test_everything_goes_and_nothing_is_lost(here: Story, there: Story) -> None:
    before, before_there = counts(here), loaded(there).projection
    old = loaded(here).projection
    joined(here, there)
    assert counts(here) == before
    left, now = loaded(here).projection, loaded(there).projection
    assert not left.subjects and {one.track for one in left.tracks.values()} == {"investigation"}
    assert sorted(one.label for one in now.subjects.values()) == ["A1", "A2", "V1", "V2"]
    assert now.tracks.keys() >= old.tracks.keys() - left.tracks.keys()
    assert now.rows.keys() == old.rows.keys() | before_there.rows.keys()
    went = {
        key for key, one in old.clocks.items() if one.subject_id or one.track_id not in left.tracks
    }
    assert now.clocks.keys() == went | before_there.clocks.keys()
    proved(here)


def test_the_moved_track_goes_on_in_the_other_case(here: Story, there: Story) -> None:
    joined(here, there)
    there.heard("A2")
    there.take("prosecution.add_note", "A2", occurred_on="2024-07-01", text="Goes on.")
    proved(here)


@pytest.mark.parametrize("from_where", ["here", "there"])
def test_undoing_brings_everything_back(here: Story, there: Story, from_where: str) -> None:
    before = picture(loaded(here)), picture(loaded(there))
    numbers = counts(here)
    fired = joined(here, there)
    moved = loaded(there).log[-1].id
    undone(*((here, fired.event_id) if from_where == "here" else (there, moved)))
    assert picture(loaded(here)) == before[0]
    assert picture(loaded(there)) == before[1]
    assert counts(here) == numbers
    proved(here)
    with pytest.raises(NotAllowedHere, match="undone"):
        fire(here.services, here.lead, asked(here, "undo_merge", {"event": fired.event_id}))


def test_what_was_added_since_comes_back_too(here: Story, there: Story) -> None:
    fired = joined(here, there)
    there.heard("A2")
    after = loaded(there).projection
    undone(here, fired.event_id)
    back = loaded(here).projection
    assert sorted(one.label for one in back.subjects.values()) == ["A1", "V1"]
    assert back.rows.keys() == {
        key for key, row in after.rows.items() if row.created_by not in _events(there, before=True)
    }
    here.take("prosecution.add_note", "A1", occurred_on="2024-07-02", text="Back again.")
    proved(here)


def _events(story: Story, *, before: bool) -> set[str]:
    """Ids of the events of that case that were recorded before anything came."""
    log = loaded(story).log
    place = next(n for n, one in enumerate(log) if one.kind == "moved_in")
    return {one.id for one in log[:place]} if before else set()


def test_a_case_is_divided_and_put_together_again(here: Story) -> None:
    here.suspect(full_name="Third Suspect")
    before, numbers = picture(loaded(here)), counts(here)
    fired = decided(here, asked(here, "split_case", {"subjects": ["A2"]}))
    with here.services.database.read() as connection:
        new_id, reference = connection.execute(
            select(Case.id, Case.reference).where(Case.id != here.case_id)
        ).one()
    new = loaded(here, new_id).projection
    assert [one.label for one in new.subjects.values()] == ["A1"]
    assert "A2" not in {one.label for one in loaded(here).projection.subjects.values()}
    assert counts(here) == numbers
    assert sees(here, "lead", reference) and sees(here, "pros", reference)
    proved(here)
    undone(here, fired.event_id)
    assert picture(loaded(here)) == before
    proved(here)


def test_somebody_must_stay_in_a_case_that_is_divided(here: Story) -> None:
    with pytest.raises(NotAllowedHere, match="must stay"):
        fire(here.services, here.lead, asked(here, "split_case", {"subjects": ["V1", "A1"]}))


def test_what_is_tied_to_what_stays_does_not_go(here: Story) -> None:
    here.suspect(full_name="Third Suspect")
    here.checked("A2")
    here.take("prosecution.charge", "A2", **{**CHARGE, "charges": named(CHARGE, ["V1"])})
    with pytest.raises(NotAllowedHere, match=r"charges 1 of A2 and .*V1"):
        fire(here.services, here.lead, asked(here, "split_case", {"subjects": ["A2"]}))
    decided(here, asked(here, "split_case", {"subjects": ["A2", "V1"]}))
    proved(here)


def named(charge: dict[str, Any], victims: list[str]) -> list[dict[str, Any]]:
    """The charges with these victims."""
    return [{**one, "victims": victims} for one in charge["charges"]]


def test_it_needs_a_second_person_and_another_case(here: Story, there: Story) -> None:
    step = asked(here, "merge_case", {"other_case": there.reference, "subjects": ["V1", "A1"]})
    with pytest.raises(NeedsApproval):
        fire(here.services, here.lead, step)
    own = asked(here, "merge_case", {"other_case": here.reference, "subjects": ["V1"]})
    with pytest.raises(FormErrors):
        fire(here.services, here.lead, own)


def test_a_case_that_is_not_seen_is_like_none(here: Story, world: World) -> None:
    stranger = world.bare_case()
    with world.database.read() as connection:
        reference = connection.scalars(select(Case.reference).where(Case.id == stranger)).one()
    said = []
    for one in (reference, "PH-2222-2222"):
        step = asked(here, "merge_case", {"other_case": one, "subjects": ["V1"]})
        with pytest.raises(FormErrors) as refused:
            fire(here.services, here.lead, step)
        said.append(str(refused.value).replace(one, "X"))
    assert said[0] == said[1]


def test_the_team_comes_along_and_nobody_else_sees_more(
    here: Story, there: Story, world: World
) -> None:
    world.viewer("inv"), world.viewer("inv2", "inv"), world.viewer("vso")
    world.grant(here.case_id, "inv")
    world.grant(there.case_id, "inv2")
    fired = joined(here, there)
    assert sees(there, "inv", there.reference)
    assert not sees(here, "inv2", here.reference)
    assert not sees(there, "vso", there.reference)
    undone(here, fired.event_id)
    assert not sees(there, "inv", there.reference)
    assert sees(there, "inv2", there.reference)


def test_who_is_recused_here_is_recused_there(here: Story, there: Story, world: World) -> None:
    world.viewer("inv")
    world.grant(there.case_id, "inv")
    with unit_of_work(world.database) as work:
        work.connection.execute(
            insert(Recusal).values(
                id=new_id(), case_id=here.case_id, user_id=world.user("inv"), reason="A cousin.",
                from_at=work.now,
            )
        )  # fmt: skip
    assert sees(there, "inv", there.reference)
    joined(here, there)
    assert not sees(there, "inv", there.reference)


def test_the_identity_is_opened_where_the_person_is_and_nowhere_else(
    here: Story, there: Story
) -> None:
    joined(here, there)
    look = Look(there.reference, "A2", "name", "To check the warrant.")
    stepped = here.world.viewer("lead")
    assert "Juan Dela Cruz" in str(_opened(here, stepped, look))
    with pytest.raises(NotVisible):
        _opened(here, stepped, Look(here.reference, "A1", "name", "To check the warrant."))


def _opened(story: Story, viewer: Viewer, look: Look) -> object:
    return reveal(story.services, replace(viewer, stepped_up_at=viewer.now), look).fields


def test_an_entry_before_the_joining_is_not_corrected_behind_it(here: Story, there: Story) -> None:
    charged = next(one for one in loaded(here).log if one.transition == "charge")
    fired = joined(here, there)

    def corrected() -> Fired:
        return correct(
            here.services,
            here.pros,
            Correction(
                here.reference,
                "prosecution",
                CORRECT,
                charged.id,
                "wrong_date",
                "Read wrongly.",
                {**CHARGE, "occurred_on": "2024-04-03"},
            ),
        )

    with pytest.raises((NotAllowedHere, DoesNotFollow, FormErrors), match=r"[Uu]ndo"):
        corrected()
    undone(here, fired.event_id)
    corrected()
    told = loaded(here).projection
    (accused,) = (one for one in told.subjects.values() if one.kind == "accused")
    assert told.fact("accused", accused.id, "charged") == "2024-04-03"
    proved(here)


def test_as_known_before_the_joining_they_are_in_the_old_case(here: Story, there: Story) -> None:
    joined(here, there)
    moved = next(one for one in loaded(here).log if one.kind == "moved_out")
    with here.services.database.read() as connection:
        then = load_case(
            connection, here.services, here.case_id, moved.recorded_at, before=moved.recorded_at
        )
        other = load_case(
            connection, here.services, there.case_id, moved.recorded_at, before=moved.recorded_at
        )
    assert sorted(one.label for one in then.projection.subjects.values()) == ["A1", "V1"]
    assert sorted(one.label for one in other.projection.subjects.values()) == ["A1", "V1"]


def test_the_next_pseudonym_is_never_one_that_was_given(here: Story, there: Story) -> None:
    fired = joined(here, there)
    undone(here, fired.event_id)
    there.suspect(full_name="Fourth Suspect")
    labels = {one.label for one in loaded(there).projection.subjects.values()}
    assert labels == {"A1", "V1", "A3"}
    proved(here)


def events_of(story: Story) -> dict[str, tuple[Any, ...]]:
    """Every event that is stored, whole."""
    with story.services.database.read() as connection:
        return {row.id: tuple(row) for row in connection.execute(select(Event.__table__))}


def test_no_event_is_changed(here: Story, there: Story) -> None:
    before = events_of(here)
    joined(here, there)
    after = events_of(here)
    assert {key: after[key] for key in before} == before
