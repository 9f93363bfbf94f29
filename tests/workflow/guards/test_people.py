"""Guards about people, approvals and who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ctj.workflow.definitions import Field
from ctj.workflow.situation import Approval

from ..story import TIP, Story, on_trial, verdicts
from .asked import asked, on, sentence

APPROVAL = Approval("ap-1", "withdraw", "user-2", "hash-1", valid=True)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"decided_by": "user-1"}, False),
        ({"content_hash": "hash-2"}, False),
        ({"what": "close"}, False),
        ({"valid": False}, False),
    ],
)
def test_a_second_person_decided_exactly_this(change, holds):
    situation = replace(
        on(on_trial(), "A1", "withdraw_prosecution"),
        approvals=(replace(APPROVAL, **change),),
        content_hash="hash-1",
    )
    said = sentence(situation, "second_person", what="withdraw")
    assert (said is None) is holds
    assert said is None or said.startswith("Needs a second person: ask ")


def test_without_an_approval_the_refusal_leads_to_asking_for_one():
    refusal = asked(on(on_trial(), "A1", "withdraw_prosecution"), "second_person", what="withdraw")
    assert refusal is not None
    assert refusal.where == "approval"


def test_a_recent_ordinary_entry_needs_no_second_person():
    story = on_trial()
    entry = story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}])
    situation = on(story, "A1", "correct_event", event=entry.id)
    assert sentence(situation, "second_person_if_grave", what="supersede") is None


def test_an_entry_over_ninety_days_old_needs_a_second_person():
    story = on_trial()
    entry = story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}])
    for days, holds in ((90, True), (91, False)):
        story.now = entry.recorded_at + timedelta(days=days)
        situation = on(story, "A1", "correct_event", event=entry.id)
        said = sentence(situation, "second_person_if_grave", what="supersede")
        assert (said is None) is holds


def test_a_court_outcome_needs_a_second_person_and_with_one_it_passes():
    story = on_trial()
    entry = story.do("A1", "acquit", "2005-04-01", verdicts=verdicts(story, "A1", "not_proven"))
    situation = on(story, "A1", "correct_event", event=entry.id)
    assert sentence(situation, "second_person_if_grave", what="supersede")
    approved = replace(
        situation, approvals=(replace(APPROVAL, what="supersede"),), content_hash="hash-1"
    )
    assert sentence(approved, "second_person_if_grave", what="supersede") is None


def test_an_entry_that_is_not_known_is_grave():
    situation = on(on_trial(), "A1", "correct_event", event="gone")
    assert sentence(situation, "second_person_if_grave", what="supersede")


def named_by(user: str) -> Story:
    """A suspect named on the case's track and created under the same act."""
    story = Story()
    story.opened()
    story.person("A1")
    story.append(
        story.event(None, "name_suspect", "2004", {"kind": "natural"}, user=user, act="act-n")
    )
    created = story.event(
        "A1", "create_accused", "2004", {"kind": "natural"}, user=user, act="act-n"
    )
    story.append(created)
    return story


def test_another_person_than_the_one_who_named_the_suspect_clears():
    args = {"guard": "different_person", "transition": "name_suspect"}
    assert sentence(on(named_by("user-1"), "A1", "clear_suspect"), **args) == (
        "You did ‘Name a suspect’ yourself: another person must do this."
    )
    assert sentence(on(named_by("user-2"), "A1", "clear_suspect"), **args) is None


def test_naming_another_suspect_does_not_count():
    story = named_by("user-2")
    story.person("A2")
    story.append(story.event(None, "name_suspect", "2004", {}, user="user-1", act="act-m"))
    story.append(
        story.event("A2", "create_accused", "2004", {"kind": "legal"}, user="user-1", act="act-m")
    )
    args = {"guard": "different_person", "transition": "name_suspect"}
    assert sentence(on(story, "A1", "clear_suspect"), **args) is None
    assert sentence(on(story, "A2", "clear_suspect"), **args)


def test_another_track_of_the_same_person_counts():
    story = on_trial()
    for label in ("A1", "A2"):
        story.subjects[label] = replace(
            story.subjects.get(label) or story.subjects["A1"],
            id=f"subject-{label}",
            label=label,
            person_id="person-1",
        )
    story.projection = replace(story.projection, subjects=story.frame.subjects)
    args = {"guard": "different_person", "transition": "charge"}
    assert sentence(on(story, "A2", "clear_suspect"), **args)


def test_on_the_case_s_own_track_its_own_events_count():
    story = Story()
    story.opened()
    args = {"guard": "different_person", "transition": "open_case"}
    assert sentence(on(story, None, "accept_case"), **args)
    assert sentence(replace(on(story, None, "accept_case"), user_id="user-2"), **args) is None


def test_a_field_of_the_form_may_name_the_other_person():
    situation = on(on_trial(), "A1", "add_note", giver="user-1")
    step = replace(situation.transition, form=(Field("giver", "Given by", "user"),))
    args = {"guard": "different_person", "transition": "giver"}
    assert sentence(replace(situation, transition=step), **args)
    assert sentence(replace(situation, transition=step, form={"giver": "user-3"}), **args) is None


@pytest.mark.parametrize("searched", [True, False])
def test_known_people_are_searched_first(searched):
    situation = replace(on(Story(), None, "name_suspect"), searched_people=searched)
    assert (sentence(situation, "known_people_searched") is None) is searched


def with_track(story: Story, *steps: str):
    """The library as if a track had those steps."""
    track = story.library.tracks["investigation"]
    extra = {name: replace(track.transitions["open_case"], id=name) for name in steps}
    changed = replace(track, transitions={**track.transitions, **extra})
    return replace(story.library, tracks={**story.library.tracks, "investigation": changed})


def without(story: Story, track: str):
    """The library as if it had no such track."""
    tracks = {name: one for name, one in story.library.tracks.items() if name != track}
    return replace(story.library, tracks=tracks)


def test_victims_are_settled_only_where_they_can_be_screened():
    story = Story()
    for label in ("V1", "V2", "V3", "A1"):
        story.person(label)
    situation = on(story, None, "reject_report")
    bare = replace(situation, library=without(story, "victim_support"))
    assert sentence(bare, "victims_settled") is None
    facts = {
        ("victim", "subject-V1"): {"screened": object()},
        ("victim", "subject-V3"): {"first_contact": object()},
    }
    situation = replace(situation, projection=replace(situation.projection, facts=facts))
    said = sentence(situation, "victims_settled")
    assert said is not None
    assert said.startswith(
        "2 people registered as possible victims have not been screened: V2, V3."
    )


def test_screening_that_was_not_possible_settles():
    story = Story()
    story.person("V1")
    event = replace(
        story.event(None, "open_case", "2004", {}),
        transition="record_screening_not_possible",
        subject_id="subject-V1",
    )
    situation = replace(
        on(story, None, "reject_report"),
        library=with_track(story, "screen_presume"),
        events=(event,),
    )
    assert sentence(situation, "victims_settled") is None


def test_a_child_needs_a_guardian_where_one_can_be_named():
    story = Story()
    story.person("V1")
    facts = {("victim", "subject-V1"): {"age_group": type("F", (), {"value": "child"})()}}
    situation = on(story, None, "add_note", of="subject-V1")
    situation = replace(situation, projection=replace(situation.projection, facts=facts))
    bare = replace(situation, library=without(story, "victim_support"))
    assert sentence(bare, "guardian_if_child") is None
    able = situation
    said = sentence(able, "guardian_if_child")
    assert said == "V1 is a child: needs a guardian or legal representative for this decision."
    urgent = replace(able, form={"of": "subject-V1", "guardian_asked_on": "2004-05-01"})
    assert sentence(urgent, "guardian_if_child") is None


def test_only_a_prosecutor_charges_unless_the_law_lets_the_police():
    story = on_trial("A1", TIP)
    situation = replace(on(story, "A1", "charge"), role="lead")
    assert sentence(situation, "may_charge") == "Here only a prosecutor charges."
    assert sentence(replace(situation, role="pros"), "may_charge") is None
    own = story.overlay.own
    point = replace(story.overlay.point("police_may_charge"), value="yes")
    own = replace(own, procedure={**own.procedure, "police_may_charge": point})
    allowed = replace(situation, overlay=replace(story.overlay, own=own))
    assert sentence(allowed, "may_charge") is None
