"""How a register row is called ('charge 2 of A1'), and which rows a field may name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctj.language import say

from ..definitions import Field
from ..projection import Row
from .context import FormContext
from .errors import Refused
from .fields.references import _each
from .fields.texts import one_text


def row_label(row: Row, context: FormContext) -> str:
    """The row as people call it: 'charge 2 of A1'."""
    register = context.library.registers.get(row.register)
    words = register.row_label if register else f"{row.register} {{n}}"
    owner = context.label_of(row.owner_id)
    return words.replace("{n}", str(row.number)).replace("{subject}", owner)


def rows_for(field: Field, context: FormContext) -> tuple[Row, ...]:
    """Rows that the field may name, by number: of its register, in the statuses that it picks.

    A field that changes rows changes those of the step's own subject, or of the case; a reference
    may name any row of the case.
    """
    found = [row for row in context.rows if row.register == field.register]
    if field.pick:
        found = [row for row in found if row.status in field.pick]
    if field.type != "rowref" and context.subject is not None:
        found = [row for row in found if row.owner_id in (None, context.subject.id)]
    return tuple(sorted(found, key=lambda row: (row.owner_id or "", row.number)))


def find_row(written: str, field: Field, context: FormContext) -> Row:
    """The row named by its id, its label ('charge 2 of A1', 'charge 2') or its number."""
    allowed = rows_for(field, context)
    for row in allowed:
        if written == row.id or written.casefold() in _names(row, context):
            return row
    numbered = [row for row in allowed if written == str(row.number)]
    if len(numbered) == 1:
        return numbered[0]
    twin = _twin(written, field, allowed, context) if context.twins else None
    if twin is not None:
        return twin
    raise Refused(_not_there(written, field, allowed, context))


def read_rowref(field: Field, given: Any, context: FormContext) -> Any:
    """Ids of rows that exist."""
    return _each(field, given, lambda text: find_row(text, field, context).id)


def rowref_text(_field: Field, typed: Any, context: FormContext) -> Any:
    """Labels in place of ids."""
    if isinstance(typed, list | tuple):
        return [name_of(one, context) for one in typed]
    return name_of(typed, context)


def rowref_words(_field: Field, typed: Any, context: FormContext) -> str:
    """'charge 2 of A1; charge 3 of A1'."""
    several = typed if isinstance(typed, list | tuple) else [typed]
    return "; ".join(name_of(one, context) for one in several)


def name_of(row_id: Any, context: FormContext) -> str:
    """The label of a row by id, where it is known; else the id."""
    row = next((row for row in context.rows if row.id == row_id), None)
    return row_label(row, context) if row else one_text(row_id)


def _twin(written: str, field: Field, allowed: Iterable[Row], context: FormContext) -> Row | None:
    """The row of this subject that holds the same values as the row named, of another subject."""
    for other in context.rows:
        named = written == other.id or written.casefold() == row_label(other, context).casefold()
        if named and other.register == field.register:
            like = [row for row in allowed if row.values == other.values]
            same = [row for row in like if row.number == other.number]
            return next(iter(same or like), None)
    return None


def _names(row: Row, context: FormContext) -> tuple[str, ...]:
    """What it may be called: the whole label; without the subject where it is the step's own."""
    label = row_label(row, context).casefold()
    own = context.subject is None or row.owner_id in (None, context.subject.id)
    short = label.partition(" of ")[0].partition(" on ")[0]
    return (label, short) if own else (label,)


def _not_there(written: str, field: Field, allowed: Iterable[Row], context: FormContext) -> str:
    register = context.library.registers.get(field.register or "")
    listed = ", ".join(row_label(row, context) for row in allowed)
    what = register.label if register else str(field.register)
    if listed:
        return say(
            "‘%(what)s’ has no entry '%(written)s' that can be named here. Use one of: %(listed)s.",
            what=what,
            written=written[:40],
            listed=listed,
        )
    return say("‘%(what)s’ has no entry that can be named here. Record it first.", what=what)
