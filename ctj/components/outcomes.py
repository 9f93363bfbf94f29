"""The finding in force on a day: what 'convicted' means in every figure (indicators.md 1.1)."""

from __future__ import annotations

from .engine.predicates import Happened, Is, Predicate, Sure
from .frame import Frame

#: Codes of list ``outcome`` by which an accused leaves a prosecution without a result.
LEFT_OTHERWISE = ("died", "transferred", "ended_other")
#: Codes that end the first instance without a judgment: the other doors of durations.
OTHER_DOORS = ("withdrawn", "dismissed", "diverted", *LEFT_OTHERWISE)


def in_force(frame: Frame, *outcomes: str) -> Predicate:
    """The finding in force on the observed-to day is one of ``outcomes``.

    That is ``outcome_now`` where no appeal was decided after that day; where one was, the
    first-instance ``outcome``, since facts keep the latest finding only.
    """
    decided = Happened("appeal_decided", frame.observed_to)
    ended = Happened("disposed", frame.observed_to)
    after = Sure(Happened("appeal_decided", frame.known_on) & ~decided)
    return ended & ((~after & Is("outcome_now", outcomes)) | (after & Is("outcome", outcomes)))


def final_in_force(frame: Frame, *outcomes: str) -> Predicate:
    """The finding became final by the observed-to day, and is one of ``outcomes``."""
    return Happened("final", frame.observed_to) & Is("final_outcome", outcomes)
