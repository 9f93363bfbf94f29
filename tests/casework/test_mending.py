"""The form of a correction: what stands comes back as it was, and what is hidden stays hidden."""

from __future__ import annotations

import pytest

from ctj.access.rule import sight
from ctj.casework.corrections import correct, preview_correction
from ctj.casework.mending import find_entry, forgotten_steps, mending, why_not
from ctj.casework.steps import CORRECT, Correction
from ctj.queries.open_case import open_case_page
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world).begun()
    story.charged(note="V1 was heard twice.")
    story.take(
        "prosecution.appoint_counsel",
        "A1",
        occurred_on="2024-04-02",
        counsel="Atty. Carmela Yulo",
        kind="legal_aid",
    )
    story.on_trial()
    story.convicted()
    return story


def opened_by(story, connection, viewer):
    seen = sight(connection, viewer, story.case_id)
    return open_case_page(connection, story.services, viewer, seen)


def form_of(story, number, viewer=None):
    with story.world.database.read() as connection:
        opened = opened_by(story, connection, viewer or story.pros)
        event = next(e for e in opened.file.log if e.seq == number)
        entry = find_entry(opened, event.id)
        return entry, mending(connection, story.services, opened, entry)


def as_it_stands(story, number):
    entry, form = form_of(story, number)
    values = form.texts
    return Correction(
        story.reference,
        entry.root.track,
        CORRECT,
        entry.root.id,
        "other",
        "The same again.",
        answers=form.told(values),
    )


def test_told_again_as_it_stands_nothing_changes(story):
    with story.world.database.read() as connection:
        log = opened_by(story, connection, story.pros).file.log
    for event in log:
        if event.track == "prosecution" and event.transition != "create_accused":
            seen = preview_correction(story.services, story.pros, as_it_stands(story, event.seq))
            assert not seen.changes.rows, event.transition
            assert not seen.changes.clocks and not seen.changes.facts, event.transition


def test_a_name_in_the_vault_stays_with_the_event_that_sealed_it(story):
    counsel = next(e for e in range(1, 20) if _transition(story, e) == "appoint_counsel")
    correct(story.services, story.pros, as_it_stands(story, counsel))
    correct(story.services, story.pros, as_it_stands(story, counsel))
    with story.world.database.read() as connection:
        opened = opened_by(story, connection, story.pros)
    (row,) = opened.projection.rows_of("counsel")
    first = next(e for e in opened.file.log if e.transition == "appoint_counsel")
    assert row.values["name"] == {"vault": "counsel", "event": first.id}


def _transition(story, number):
    with story.world.database.read() as connection:
        log = opened_by(story, connection, story.pros).file.log
    return next((e.transition for e in log if e.seq == number), "")


def test_what_is_hidden_is_not_in_the_form_and_stays_where_it_is_left_empty(story):
    counsel = next(e for e in range(1, 20) if _transition(story, e) == "appoint_counsel")
    _entry, form = form_of(story, counsel)
    assert "counsel" not in form.texts
    assert form.told({**form.texts, "counsel": ""}) == form.told(form.texts)
    assert form.told({**form.texts, "counsel": "Atty. Uy"})["counsel"] == "Atty. Uy"
    (name,) = [q for q in form.questions({}) if q.id == "counsel"]
    assert not name.required and "leave it empty" in name.help


def test_who_does_not_read_narratives_gets_none_and_takes_none_away(story):
    story.world.user("stew")
    story.world.grant(story.case_id, "stew")
    steward = story.world.viewer("stew")
    charge = next(e for e in range(1, 20) if _transition(story, e) == "charge")
    _entry, form = form_of(story, charge, steward)
    assert "note" not in form.texts and "docket" not in form.texts
    assert "note" not in form.told({**form.texts, "note": "", "docket": ""})
    typed = {**form.old, "note": "V1 was heard twice.", "docket": "R-1234"}
    assert form.compared(typed, {}) == ()


def test_a_forgotten_step_leaves_the_entry_possible(story):
    with story.world.database.read() as connection:
        opened = opened_by(story, connection, story.pros)
        by_name = {e.transition: e for e in opened.file.log}
        trial = find_entry(opened, by_name["open_trial"].id)
        first = find_entry(opened, by_name["create_accused"].id)
        assert forgotten_steps(opened, first) == ()
        steps = {step.id for step in forgotten_steps(opened, trial)}
        assert "appoint_counsel" in steps and "add_note" in steps
        assert not steps & {"convict", "charge", "correct_event", "create_accused"}
        assert why_not(opened, trial) == "" and why_not(opened, first) != ""
