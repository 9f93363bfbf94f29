"""What one question on a page needs; made by ``blank``, rendered by one macro for each type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .context import Choice
from .errors import FieldError


@dataclass(frozen=True)
class RowQuestions:
    """The questions of one row. ``row`` names the existing row that is changed ('' = a new one)."""

    number: int
    path: str
    row: str
    questions: tuple[Question, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question. ``path`` names its input: ``court``, ``charges.0.offence``, ``A1.plea``.

    ``value`` is what stands in the field: a text, a list of texts, or the parts of a date or a sum.
    ``no_value`` are the answers that say why there is none. ``condition`` says when it is asked.
    ``names`` are the existing rows that a row of this field may change; ``can_add`` whether a new
    one may be added. ``longest`` is a number of characters.
    """

    path: str
    id: str
    label: str
    type: str
    required: bool = False
    many: bool = False
    help: str | None = None
    options: tuple[Choice, ...] = ()
    no_value: tuple[Choice, ...] = ()
    value: Any = ""
    errors: tuple[FieldError, ...] = ()
    condition: tuple[Mapping[str, str], ...] = ()
    identifying: bool = False
    sealed: bool = False
    kind: str | None = None
    per_subject: bool = False
    minimum: int | None = None
    maximum: int | None = None
    longest: int | None = None
    row_word: str = ""
    names: tuple[Choice, ...] = ()
    can_add: bool = False
    rows: tuple[RowQuestions, ...] = field(default=())

    @property
    def has_error(self) -> bool:
        return bool(self.errors)
