"""Asks one guard on a story, as a step would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ctj.workflow.definitions import GuardUse
from ctj.workflow.guards import evaluate
from ctj.workflow.situation import Refusal, Situation

from ..story import Story


def asked(situation: Situation, guard: str, **args: Any) -> Refusal | None:
    """What the guard says when the situation's step needs it and nothing else."""
    step = replace(situation.transition, needs=(GuardUse(guard, args),), warns=())
    blocks, _ = evaluate(replace(situation, transition=step))
    return blocks[0] if blocks else None


def sentence(situation: Situation, guard: str, **args: Any) -> str | None:
    """Its sentence, or None where it holds; no placeholder is left open."""
    refusal = asked(situation, guard, **args)
    if refusal is None:
        return None
    assert "{" not in refusal.sentence + refusal.where
    return refusal.sentence


def on(story: Story, label: str | None, transition: str, occurred: Any = "2005-06-01", **form: Any):
    """The situation of a step of the story."""
    return story.situation(label, transition, occurred, **form)
