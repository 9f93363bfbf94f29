"""How guards are asked: blocks and warnings, conditions, sentences, before a form is filled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctj.workflow.definitions import GuardUse
from ctj.workflow.guards import GUARDS, evaluate

from ..story import OTHER, TIP, Story, library, on_trial
from .asked import asked, on


def suspect() -> Story:
    story = Story()
    story.opened()
    story.accused("A1", "2004")
    return story


def test_every_guard_that_a_track_names_is_there_and_has_a_sentence():
    named = {
        use.guard
        for track in library().tracks.values()
        for step in track.transitions.values()
        for use in (*step.needs, *step.warns)
    }
    assert named <= set(GUARDS)
    assert named <= set(library().guards)


def test_what_blocks_and_what_warns_are_told_apart():
    story = suspect()
    charges = [{"offence": "unknown", "is_tip": "no"}]
    blocks, warnings = evaluate(on(story, "A1", "charge", charges=charges, court="c"))
    assert [(r.guard, r.blocks) for r in blocks] == [("non_punishment_checked", True)]
    assert [(r.guard, r.blocks) for r in warnings] == [("tip_or_reason", False)]


def test_a_refusal_names_the_person_by_pseudonym_and_where_the_missing_thing_is_entered():
    story = suspect()
    (refusal,), _ = evaluate(on(story, "A1", "charge", charges=[TIP], court="c"))
    assert refusal.sentence == (
        "Needs the non-punishment check for A1 (ACTIP art 14(7)): was this person a victim, "
        "and is the act linked?"
    )
    assert refusal.subject_label == "A1"
    assert refusal.where == "transition:check_non_punishment"


def test_the_form_counts_with_its_rows_as_they_would_be():
    story = suspect()
    story.do("A1", "check_non_punishment", "2004-07", link="no_link", decision="not_a_victim")
    without, _ = evaluate(on(story, "A1", "charge", charges=[], court="c"))
    assert [r.guard for r in without] == ["has"]
    assert without[0].sentence == "Needs 1 charge for A1: none recorded as ‘filed’."
    assert evaluate(on(story, "A1", "charge", charges=[TIP], court="c")) == ([], [])


def test_before_the_form_is_filled_only_what_it_cannot_mend_is_asked():
    story = suspect()
    blocks, warnings = evaluate(on(story, "A1", "charge"), before_form=True)
    assert [r.guard for r in blocks] == ["non_punishment_checked"]
    assert warnings == []
    trial = on_trial()
    assert evaluate(on(trial, "A1", "withdraw_prosecution"), before_form=True)[0] == []


def test_a_condition_of_the_form_decides_whether_a_guard_is_asked():
    story = on_trial()
    situation = on(story, "A1", "add_note")
    use = GuardUse("lead_assigned", {}, when={"how": ("period_lapsed",)})
    step = replace(situation.transition, needs=(use,))
    for how, count in (("period_lapsed", 1), ("waived", 0)):
        tried = replace(situation, transition=step, form={"how": how})
        assert len(evaluate(tried)[0]) == count


def test_a_transition_may_put_its_own_sentence():
    situation = on(on_trial(), "A1", "add_note")
    use = GuardUse("lead_assigned", {}, sentence="Ask for a lead for {subject} first.")
    step = replace(situation.transition, needs=(use,))
    assert (
        evaluate(replace(situation, transition=step))[0][0].sentence
        == "Ask for a lead for A1 first."
    )


def test_an_unknown_guard_is_an_error_not_a_pass():
    with pytest.raises(LookupError, match="no_such_guard"):
        asked(on(on_trial(), "A1", "add_note"), "no_such_guard")


def test_every_placeholder_of_a_sentence_is_one_that_its_guard_can_fill():
    """The sentences of guards.yaml name what the guards give (see the tests of each)."""
    given = {"subject", "register", "setting_transition"}
    for name in GUARDS:
        definition = library().guards[name]
        used = {part.split("}")[0] for part in definition.sentence.split("{")[1:]}
        assert used <= given | set(definition.placeholders) | set(definition.args)


def test_a_form_whose_rows_do_not_fit_is_read_as_if_it_named_none():
    story = on_trial("A1", TIP, OTHER)
    form = {"verdicts": [{"row": "gone", "state": "proven"}], "in_absence": "no"}
    blocks, _ = evaluate(on(story, "A1", "convict", **form))
    assert [r.guard for r in blocks] == ["verdict_for_every_charge"]
