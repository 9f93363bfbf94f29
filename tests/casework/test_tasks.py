"""Tasks are set and ended by acts, on every track; each has a limit of its own."""

from __future__ import annotations

import pytest

from ctj.queries.situations import CaseFile, load_case
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world).begun()


def opened(story: Story) -> CaseFile:
    with story.services.database.read() as connection:
        now = story.services.database.now(connection)
        return load_case(connection, story.services, story.case_id, now)


def running(story: Story) -> dict[str, int]:
    """Open tasks' limits by the task's number."""
    file = opened(story)
    numbers = {row.id: row.number for row in file.projection.rows_of("tasks", None)}
    clocks = [one for one in file.projection.clocks.values() if one.clock == "task_due"]
    return {one.party: numbers[one.party] for one in clocks if one.stopped is None and one.party}


TASKS = [
    {"what": "Ask the bank for the statements", "due_on": "2024-04-01"},
    {"what": "Call the interpreter of V1", "due_on": "2024-05-01"},
]


@pytest.mark.parametrize("track", ["investigation", "prosecution", "victim_support"])
def test_each_task_has_its_own_limit_until_it_ends(story: Story, track: str) -> None:
    label = {"prosecution": "A1", "victim_support": "V1"}.get(track, "")
    story.world.grant(story.case_id, "vso")
    by = story.world.viewer("vso", agency="police") if track == "victim_support" else story.lead
    story.take(f"{track}.set_task", label, by=by, occurred_on="2024-03-05", tasks=TASKS)
    assert sorted(running(story).values()) == [1, 2]
    first = {number: row for row, number in running(story).items()}[1]
    ended = [{"row": first, "result": "Statements are here."}]
    story.take(f"{track}.end_task", label, by=by, occurred_on="2024-03-20", tasks=ended)
    assert sorted(running(story).values()) == [2]
    rows = {row.number: row.status for row in opened(story).projection.rows_of("tasks", None)}
    assert rows == {1: "done", 2: "open"}


def test_a_task_that_is_not_needed_is_taken_off_with_its_limit(story: Story) -> None:
    story.take("investigation.set_task", by=story.lead, occurred_on="2024-03-05", tasks=TASKS[:1])
    row = next(iter(running(story)))
    story.take(
        "investigation.drop_task",
        by=story.lead,
        occurred_on="2024-03-06",
        tasks=[{"row": row, "result": "Answered already."}],
    )
    assert running(story) == {}


def test_a_task_needs_what_and_by_when(story: Story) -> None:
    with pytest.raises(Exception, match=r"Due on|What is to be done"):
        story.take(
            "investigation.set_task",
            by=story.lead,
            occurred_on="2024-03-05",
            tasks=[{"remind_on": "2024-03-09"}],
        )
