"""What does not fit is refused with a sentence that names step, person and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctj.workflow.fold import DoesNotFit, apply, replay_with

from ..story import TIP, Story, on_trial, verdicts


def refused(story: Story, label: str | None, transition: str, **form) -> str:
    event = story.event(label, transition, "2006", form)
    with pytest.raises(DoesNotFit) as misfit:
        apply(story.projection, event, story.library)
    assert misfit.value.event is event
    return misfit.value.sentence


def test_a_step_that_does_not_follow_from_the_state():
    sentence = refused(on_trial(), "A1", "clear_suspect", end_reason="other", why={"sealed": 1})
    assert sentence == (
        "'Clear this suspect' does not follow for A1, "
        "who would be in 'On trial: needs the next hearing or a verdict'."
    )


def test_a_step_on_a_track_that_has_not_begun():
    story = Story()
    story.person("A1")
    assert "has not begun" in refused(story, "A1", "charge")


def test_beginning_twice():
    story = Story()
    story.opened()
    story.accused("A1")
    assert refused(story, "A1", "create_accused") == "Prosecution of A1 has begun already."


def test_a_person_who_is_not_in_the_case():
    sentence = refused(on_trial(), "A1", "submit_compensation", victim="nobody", amount="unknown")
    assert "a person who is not in this case" in sentence


def test_a_row_that_is_not_there():
    form = {"verdicts": [{"row": "no-such-row", "state": "proven"}]}
    assert "an entry of 'Charges' that is not there" in refused(on_trial(), "A1", "convict", **form)


def test_a_row_of_another_register_is_not_there():
    story = on_trial()
    story.do("A1", "hold_hearing", "2005-04-01", hearings=[{"kind": "trial"}], result="held")
    form = {"verdicts": [{"row": story.row("hearings", "A1").id, "state": "proven"}]}
    assert "is not there" in refused(story, "A1", "convict", **form)


def test_a_row_that_is_not_known_may_be_said_to_be_so():
    story = on_trial()
    story.do(
        "A1",
        "convict_and_sentence",
        "2005-06",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 12, "charge": "unknown"}],
    )
    assert story.row("sentence_parts", "A1").values["charge"] == "unknown"


def test_a_move_of_a_row_that_does_not_follow():
    story = on_trial()
    story.do("A1", "convict", "2005-06", verdicts=verdicts(story, "A1", "proven"), in_absence="no")
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 12}])
    story.do("A1", "lodge_appeal", "2005-07", by=["accused"], against=["sentence"], court="c")
    story.do(
        "A1",
        "record_appeal_decision",
        "2006",
        result="upheld",
        level=2,
        parts=[{"row": story.row("sentence_parts", "A1").id, "state": "remitted"}],
    )
    story.do("A1", "lodge_appeal", "2006", by=["accused"], against=["sentence"], court="c")
    form = {
        "result": "upheld",
        "level": 3,
        "parts": [{"row": story.row("sentence_parts", "A1").id, "state": "ordered"}],
    }
    sentence = refused(story, "A1", "record_appeal_decision", **form)
    assert sentence == (
        "'Record the appeal court's decision' would move sentence part 1 of A1 "
        "from 'Remitted or taken away' to 'Ordered', which does not follow."
    )


def test_a_definition_that_is_not_stored():
    story = on_trial()
    event = replace(story.event("A1", "add_note", "2006", {}), definition_hash="gone")
    with pytest.raises(DoesNotFit, match="is not stored"):
        apply(story.projection, event, story.library)


def test_a_correction_is_refused_with_the_first_entry_that_no_longer_fits():
    story = on_trial()
    convicted = story.do(
        "A1", "convict", "2005-06", verdicts=verdicts(story, "A1", "proven"), in_absence="no"
    )
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 12}])
    void = story._about(convicted, "void")
    replayed = replay_with(story.frame, story.events, void, story.library)
    assert not replayed.fits
    assert replayed.event is not None
    assert replayed.event.transition == "sentence"
    assert "'Record the sentence' does not follow for A1" in replayed.sentence


def test_withdrawing_the_charge_tells_that_its_rows_are_missed():
    story = on_trial("A1", TIP)
    charge = next(e for e in story.events if e.transition == "charge")
    replayed = replay_with(story.frame, story.events, story._about(charge, "void"), story.library)
    assert replayed.event is not None
    assert replayed.event.transition == "open_trial"
