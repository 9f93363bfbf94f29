"""No result of a screening blocks anything: the same steps are possible whatever it says."""

from __future__ import annotations

import pytest

from ctj.queries.situations import load_case
from ctj.queries.tracks import possible_steps
from ctj.workflow.reader import load
from tests.casework.story import Story
from tests.world import World

LIBRARY = load()
assert LIBRARY.screening is not None
RESULTS = list(LIBRARY.screening.rules.results)
FLAGS = list(LIBRARY.codes["screening_flag"].codes)


def steps(story: Story) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """By track, each step that anyone may take now, with the guards that stand in its way."""
    viewer = story.world.viewer("all", "front", "inv", "lead", "pros", "vso", "wpo", "cao")
    with story.world.database.read() as connection:
        case = load_case(connection, story.services, story.case_id, viewer.now)
    return {
        track.track: [
            (one.transition, tuple(sorted(m.guard for m in one.missing)))
            for one in possible_steps(case, viewer, track)
        ]
        for track in case.projection.tracks.values()
    }


@pytest.mark.parametrize("result", RESULTS)
def test_no_result_changes_what_is_possible(world: World, result: str) -> None:
    story = Story(world)
    story.open()
    story.victim()
    before = steps(story)
    front = story.world.viewer("front")
    story.world.grant(story.case_id, "front")
    story.take(
        "victim_support.record_screening_not_possible",
        "V1",
        by=front,
        occurred_on="2024-03-03",
        reason="person_stopped",
        screenings=[{"row": "new", "tool": "short_first_line", "result": result, "flags": FLAGS}],
    )
    after = steps(story)
    assert after["victim_support"] == before["victim_support"]
    for track, possible in before.items():
        assert [name for name, _missing in after[track]] == [name for name, _missing in possible]
        for (_name, now), (_same, then) in zip(after[track], possible, strict=True):
            assert set(now) <= set(then)  # victims_settled is answered by the attempt itself
