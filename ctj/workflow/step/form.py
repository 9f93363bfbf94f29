"""The one reader of what was typed, for page, timeline and API alike (DESIGN section 4).

Takes texts, lists and mappings of texts by field id; gives typed, JSON-able values, or errors by
field path that say how to mend. Nothing is kept of a value that was not understood, no field is
taken that the form does not have, and an empty answer is absent, never ''.

Typed values: text, ref, note, codes, yes/no/unknown as text; several codes, subjects or
organisations as a list; num as int; money as {currency: amount}; dates as the JSON of
``dates.DatedValue``; subjects, users, organisations, rows, cases as ids; a row field as a list of
mappings (see ``rows``).
``unknown`` is a value of every type but texts, subjects and rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctj.language import say

from ..definitions import Field, When
from .between import refuse_end_before_start
from .context import FormContext
from .errors import FieldError, Refused
from .kinds import KINDS, is_empty
from .plain_input import NotTaken, plain_input
from .rows import read_rows, row_texts

ROW_TYPES = frozenset({"row", "doc"})


@dataclass(frozen=True)
class FormResult:
    """``typed`` holds what was understood, also where there are errors (for the page)."""

    typed: Mapping[str, Any]
    errors: tuple[FieldError, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.errors


def read(fields: Sequence[Field], values: Mapping[str, Any], context: FormContext) -> FormResult:
    """Typed values of a whole form, or every error at once, in the order of the form."""
    try:
        given = plain_input(values)
    except NotTaken as wrong:
        return FormResult({}, (FieldError("", wrong.sentence),))
    typed, errors = read_fields(fields, given, context, {})
    return FormResult(typed, tuple(errors))


def read_joint(
    fields: Sequence[Field], values: Mapping[str, Any], contexts: Mapping[str, FormContext]
) -> Mapping[str, FormResult]:
    """One form for several subjects: what stands under a label (A1) is that subject's own answer.

    An error of a shared answer is told once, without a subject; it stands in every result.
    """
    shared = {name: value for name, value in values.items() if name not in contexts}
    results = {}
    for label, context in contexts.items():
        own = values.get(label)
        own = own if isinstance(own, Mapping) else {}
        result = read(fields, {**shared, **own}, replace(context, twins=True))
        told = [
            error.of(label) if _is_own(error, fields, own) else error for error in result.errors
        ]
        results[label] = FormResult(result.typed, tuple(told))
    return results


def read_fields(
    fields: Sequence[Field],
    given: Mapping[str, Any],
    context: FormContext,
    outer: Mapping[str, Any],
) -> tuple[dict[str, Any], list[FieldError]]:
    """Typed values and errors of one level: a form, or the columns of one row inside it."""
    typed: dict[str, Any] = {}
    found: dict[str, list[FieldError]] = {}
    for field in fields:
        value = given.get(field.id)
        if is_empty(field, value):
            continue
        typed_one, errors = _read_one(field, value, given, context, {**outer, **typed})
        if errors:
            found[field.id] = errors
        else:
            typed[field.id] = typed_one
    errors = _unknown(fields, given)
    for field in fields:
        errors.extend(found.get(field.id) or _asked(field, typed, found, context, outer))
    errors.extend(refuse_end_before_start(fields, typed))
    return typed, errors


def texts(
    fields: Sequence[Field], typed: Mapping[str, Any], context: FormContext
) -> dict[str, Any]:
    """The input that gives ``typed`` again: fills a form with values that stand."""
    again: dict[str, Any] = {}
    for field in fields:
        value = typed.get(field.id)
        if value is None:
            continue
        if field.type in ROW_TYPES:
            again[field.id] = row_texts(field, value, context, texts)
        else:
            again[field.id] = KINDS[field.type].text(field, value, context)
    return again


def holds(when: When, typed: Mapping[str, Any], context: FormContext) -> bool:
    """Whether each field, or overlay switch, named has one of its values."""
    for name, accepted in when.items():
        value = typed.get(name, context.switches.get(name))
        several = value if isinstance(value, list | tuple) else (value,)
        if not any(one in accepted for one in several):
            return False
    return True


def _read_one(
    field: Field,
    value: Any,
    given: Mapping[str, Any],
    context: FormContext,
    outer: Mapping[str, Any],
) -> tuple[Any, list[FieldError]]:
    if field.type in ROW_TYPES:
        return read_rows(field, value, context, outer, read_fields)
    try:
        return KINDS[field.type].read(field, value, context), []
    except Refused as wrong:
        path = f"{field.id}.{wrong.part}" if wrong.part else field.id
        return None, [FieldError(path, wrong.sentence, field.label, passes=wrong.passes)]


def _asked(
    field: Field,
    typed: Mapping[str, Any],
    found: Mapping[str, Any],
    context: FormContext,
    outer: Mapping[str, Any],
) -> list[FieldError]:
    """A required answer that is missing; an answer to a question that was not asked."""
    if any(name in found for name in field.when):
        return []  # what it depends on was not understood: say that alone
    is_asked = holds(field.when, {**outer, **typed}, context)
    if field.id not in typed:
        if field.required and is_asked:
            return [FieldError(field.id, say(KINDS[field.type].missing), field.label)]
        return []
    if is_asked:
        return []
    conditions = "; ".join(
        say("%(name)s is %(listed)s", name=name, listed=" or ".join(of))
        for name, of in field.when.items()
    )
    sentence = say(
        "This is asked only if %(conditions)s. Clear it, or change that answer.",
        conditions=conditions,
    )
    return [FieldError(field.id, sentence, field.label)]


def _unknown(fields: Sequence[Field], given: Mapping[str, Any]) -> list[FieldError]:
    """Names that the form does not have: refused, so that nothing can be set by guessing."""
    known = {field.id for field in fields}
    return [
        FieldError(
            name,
            say(
                "This form has no field '%(name)s'. Leave it out, or check its name.",
                name=name[:60],
            ),
        )
        for name in given
        if name not in known
    ]


def _is_own(error: FieldError, fields: Sequence[Field], own: Mapping[str, Any]) -> bool:
    """Whether an error belongs to the answer of one subject: given there, or asked for each."""
    top = error.path.partition(".")[0]
    return top in own or any(field.id == top and field.per_subject for field in fields)
