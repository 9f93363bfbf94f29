"""Failures that a person at the terminal can mend, as one sentence; all others are ours."""

from __future__ import annotations

from .access.errors import Refusal
from .configuration import ConfigurationRefused
from .transaction import DatabaseUnavailable
from .wiring import NotReady
from .workflow.yaml_text import YamlRefused

#: Failures whose own text is the sentence.
TOLD: tuple[type[Exception], ...] = (
    NotReady,
    ConfigurationRefused,
    DatabaseUnavailable,
    YamlRefused,
    Refusal,
)


def told_in_one_sentence(error: Exception) -> str | None:
    """The sentence, or None where the failure is a fault of the product."""
    if isinstance(error, TOLD):
        return str(error)
    if type(error).__module__.startswith("ctj.") and str(error):
        return str(error)
    return None
