"""A track in words that a lawyer can read, with the law of a jurisdiction beside each limit."""

from .parts import Legal, QuestionWords, StateWords, StepWords, TrackWords
from .text import as_text
from .tracks import track_in_words

__all__ = [
    "Legal",
    "QuestionWords",
    "StateWords",
    "StepWords",
    "TrackWords",
    "as_text",
    "track_in_words",
]
