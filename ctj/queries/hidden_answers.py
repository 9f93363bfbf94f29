"""Answers as somebody else than who typed them may read them: no identity, perhaps no narrative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ctj.workflow.definitions import Field, Library
from ctj.workflow.step.answers import Answer


def hide(
    answers: Iterable[Answer], fields: Sequence[Field], library: Library, *, reads: bool
) -> tuple[Answer, ...]:
    """The answers, with identity hidden; narratives too unless ``reads``."""
    known = {field.id: field for field in fields}
    return tuple(_hidden(one, known.get(one.field_id), library, reads) for one in answers)


def _hidden(one: Answer, field: Field | None, library: Library, reads: bool) -> Answer:
    if field is None or one.hidden:
        return one
    if field.identifying:
        return replace(one, words="", rows=(), hidden="identity")
    if field.sealed and not reads:
        return replace(one, words="", hidden="sealed")
    if not one.rows:
        return one
    register = library.registers.get(field.register or "")
    columns = field.fields or (register.fields if register else ())
    rows = tuple((name, hide(inner, columns, library, reads=reads)) for name, inner in one.rows)
    return replace(one, rows=rows)
