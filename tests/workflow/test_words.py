"""A track in words: what a lawyer reads, and what is said of each source."""

from __future__ import annotations

import pytest

from ctj.workflow.overlays import load_overlay
from ctj.workflow.reader import load
from ctj.workflow.words import as_text, track_in_words

from . import small


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return load(small.write(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def matter(library):
    return track_in_words(library.tracks["matter"], library)


def step(track, name):
    return next(one for one in (*track.steps, *track.acts) if one.id == name)


def test_states_and_steps_are_told_by_their_labels(matter):
    assert matter.states[0].label == "Needs a charge decision"
    assert matter.states[2].today == ("Prosecutor: hearings",)
    charge = step(matter, "charge")
    assert charge.starts_from == ("Needs a charge decision", "Waiting for further investigation")
    assert charge.leads_to == "On trial: needs a verdict"
    assert charge.who == ("Prosecutor", "Lead investigator")
    assert charge.joint
    assert step(matter, "add_note").starts_from == ("every state",)
    assert step(matter, "adopt").leads_to == "the state named in the form"


def test_questions_say_how_they_are_answered_and_where_the_answer_goes(matter):
    asks = {q.id: q for q in step(matter, "open_matter").asks}
    assert asks["kind"].answer == "one of: Natural; Legal" and asks["kind"].required
    assert asks["full_name"].kept == "kept in the vault"
    charge = {q.id: q for q in step(matter, "charge").asks}
    assert charge["charges"].answer == "adds to ‘Charges’, as ‘Filed’"
    assert [c.label for c in charge["charges"].columns] == ["Offence", "Result", "Counts"]
    assert charge["bail_sum"].condition == "if ‘In custody?’ is No"


def test_guards_limits_and_facts_are_sentences(matter):
    charge = step(matter, "charge")
    assert charge.needs[0].text == "Needs 1 charges for the person."
    assert charge.warns[0].text == "Needs the reason. (if ‘In custody?’ is Yes or Not known)"
    assert charge.limits[0].text == "starts ‘First day of trial’: 60 days"
    assert charge.limits[1].text == "owes the victims to be told: Verdict"
    assert charge.sets[0] == "sets ‘Charged’ to the date of this event"
    assert "the age group on the day of the event" in charge.sets[1]
    withdraw = step(matter, "withdraw")
    assert withdraw.limits[0].text == "cancels every limit of this track"
    assert withdraw.sets == ("sets ‘Outcome’ to ‘Withdrawn’", "takes ‘Charged’ back")
    assert (
        step(matter, "convict").sets[1].startswith("sets ‘Comp ordered’ of the victim to the date")
    )


def test_what_was_read_in_the_text_is_verified_and_nothing_else(matter):
    assert step(matter, "charge").source.status == "verified"
    assert step(matter, "convict").source.status == ""
    assert matter.verified == 1


def test_the_text_holds_every_step_and_marks_its_sources(matter):
    text = as_text(matter)
    for one in (*matter.steps, *matter.acts):
        assert f"[{one.id}]" in text
    assert "source: invented 3 [verified]" in text
    assert max(len(line) for line in text.splitlines()) <= 96


@pytest.mark.parametrize("code", ["PH", "SG", "neutral"])
def test_the_prosecution_can_be_read_in_each_jurisdiction(code):
    library = load()
    track = track_in_words(library.tracks["prosecution"], library, load_overlay(code))
    started = step(track, "convict_and_sentence").limits[0]
    assert started.text.startswith("starts ‘Last day to appeal’: ")
    assert started.status in ("verified", "unverified", "policy")
    assert started.article or started.status == "policy"
    assert f"as read in {code.lower()}." in as_text(track)
