"""The numbers beside the filters: exact for few cases, of the newest for many."""

from __future__ import annotations

import pytest

from ctj.queries import case_counts
from ctj.queries.case_counts import counts
from ctj.queries.case_list import ListQuestion, list_cases
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    """Two cases: one accused charged in one, one only suspected in the other."""
    told = Story(world).begun()
    told.charged()
    other = Story(world)
    other.open()
    other.suspect()
    return told


def test_few_cases_are_counted_exactly(story: Story) -> None:
    with story.world.database.read() as connection:
        found = counts(connection, story.pros)
    assert (found.total, found.more) == (2, False)
    assert found.states == {"waiting_for_trial": 1, "suspected": 1}
    assert found.jurisdictions == {"PH": 2}


def test_of_many_cases_the_newest_are_counted(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_counts, "MOST_COUNTED", 1)
    with story.world.database.read() as connection:
        found = counts(connection, story.pros)
    assert (found.total, found.more) == (1, True)
    assert found.states == {"suspected": 1}


def test_nothing_is_counted_for_who_sees_nothing(story: Story) -> None:
    stranger = story.world.viewer("pros7", "pros")
    with story.world.database.read() as connection:
        found = counts(connection, stranger)
    assert (found.total, found.more, found.states) == (0, False, {})


@pytest.mark.parametrize("most", [0, 200])
def test_a_reference_is_found_by_its_beginning_among_few_and_many(
    story: Story, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("ctj.queries.case_list.MOST_FOUND", most)
    with story.world.database.read() as connection:
        for q in (story.reference, story.reference[:7].lower()):
            page = list_cases(connection, story.pros, story.services.keyring, ListQuestion(q=q))
            assert story.reference in [line.reference for line in page.lines]
        for q in ("ZZ-", "%", "_"):
            page = list_cases(connection, story.pros, story.services.keyring, ListQuestion(q=q))
            assert page.lines == ()
        stranger = story.world.viewer("pros7", "pros")
        question = ListQuestion(q=story.reference)
        assert list_cases(connection, stranger, story.services.keyring, question).lines == ()
