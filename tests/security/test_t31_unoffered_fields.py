"""T31: a step is sent, beside its own answers, every column name of every table: refused whole.

The pages go through the same reader; what a form does not have cannot be set by guessing its name.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from ctj.casework.refusals import FormErrors
from ctj.casework.steps import Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.model import metadata
from ctj.model.events import Event
from tests.casework.story import ALL_REASONS, CHARGE, SUSPECT, VICTIM, Story
from tests.world import World

COLUMNS = sorted({column.name for table in metadata.tables.values() for column in table.columns})
STEPS = {
    "prosecution.charge": ("A1", CHARGE),
    "prosecution.add_note": ("A1", {"occurred_on": "2024-05-01", "text": "A note."}),
    "investigation.name_suspect": ("", SUSPECT),
    "investigation.register_victim": ("", VICTIM),
}


@pytest.fixture
def story(world: World) -> Story:
    return Story(world).begun()


def _events(story: Story) -> int:
    with story.world.database.read() as connection:
        return connection.execute(select(func.count()).select_from(Event)).scalar_one()


def _form(story: Story, name: str) -> set[str]:
    track, _, transition = name.partition(".")
    step = story.services.library.tracks[track].transitions[transition]
    return {field.id for field in step.form}


@pytest.mark.parametrize("name", STEPS)
def test_t31_every_column_name_beside_the_form_is_refused(story: Story, name: str) -> None:
    label, answers = STEPS[name]
    extra = [column for column in COLUMNS if column not in _form(story, name)]
    before = _events(story)
    with pytest.raises(FormErrors) as refused:
        _take(story, name, label, {**answers, **dict.fromkeys(extra, "1")})
    assert set(extra) <= {error.path for error in refused.value.errors}
    assert _events(story) == before


def test_t31_columns_of_a_row_cannot_be_set_by_name(story: Story) -> None:
    own = {field.id for field in story.services.library.registers["charges"].fields}
    for column in ("id", "case_id", "owner_id", "created_by", "number", "status"):
        assert column not in own
        row = {**CHARGE["charges"][0], column: "1"}
        with pytest.raises(FormErrors):
            story.charged(charges=[row])


def test_t31_ids_of_another_case_name_nothing_here(story: Story) -> None:
    other = Story(story.world)
    other.begun()
    foreign = other.charged().events[0]
    with story.world.database.read() as connection:
        event = connection.execute(
            select(Event.subject_id, Event.id).where(Event.id == foreign.event_id)
        ).one()
    for wrong in (event.subject_id, event.id, "A9", "V7"):
        with pytest.raises(FormErrors):
            story.charged(charges=[{**CHARGE["charges"][0], "victims": [wrong]}])


def _take(story: Story, name: str, label: str, answers: dict[str, Any]) -> None:
    track, _, transition = name.partition(".")
    subjects = (SubjectStep(label),)
    step = Step(story.reference, track, transition, subjects, answers, ALL_REASONS)
    fire(story.services, story.pros if label else story.lead, step)
