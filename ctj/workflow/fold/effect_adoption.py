"""Clocks of an adopted matter: only those that are still open today start (process.md 1.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..definitions import ClockDefinition, Transition
from ..situation import Situation
from .adoption import milestones_of
from .effect_clocks import start_of_clock
from .effect_limits import lies_ahead
from .effect_rules import runnings
from .occurrence import certainly_before, preferred


def still_running(situation: Situation) -> list[dict[str, Any]]:
    """Starts of the clocks whose limit lies ahead, by the dates of the milestones told.

    A clock starts with the milestone of a step that starts it, if no milestone of a step that stops
    it is told, and if such a step can still follow from the state chosen.
    """
    return [
        use
        for definition in situation.library.clocks.values()
        if _can_still_stop(situation, definition)
        for use in _starts(situation, definition)
        if lies_ahead(situation, use)
    ]


def _steps(situation: Situation, names: tuple[str, ...]) -> Iterator[Transition]:
    """The track's own transitions among ``track.transition`` names."""
    for name in names:
        track, _, step = name.partition(".")
        if track == situation.definition.id and step in situation.definition.transitions:
            yield situation.definition.transitions[step]


def _can_still_stop(situation: Situation, definition: ClockDefinition) -> bool:
    state = situation.form.get("state")
    return any(state in step.from_states for step in _steps(situation, definition.stops))


def _date_told(situation: Situation, step: Transition) -> Any:
    """The date of the step, if the milestone that it sets is told with a known date."""
    told = milestones_of(situation.form, situation.definition.runs_for, situation.library)
    for fact in step.facts:
        if fact.how == "date" and fact.unit is None and not fact.when:
            value = told.get(fact.fact)
            return None if preferred(value).is_unknown else value
    return None


def _starts(situation: Situation, definition: ClockDefinition) -> Iterator[dict[str, Any]]:
    """By the latest milestone that starts the clock, if none that stops it came after."""
    begun = [
        (date, step)
        for step in _steps(situation, definition.starts)
        if (date := _date_told(situation, step)) is not None
    ]
    if not begun:
        return
    date, step = max(begun, key=lambda one: preferred(one[0]).text)
    ends = (_date_told(situation, one) for one in _steps(situation, definition.stops))
    if any(end is not None and not certainly_before(end, date) for end in ends):
        return
    then = replace(situation, transition=step, occurred=date, form={})
    for running in runnings(then, definition):
        use = None if running.row else start_of_clock(then, definition, running)
        if use is not None:
            yield use
