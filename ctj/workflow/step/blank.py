"""The questions that a page must ask for a step, with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ctj.language import say

from ..date_parts import DateRefused
from ..dates import PartialDate, parse
from ..definitions import Field
from .context import Choice, FormContext
from .errors import FieldError, Refused
from .fields import codes, dates, references, texts
from .fields.money import split as money_parts
from .questions import Question, RowQuestions
from .row_names import find_row, row_label, rows_for
from .rows import NEW, ROW, allowed_statuses, columns, row_word, state_field

ROW_TYPES = frozenset({"row", "doc"})
_LONGEST = {"text": texts.TEXT_LENGTH, "ref": texts.TEXT_LENGTH, "note": texts.NOTE_LENGTH}
#: Types whose only missing value is 'unknown'.
_MAY_BE_UNKNOWN = frozenset({"date", "num", "money", "place", "org"})


def questions(
    fields: Sequence[Field],
    context: FormContext,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    prefix: str = "",
) -> tuple[Question, ...]:
    """The questions in the order of the form. `values` is input as ``form.read`` takes it.

    `prefix` stands before every path (``A1.`` for the answers of one of several accused).
    """
    given = values or {}
    return tuple(
        _question(field, fields, context, given, errors, prefix, given) for field in fields
    )


def joint_questions(
    fields: Sequence[Field],
    contexts: Mapping[str, FormContext],
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[FieldError]] | None = None,
) -> tuple[tuple[Question, ...], Mapping[str, tuple[Question, ...]]]:
    """The shared questions, and by label those that each of several subjects answers for itself."""
    given, wrong = values or {}, errors or {}
    own = [field for field in fields if is_own(field)]
    shared = [field for field in fields if not is_own(field)]
    first = next(iter(contexts))
    common = [error for error in wrong.get(first, ()) if error.subject is None]
    apart = {
        label: questions(
            own, context, _mapping(given.get(label)), wrong.get(label, ()), prefix=f"{label}."
        )
        for label, context in contexts.items()
    }
    return questions(shared, contexts[first], given, common), apart


def is_own(field: Field) -> bool:
    """Whether each of several subjects answers this for itself: what the file says, and rows that
    are changed, since a charge belongs to one accused."""
    return field.per_subject or (field.type == "row" and field.mode == "change")


def _question(
    field: Field,
    fields: Sequence[Field],
    context: FormContext,
    given: Mapping[str, Any],
    errors: Sequence[FieldError],
    prefix: str,
    outer: Mapping[str, Any],
) -> Question:
    path = prefix + field.id
    question = replace(
        _fixed(field, path),
        options=_options(field, context, {**outer, **given}),
        no_value=_no_value(field, context),
        value=_value(field, given.get(field.id), context),
        errors=tuple(e for e in errors if e.path == path or e.path.startswith(path + ".")),
        condition=_condition(field, fields, context),
    )
    if field.type not in ROW_TYPES:
        return question
    return replace(
        question,
        value="",
        row_word=row_word(field, context),
        names=_names(field, context),
        can_add=field.mode != "change",
        rows=_rows(field, context, given, errors, path),
    )


def _names(field: Field, context: FormContext) -> tuple[Choice, ...]:
    """The existing rows that may be named; none where rows are only added."""
    if field.mode == "add":
        return ()
    return tuple(Choice(row.id, row_label(row, context)) for row in rows_for(field, context))


def _fixed(field: Field, path: str) -> Question:
    """What the definition says of the question, whatever the case."""
    return Question(
        path=path,
        id=field.id,
        label=field.label,
        type=field.type,
        required=field.required,
        many=field.many,
        help=field.help,
        identifying=field.identifying,
        sealed=field.sealed,
        kind=field.kind,
        per_subject=field.per_subject,
        minimum=field.minimum,
        maximum=field.maximum,
        longest=_LONGEST.get(field.type),
    )


def _rows(
    field: Field,
    context: FormContext,
    given: Mapping[str, Any],
    errors: Sequence[FieldError],
    path: str,
) -> tuple[RowQuestions, ...]:
    value = given.get(field.id)
    items = [
        _mapping(one)
        for one in (value if isinstance(value, list | tuple) else [value] if value else [])
    ]
    items = items or _first_rows(field, context)
    return tuple(
        _row(field, context, item, errors, f"{path}.{place}", place + 1, given)
        for place, item in enumerate(items)
    )


def _first_rows(field: Field, context: FormContext) -> list[Mapping[str, Any]]:
    """What a fresh form shows: every row that needs an answer, or one empty row. Where only one
    may be answered and several could be meant, the user chooses."""
    if not field.required:
        return []
    named: list[Mapping[str, Any]] = [{ROW: row.id} for row in rows_for(field, context)]
    if not field.many and len(named) > 1:
        return [{}]
    if field.mode == "change":
        return named
    return (named if field.pick else []) or [{}]


def _row(
    field: Field,
    context: FormContext,
    item: Mapping[str, Any],
    errors: Sequence[FieldError],
    path: str,
    number: int,
    outer: Mapping[str, Any],
) -> RowQuestions:
    named = str(item.get(ROW) or "")
    row = _row_or_none(named, field, context)
    asked = list(columns(field, context))
    if row is not None:
        asked = [replace(one, required=False) for one in asked]
    found = [_question(one, asked, context, item, errors, f"{path}.", outer) for one in asked]
    state = state_field(field, context, row)
    if state is not None:
        found.insert(0, _state_question(state, field, context, row, item, errors, path))
    own = tuple(e for e in errors if e.path in (path, f"{path}.{ROW}"))
    return RowQuestions(number, path, row.id if row else "", tuple(found), own)


def _state_question(
    state: Field,
    field: Field,
    context: FormContext,
    row: Any,
    item: Mapping[str, Any],
    errors: Sequence[FieldError],
    path: str,
) -> Question:
    register = context.library.registers.get(field.register or "")
    labels = register.statuses if register else {}
    allowed = allowed_statuses(field, context, row)
    here = f"{path}.{state.id}"
    return Question(
        path=here,
        id=state.id,
        label=state.label,
        type="status",
        required=state.required,
        options=tuple(Choice(one, labels.get(one, one)) for one in allowed),
        value=str(item.get(state.id) or ""),
        errors=tuple(e for e in errors if e.path == here),
    )


def _row_or_none(named: str, field: Field, context: FormContext) -> Any:
    if not named or named == NEW:
        return None
    try:
        return find_row(named, field, context)
    except Refused:
        return None


def _options(field: Field, context: FormContext, given: Mapping[str, Any]) -> tuple[Choice, ...]:
    if field.type == "code":
        return codes.choices(field.lists, context, _offence_day(field, given))
    if field.type == "yn":
        return tuple(Choice(answer, say(label)) for answer, label in codes.YES_NO.items())
    if field.type == "subj":
        return references.subjects_of(field.kind, context)
    if field.type == "user":
        return references.users_of(field.kind, context)
    if field.type == "org":
        return references.orgs_of(field.kind, context)
    if field.type == "rowref":
        return tuple(Choice(r.id, row_label(r, context)) for r in rows_for(field, context))
    if field.type == "money":
        return codes.choices(("currency",), context)
    return ()


def _no_value(field: Field, context: FormContext) -> tuple[Choice, ...]:
    if field.type == "code":
        return codes.no_value_choices(context)
    return _unknown() if field.type in _MAY_BE_UNKNOWN else ()


def _value(field: Field, given: Any, context: FormContext) -> Any:
    """What stands in the field: parts for dates and sums, a list where several may be chosen."""
    if field.type == "date":
        return dates.parts(given)
    if field.type == "money":
        return money_parts(given, context.currencies[0] if context.currencies else "")
    if field.many:
        several = given if isinstance(given, list | tuple) else [given]
        return [_named(str(one), field, context) for one in several if one not in ("", None)]
    if isinstance(given, list | tuple):
        given = next((one for one in given if one), "")
    if given is None or isinstance(given, Mapping):
        return ""
    return _named(str(given), field, context)


def _named(written: str, field: Field, context: FormContext) -> str:
    """A row is chosen by its id, however it was called: 'order 1 on A1'."""
    if field.type != "rowref" or not written:
        return written
    try:
        return find_row(written, field, context).id
    except Refused:
        return written


def _offence_day(field: Field, given: Mapping[str, Any]) -> PartialDate | None:
    """The day of the conduct, as far as it has been typed: picks the offences in force."""
    if codes.OFFENCES not in field.lists:
        return None
    for name in ("offence_from", "offence_dates"):
        try:
            written = dates.as_text(given.get(name))
            if written:
                return parse(written)
        except (DateRefused, Refused):
            continue
    return None


def _condition(
    field: Field, fields: Sequence[Field], context: FormContext
) -> tuple[Mapping[str, str], ...]:
    """When the question is asked, in words and as input: field, its label, its values, in words."""
    known = {one.id: one for one in fields}
    found = []
    for name, accepted in field.when.items():
        asked = known.get(name)
        if asked is None:
            continue
        words = [codes.words(asked, value, context) for value in accepted]
        if asked.type == "yn":
            words = [say(codes.YES_NO.get(value, value)) for value in accepted]
        found.append(
            {
                "field": name,
                "label": asked.label,
                "values": " ".join(accepted),
                "words": " or ".join(words),
            }
        )
    return tuple(found)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _unknown() -> tuple[Choice, ...]:
    return (Choice(codes.UNKNOWN, say("Not known")),)
