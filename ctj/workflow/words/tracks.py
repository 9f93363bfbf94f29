"""A track, its states and steps, in words."""

from __future__ import annotations

from ctj.language import mark, say

from ..common_fields import DOCUMENTS, NOTE, SOURCE
from ..definitions import Library, State, TrackDefinition, Transition
from ..overlays import Overlay
from .effects import fact_in_words, guard_in_words, limits_in_words, row_effect_in_words
from .parts import Legal, StateWords, StepWords, TrackWords
from .questions import question_in_words
from .speaker import Speaker

KINDS = {
    "start": mark("where it begins"),
    "working": mark("we must act"),
    "waiting": mark("someone else must act"),
    "parked": mark("nothing can be done until something happens"),
    "done": mark("nothing is owed any more"),
}
#: Asked by every step; told once, not at each.
_OF_ALL = frozenset({SOURCE, DOCUMENTS, NOTE})


def track_in_words(
    track: TrackDefinition,
    library: Library,
    overlay: Overlay | None = None,
) -> TrackWords:
    """The track as it is read in a jurisdiction (`overlay`), or without any."""
    speaker = Speaker(library, track, overlay)
    steps = tuple(_step(transition, speaker) for transition in track.transitions.values())
    legal = [one for step in steps for one in (*step.needs, *step.warns, *step.limits, step.source)]
    return TrackWords(
        id=track.id,
        label=speaker.local("track", track.id) or track.label,
        runs_for=track.runs_for,
        jurisdiction=overlay.code if overlay else "",
        hash=track.hash,
        source=track.source,
        states=tuple(_state(state, speaker) for state in track.states.values()),
        steps=tuple(step for step in steps if not step.is_act),
        acts=tuple(step for step in steps if step.is_act),
        unverified=sum(one.status == "unverified" for one in legal),
        verified=sum(one.status == "verified" for one in legal),
    )


def _state(state: State, speaker: Speaker) -> StateWords:
    today = tuple(
        f"{', '.join(speaker.roles(entry.roles))}: {entry.heading}" for entry in state.today
    )
    local = speaker.local("state", state.id)
    return StateWords(
        state.id, speaker.state(state), state.kind, say(KINDS[state.kind]), today, local is not None
    )


def _step(transition: Transition, speaker: Speaker) -> StepWords:
    return StepWords(
        id=transition.id,
        label=speaker.step(transition),
        starts_from=_starts(transition, speaker),
        leads_to="" if transition.is_act else _leads_to(transition, speaker),
        who=speaker.roles(transition.who),
        asks=tuple(
            question_in_words(field, transition.form, speaker)
            for field in transition.form
            if field.id not in _OF_ALL or (field.id == SOURCE and field.required)
        ),
        needs=tuple(guard_in_words(use, transition, speaker) for use in transition.needs),
        warns=tuple(guard_in_words(use, transition, speaker) for use in transition.warns),
        limits=tuple(limits_in_words(transition, speaker)),
        sets=tuple(fact_in_words(fact, transition, speaker) for fact in transition.facts),
        rows=tuple(row_effect_in_words(one, transition, speaker) for one in transition.row_effects),
        fires=_fires(transition),
        source=Legal(transition.source, "", transition.source_status),
        joint=transition.joint,
        is_act=transition.is_act,
    )


def _starts(transition: Transition, speaker: Speaker) -> tuple[str, ...]:
    """The states it may start in; whole groups by what they are."""
    track = speaker.track
    if transition.creates_track:
        return ()
    names = frozenset(transition.from_states)
    if names == frozenset(track.states):
        return (say("every state"),)
    if names == track.groups.get("not_done"):
        return (say("every state that is not done"),)
    return tuple(speaker.state_named(name) for name in transition.from_states)


def _leads_to(transition: Transition, speaker: Speaker) -> str:
    return (
        speaker.state_named(transition.to) if transition.to else say("the state named in the form")
    )


def _fires(transition: Transition) -> tuple[str, ...]:
    said = (
        [say("opens the track of %(creates)s", creates=transition.creates)]
        if transition.creates
        else []
    )
    said += [say("takes the step %(name)s as well", name=name) for name in transition.fires]
    said += [say("is taken with %(name)s", name=name) for name in transition.fired_by]
    return tuple(said)
