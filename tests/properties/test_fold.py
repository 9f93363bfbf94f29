"""What holds of every case that can be told on the shipped tracks.

Random legal steps on the real ``prosecution.yaml``: the rebuild equals what was written step by
step, corrections change what they say and nothing else, and no other step is taken than the file
allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ctj.workflow.fold import DoesNotFit, apply, diff, effective, fold, replay_with, versions
from ctj.workflow.machine import NotAllowed, next_state
from ctj.workflow.projection import EventRecord, Projection

from ..workflow.story import OTHER, TIP, Story, library, verdicts
from .legal_steps import LEFT_OUT, a_step, allowed

ACCUSED = ("A1", "A2")


def told(stage: int) -> Story:
    """A case with two accused and a victim; A1 has come as far as ``stage``."""
    story = Story()
    story.opened("2004")
    story.person("V1")
    for label in ACCUSED:
        story.accused(label, "2004-06")
    for step, occurred, form in _COURSE[:stage]:
        story.do("A1", step, occurred, **form(story))
    return story


def _judgment(story: Story) -> dict[str, Any]:
    orders = [{"kind": "compensation", "payee": "subject-V1", "amount": {"PHP": "50000"}}]
    parts = [{"part": "custody", "months": 240}, {"part": "fine", "amount": {"PHP": "1"}}]
    return {"verdicts": verdicts(story, "A1", "proven", "proven"), "parts": parts, "orders": orders}


#: From suspicion to a final judgment, so that what comes late is drawn as often as the rest.
_COURSE: tuple[tuple[str, str, Callable[[Story], dict[str, Any]]], ...] = (
    ("refer_accused", "2004-07", lambda _: {"proposed_charges": [OTHER]}),
    ("charge", "2005-01", lambda s: {"charges": [{"row": s.row("charges", "A1").id}, TIP]}),
    ("open_trial", "2005-03", lambda _: {"court": "c"}),
    ("convict_and_sentence", "2005-09", _judgment),
    ("lodge_appeal", "2005-10", lambda _: {"by": ["accused"], "against": ["conviction"]}),
    ("record_appeal_decision", "2006-02", lambda _: {"result": "upheld", "level": 2}),
    ("become_final_convicted", "2006-04", lambda _: {"how": "period_lapsed"}),
)


def in_substance(projection: Projection) -> Projection:
    """Without what counts or dates the recording itself: versions, instants of clocks."""
    tracks = {key: replace(one, version=0) for key, one in projection.tracks.items()}
    clocks = {key: replace(one, recorded_at=None) for key, one in projection.clocks.items()}
    return replace(projection, tracks=tracks, clocks=clocks)


class AnyCase(RuleBasedStateMachine):
    """Grows one case by legal steps; each rule tries one property on it as it stands."""

    @initialize(stage=st.integers(0, len(_COURSE)))
    def open_the_case(self, stage: int) -> None:
        self.story = told(stage)

    @rule(data=st.data(), label=st.sampled_from(ACCUSED))
    def move_as_the_track_allows(self, data: st.DataObject, label: str) -> None:
        if allowed(self.story, label, moving=True):
            self._take(data, label, moving=True)

    @rule(data=st.data())
    def move_the_first_accused_on(self, data: st.DataObject) -> None:
        if allowed(self.story, "A1", moving=True):
            self._take(data, "A1", moving=True)

    @rule(data=st.data(), label=st.sampled_from(ACCUSED))
    def act_as_the_track_allows(self, data: st.DataObject, label: str) -> None:
        self._take(data, label, moving=False)

    def _take(self, data: st.DataObject, label: str, *, moving: bool) -> None:
        step, occurred, form = data.draw(a_step(self.story, label, moving=moving))
        before = self.story.projection
        goal = step.to or self.story.state(label)
        self.story.do(label, step.id, occurred, **form)
        assert self.story.state(label) == goal
        other = next(one for one in ACCUSED if one != label)
        assert self.story.state(other) == before.tracks[self.story.track_id(other)].state

    @rule(data=st.data(), label=st.sampled_from(ACCUSED))
    def no_step_is_taken_that_the_file_does_not_allow(
        self, data: st.DataObject, label: str
    ) -> None:
        definition = library().tracks["prosecution"]
        state = self.story.state(label)
        wrong = [t for t in definition.transitions.values() if state not in t.from_states]
        step = data.draw(st.sampled_from(wrong))
        event = self.story.event(label, step.id, "2005", {})
        with pytest.raises(DoesNotFit):
            apply(self.story.projection, event, self.story.library)
        with pytest.raises(NotAllowed):
            next_state(definition, state, step.id)

    @rule(data=st.data())
    def superseding_with_the_same_data_changes_nothing(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.story.events))
        before = self.story.projection
        after = self._with(self.story._about(entry, "supersede"))
        assert in_substance(after) == in_substance(before)

    @precondition(lambda self: len(self.story.events) > 3)
    @rule()
    def withdrawing_the_last_entry_restores_what_was_before(self) -> None:
        before = fold(self.story.frame, self.story.events[:-1], self.story.library)
        after = self._with(self.story._about(self.story.events[-1], "void"))
        assert in_substance(after) == in_substance(before)

    @rule(data=st.data())
    def inserting_a_step_equals_having_recorded_it_there(self, data: st.DataObject) -> None:
        events = self.story.events
        place = data.draw(st.integers(0, len(events) - 2))
        late = replace(
            events[place], kind="insert", refers_to=events[place + 1].id, seq=len(events) + 1
        )
        log = [*events[:place], *events[place + 1 :], late]
        assert [e.id for e in effective(log)] == [e.id for e in events]
        told_late = fold(self.story.frame, log, self.story.library)
        assert in_substance(told_late) == in_substance(self.story.projection)

    @rule(data=st.data())
    def a_correction_is_replayed_or_refused_with_a_sentence(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.story.events))
        void = self.story._about(entry, "void")
        replayed = replay_with(self.story.frame, self.story.events, void, self.story.library)
        if not replayed.fits:
            assert replayed.event is not None
            assert replayed.event.seq > entry.seq
            assert len(replayed.sentence) > 20

    @invariant()
    def a_rebuild_equals_what_was_written_step_by_step(self) -> None:
        if hasattr(self, "story"):
            shuffled = list(reversed(self.story.events))
            assert fold(self.story.frame, shuffled, self.story.library) == self.story.projection

    def _with(self, extra: EventRecord) -> Projection:
        return fold(self.story.frame, [*self.story.events, extra], self.story.library)

    def teardown(self) -> None:
        if not hasattr(self, "story"):
            return
        story = self.story
        before = story.frame.empty()
        for version in versions(story.frame, story.events, story.library):
            assert patched(before, version.projection) == version.projection
            before = version.projection
        assert before == story.projection


def patched(before: Projection, after: Projection) -> Projection:
    """``before`` with what ``diff`` says has changed."""
    changes = diff(before, after)

    def put(old, changed):
        kept = {key: one for key, one in old.items() if key not in changed}
        return {**kept, **{key: c.after for key, c in changed.items() if c.after is not None}}

    facts = dict(before.facts)
    for key, changed in changes.facts.items():
        facts[key] = put(facts.get(key, {}), changed)
    return replace(
        before,
        subjects=after.subjects,
        tracks=put(before.tracks, changes.tracks),
        rows=put(before.rows, changes.rows),
        clocks=put(before.clocks, changes.clocks),
        facts=facts,
    )


# With four tracks a walk of 30 steps draws from some 200 forms at each: minutes, so the full tier.
TestAnyCase = pytest.mark.full(pytest.mark.timeout(1500)(AnyCase.TestCase))
TestAnyCase.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_every_step_of_the_prosecution_can_be_drawn():
    """So that the machine above leaves nothing out."""
    definition = library().tracks["prosecution"]
    assert {step for step in LEFT_OUT if step in definition.transitions} <= LEFT_OUT
    reachable = {t.id for t in definition.transitions.values() if t.from_states}
    assert reachable | LEFT_OUT >= set(definition.transitions)
