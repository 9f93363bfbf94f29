"""Which steps a track allows."""

from __future__ import annotations

import pytest

from ctj.workflow.machine import NotAllowed, machine_of, next_state
from ctj.workflow.reader import load

from . import small


@pytest.fixture(scope="module")
def matter(tmp_path_factory):
    return load(small.write(tmp_path_factory.mktemp("small"))).tracks["matter"]


def test_every_step_of_the_file_leads_where_the_file_says(matter):
    for transition in matter.transitions.values():
        for state in transition.from_states:
            assert next_state(matter, state, transition.id) == (transition.to or state)


def test_every_other_step_is_refused_and_the_sentence_names_what_is_allowed(matter):
    for transition in matter.transitions.values():
        for state in set(matter.states) - set(transition.from_states):
            with pytest.raises(NotAllowed):
                next_state(matter, state, transition.id)
    with pytest.raises(NotAllowed) as refused:
        next_state(matter, "open", "convict")
    assert str(refused.value) == (
        "The track ‘Matter’ stands at ‘Needs a charge decision’: ‘Record: guilty’ cannot be "
        "recorded from there. From there: ‘Return for further investigation’; ‘Charge’; ‘Withdraw’."
    )
    assert [t.id for t in refused.value.allowed] == [
        "ask_for_more",
        "charge",
        "withdraw",
        "add_note",
    ]


def test_a_track_begins_with_a_creating_step_and_with_nothing_else(matter):
    assert next_state(matter, None, "open_matter") == "open"
    with pytest.raises(NotAllowed, match="has not been opened"):
        next_state(matter, None, "charge")
    with pytest.raises(NotAllowed):
        next_state(matter, "tried", "open_matter")


def test_an_adoption_leads_to_the_state_that_its_form_names(matter):
    assert next_state(matter, None, "adopt", chosen="tried") == "tried"
    for state, chosen in ((None, "nowhere"), (None, None), ("open", "tried")):
        with pytest.raises(NotAllowed):
            next_state(matter, state, "adopt", chosen=chosen)


def test_an_adoption_into_a_state_that_is_not_there_is_told_which_there_are(matter):
    told = r"no state 'on_appeal'\. Use one of: open, waiting, tried"
    with pytest.raises(NotAllowed, match=told):
        next_state(matter, None, "adopt", chosen="on_appeal")


@pytest.mark.parametrize("step", ["", "to_tried", "no_such_step", "trigger"])
def test_an_unknown_step_or_state_is_refused_and_never_an_error(matter, step):
    with pytest.raises(NotAllowed):
        next_state(matter, "open", step)
    with pytest.raises(NotAllowed):
        next_state(matter, "no such state", "charge")


def test_the_machine_of_a_version_is_made_once(matter):
    assert machine_of(matter) is machine_of(matter)
