"""Identification, services and the person's own decisions hang on nothing but the person.

Walks every definition, and random cases told on the shipped tracks: what is taken away, what is
found, and what is answered changes nothing that it must not (process.md 1.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctj.workflow.definitions import GuardUse, Library, TrackDefinition, Transition
from ctj.workflow.fold import fold
from ctj.workflow.guards import evaluate
from ctj.workflow.projection import EventRecord, FactValue, Projection, Row
from ctj.workflow.situation import Situation

from ..workflow.story import Story, library, on_trial
from .legal_steps import a_step, allowed

V, W = "V1:victim_support", "V1:witness_support"
#: What the criminal case itself gives or takes: money, charges dropped, and the wish for news.
OF_THE_CASE = frozenset(
    [
        "comp_claimed",
        "comp_ordered",
        "comp_amount",
        "comp_paid",
        "comp_paid_sum",
        "comp_route",
        "charges_dropped",
        "no_news_wanted",
    ]
)
#: Steps that change a row of another track: a threat that was reported to the witness officer.
TIED_TO_OTHERS = frozenset({"answer_incident", "put_to_sleep"})
CONSENT = {
    "consent": "purpose",
    "consent_each": "purpose",
    "consent_for_services": "",
    "consent_or_order": "",
    "consent_or_declined": "purpose",
    "consent_if_support_file": "purpose",
    "consent_or_danger": "purpose",
}


class Whole(Story):
    """A story on every track of a person: 'V1:witness_support' is that track of V1."""

    def track_of(self, label: str, track: str) -> str:
        """Another track of a person who is in the case already."""
        name = f"{label}:{track}"
        self.subjects[name] = self.subjects[label]
        return name

    def situation(
        self, label: str | None, transition: str, occurred: Any = "unknown", **form: Any
    ) -> Situation:
        if label is None or ":" not in label:
            return super().situation(label, transition, occurred, **form)
        subject, _, track = label.partition(":")
        definition = self.library.tracks[track]
        made = super().situation(None, "open_case", occurred, **form)
        return replace(
            made,
            definition=definition,
            transition=definition.transitions[transition],
            track=self.projection.tracks.get(self.track_id(label)),
            subject=self.subjects[subject],
        )


def _whole() -> Whole:
    story = Whole()
    story.opened("2004")
    story.accused("A1", "2004-06-01")
    story.person("V1")
    for track, creating in (("victim_support", "register_person"), ("witness_support", None)):
        if track in story.library.tracks:
            name = story.track_of("V1", track)
            story.do(name, creating or "open_witness", "2004-06-02", first_contact_on="2004-06-02")
    return story


def _tracks() -> list[str]:
    return ["A1", *(name for name in (V, W) if name.partition(":")[2] in library().tracks)]


def _of_victims(projection: Projection) -> dict[str, Any]:
    """Identification, state, needs and services of V1, in substance."""
    facts = projection.facts.get(("victim", "subject-V1"), {})
    names = facts.keys() - OF_THE_CASE
    states = [t.state for t in projection.tracks.values() if t.track == "victim_support"]
    rows = [
        (row.register, row.number, row.status, row.values)
        for row in projection.rows.values()
        if row.owner_id == "subject-V1" and row.register not in ("notifications", "threats")
        and row.register not in ("measures", "risks", "handovers", "tasks", "documents")
    ]  # fmt: skip
    return {"facts": {n: facts[n].value for n in names}, "states": states, "rows": rows}


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_without_prosecution_and_witness_events_no_victim_is_another(data: st.DataObject) -> None:
    story = _whole()
    for number in range(data.draw(st.integers(6, 14), label="steps")):
        label = data.draw(st.sampled_from(_tracks()), label="track")
        moving = number % 2 == 0
        if not allowed(story, label, moving=moving):
            continue
        step, occurred, form = data.draw(a_step(story, label, moving=moving))
        if step.id not in TIED_TO_OTHERS and not step.creates_track and step.creates is None:
            story.do(label, step.id, occurred, **form)
    gone = ("prosecution", "witness_support")
    kept = [event for event in story.events if event.track not in gone]
    without = fold(story.frame, _renumbered(kept), story.library)
    assert _of_victims(without) == _of_victims(story.projection)


def _renumbered(events: list[EventRecord]) -> list[EventRecord]:
    return [replace(event, seq=number + 1) for number, event in enumerate(events)]


def _every_step() -> Iterator[tuple[TrackDefinition, Transition]]:
    for track in library().tracks.values():
        for transition in track.transitions.values():
            yield track, transition


def test_no_step_of_victim_support_but_its_creation_is_fired_by_another_track() -> None:
    found = []
    for track, transition in _every_step():
        for name in filter(None, [*transition.fires, transition.creates]):
            other, _, step = name.partition(".")
            if other == "victim_support" != track.id:
                found.append(library().tracks[other].transitions[step])
    assert all(step.creates_track for step in found)


def test_a_track_of_a_witness_is_created_and_moved_by_people_alone() -> None:
    for track, transition in _every_step():
        for name in filter(None, [*transition.fires, transition.creates]):
            if name.startswith("witness_support.") and track.id != "witness_support":
                assert name == "witness_support.open_witness", transition.id


def _asking_consent() -> list[Any]:
    return [
        pytest.param(track, step, use, id=f"{track.id}.{step.id}.{use.guard}")
        for track, step in _every_step()
        for use in step.needs
        if use.guard in CONSENT
    ]


def _row(purpose: str, **values: Any) -> Row:
    told = {"purpose": purpose, "answer": "yes", "on": "2004-07-01", **values}
    return Row(f"c-{purpose}", "consents", 1, "victim", "subject-V1", "given", told, "e", "e")


def _with_consent(story: Whole, *, withdrawn: bool) -> Whole:
    ended = {"withdrawn_on": "2004-08-01"} if withdrawn else {}
    purposes = library().codes["consent_purpose"].codes
    rows = {one: _row(one, **ended) for one in purposes}
    if withdrawn:
        rows = {name: replace(row, status="withdrawn") for name, row in rows.items()}
    story.projection = replace(
        story.projection, rows={**story.projection.rows, **{r.id: r for r in rows.values()}}
    )
    return story


@pytest.mark.parametrize(("track", "step", "use"), _asking_consent())
def test_what_asks_for_consent_is_refused_once_it_is_withdrawn(
    track: TrackDefinition, step: Transition, use: GuardUse
) -> None:
    if "victim_support" not in library().tracks:
        pytest.skip("consents are recorded on the track of victims, which is not here yet")
    story = _with_consent(_whole(), withdrawn=True)
    given_again = _with_consent(_whole(), withdrawn=False)
    assert _refuses(story, track, step, use)
    assert not _refuses(given_again, track, step, use)


def _refuses(story: Whole, track: TrackDefinition, step: Transition, use: GuardUse) -> bool:
    subject = story.subjects["A1" if track.runs_for == "accused" else "V1"]
    form: dict[str, Any] = {"of": "subject-V1", "victim": "subject-V1"}
    for name, values in use.when.items():
        form[name] = values[0]
    situation = replace(
        story.situation("A1", "arrest", "2004-09-01"),
        definition=track,
        transition=replace(step, needs=(replace(use, when={}),), warns=()),
        track=None,
        subject=subject if track.runs_for in ("accused", "victim", "witness") else None,
        form={**form, "services": ["shelter"], "what": ["subjects"]},
    )
    blocks, _ = evaluate(situation)
    return bool(blocks)


@pytest.mark.parametrize("result", sorted(library().codes["screening_result"].codes))
def test_no_result_of_a_screening_changes_what_any_guard_answers(result: str) -> None:
    """The same case with this result, and with none known: nothing is blocked or warned of."""
    plain, found = _screened("unknown"), _screened(result)
    for (track, step), (_, same) in zip(_situations(plain), _situations(found), strict=True):
        assert _said(step) == _said(same), (track, step.transition.id)


def _screened(result: str) -> Story:
    story = on_trial()
    story.person("V1")
    known = {"screened": "2004-06-02", "screening_result": result}
    facts = {name: FactValue(value, "e") for name, value in known.items()}
    story.projection = replace(
        story.projection,
        subjects=story.frame.subjects,
        facts={**story.projection.facts, ("victim", "subject-V1"): facts},
    )
    return story


def _situations(story: Story) -> Iterator[tuple[str, Situation]]:
    base = story.situation("A1", "arrest", "2005-06-01")
    for track, step in _every_step():
        subject = story.subjects["V1" if track.runs_for in ("victim", "witness") else "A1"]
        whose = None if track.runs_for == "case" else subject
        yield track.id, replace(base, definition=track, transition=step, subject=whose, track=None)


def _said(situation: Situation) -> list[tuple[str, str]]:
    blocks, warns = evaluate(situation)
    return [(one.guard, one.sentence) for one in (*blocks, *warns)]


def test_support_is_open_in_every_state_but_death(library_in_use: Library) -> None:
    """No state that a screening or a decision leads to takes away an act of support."""
    track = library_in_use.tracks.get("victim_support")
    if track is None:
        pytest.skip("the track of victims is not here yet")
    alive = {state for state in track.states if state != "died"}
    for name in ("assess_needs", "record_service", "enter_shelter", "record_consent"):
        assert alive <= set(track.transitions[name].from_states), name


@pytest.fixture
def library_in_use() -> Library:
    return library()
