"""Rows of a register inside a form: added, or an existing one changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ctj.language import say

from ..definitions import Field
from ..projection import Row
from .context import FormContext
from .errors import FieldError, Refused
from .fields.texts import one_text
from .row_names import find_row, name_of, row_label

MOST_ROWS = 200
ROW = "row"
NEW = "new"
#: Reads the sub-fields of one row: (fields, values, context, outer typed values) -> typed, errors.
ReadsFields = Callable[
    [Sequence[Field], Mapping[str, Any], FormContext, Mapping[str, Any]],
    tuple[dict[str, Any], list[FieldError]],
]


def read_rows(
    field: Field,
    given: Any,
    context: FormContext,
    outer: Mapping[str, Any],
    reads: ReadsFields,
) -> tuple[list[dict[str, Any]], list[FieldError]]:
    """The rows as the fold takes them: columns by id, ``row`` where one is changed, the state."""
    items = given if isinstance(given, list | tuple) else [given]
    filled = [(place, item) for place, item in enumerate(items) if not _blank(item)]
    if len(filled) > MOST_ROWS:
        return [], [
            _error(
                field,
                say(
                    "At most %(most_rows)s rows are taken at once. Divide them.",
                    most_rows=MOST_ROWS,
                ),
            )
        ]
    if len(filled) > 1 and not field.many:
        return [], [_error(field, say("One row is asked for here. Remove the others."))]
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for place, item in filled:
        typed, wrong = _read_row(field, item, context, outer, reads)
        label = row_word(field, context)
        wrong += _none_of(field, typed, context) if not wrong else []
        errors.extend(one.inside(str(place), place + 1, label) for one in wrong)
        rows.append(typed)
    errors.extend(_named_twice(field, rows, filled, context))
    return rows, [one.inside(field.id) for one in errors]


def state_field(field: Field, context: FormContext, row: Row | None = None) -> Field | None:
    """The question for the state of a row, where the user chooses it."""
    if field.status_from is None:
        return None
    return Field(
        field.status_from,
        say("What becomes of it") if row else say("Status"),
        "status",
        required=field.sets_status is None,
        statuses=allowed_statuses(field, context, row),
    )


def allowed_statuses(field: Field, context: FormContext, row: Row | None) -> tuple[str, ...]:
    """The states that may be chosen: those of the field that the register allows from here."""
    register = context.library.registers.get(field.register or "")
    statuses = field.statuses or tuple(register.statuses if register else ())
    if row is None or register is None or row.status is None:
        return statuses
    onward = register.moves.get(row.status, ())
    return tuple(one for one in statuses if one == row.status or one in onward)


def columns(field: Field, context: FormContext) -> tuple[Field, ...]:
    """The columns that the field asks: what the definition keeps, else those of the register."""
    if field.fields:
        return field.fields
    register = context.library.registers.get(field.register or "")
    return register.fields if register else ()


def row_word(field: Field, context: FormContext) -> str:
    """'charge' for the register charges: the first word of how its rows are called."""
    register = context.library.registers.get(field.register or "")
    words = register.row_label.partition("{n}")[0].strip() if register else ""
    return words or field.label


def row_texts(
    field: Field,
    typed: Any,
    context: FormContext,
    texts: Callable[[Sequence[Field], Mapping[str, Any], FormContext], dict[str, Any]],
) -> list[dict[str, Any]]:
    """What to put into the rows again."""
    again = []
    for item in typed:
        values = texts(columns(field, context), item, context)
        if item.get(ROW) is not None:
            values[ROW] = name_of(item[ROW], context)
        if field.status_from and item.get(field.status_from) is not None:
            values[field.status_from] = item[field.status_from]
        again.append(values)
    return again


def _read_row(
    field: Field,
    item: Any,
    context: FormContext,
    outer: Mapping[str, Any],
    reads: ReadsFields,
) -> tuple[dict[str, Any], list[FieldError]]:
    if not isinstance(item, Mapping):
        return {}, [FieldError("", say("A row has parts. Fill in its fields."), field.label)]
    try:
        row = _existing(field, item, context)
    except Refused as wrong:
        return {}, [FieldError(ROW, wrong.sentence, say("Which"))]
    asked = columns(field, context)
    if row is not None:
        asked = tuple(replace(one, required=False) for one in asked)
    values = {name: value for name, value in item.items() if name not in (ROW, field.status_from)}
    typed, errors = reads(asked, values, context, outer)
    errors.extend(_read_state(field, item, context, row, typed))
    if row is not None:
        typed[ROW] = row.id
    return typed, errors


def _existing(field: Field, item: Mapping[str, Any], context: FormContext) -> Row | None:
    """The row that is changed, None where one is added. Raises Refused."""
    written = one_text(item.get(ROW) or "")
    if not written or written == NEW:
        if field.mode == "change":
            raise Refused(say("Say which one, for instance ") + _example(field, context) + ".")
        return None
    if field.mode == "add":
        raise Refused(say("Here a new row is added; an existing one cannot be named."))
    return find_row(written, field, context)


def _read_state(
    field: Field,
    item: Mapping[str, Any],
    context: FormContext,
    row: Row | None,
    typed: dict[str, Any],
) -> list[FieldError]:
    question = state_field(field, context, row)
    if question is None:
        return []
    try:
        chosen = one_text(item.get(question.id) or "")
    except Refused as wrong:
        return [FieldError(question.id, wrong.sentence, question.label)]
    if not chosen:
        missing = FieldError(question.id, say("Choose what becomes of it."), question.label)
        return [missing] if question.required else []
    if chosen not in question.statuses:
        return [FieldError(question.id, _not_a_state(field, chosen, context, row), question.label)]
    typed[question.id] = chosen
    return []


def _not_a_state(field: Field, chosen: str, context: FormContext, row: Row | None) -> str:
    allowed = ", ".join(allowed_statuses(field, context, row)) or "nothing"
    register = context.library.registers.get(field.register or "")
    if row is None or register is None:
        return say(
            "'%(chosen)s' cannot be chosen here. Use one of: %(allowed)s.",
            chosen=chosen[:40],
            allowed=allowed,
        )
    stands = register.statuses.get(row.status or "", row.status)
    called = row_label(row, context)
    return say(
        "%(called)s is ‘%(stands)s’: '%(chosen)s' does not follow. Use one of: %(allowed)s.",
        called=called,
        stands=stands,
        chosen=chosen[:40],
        allowed=allowed,
    )


def _named_twice(
    field: Field,
    rows: Sequence[Mapping[str, Any]],
    filled: Sequence[tuple[int, Any]],
    context: FormContext,
) -> list[FieldError]:
    seen: set[str] = set()
    errors = []
    for (place, _), row in zip(filled, rows, strict=True):
        named = row.get(ROW)
        if named in seen:
            sentence = say(
                "%(name_of)s stands here twice. Keep one of the two.",
                name_of=name_of(named, context),
            )
            errors.append(
                FieldError(
                    f"{place}.{ROW}", sentence, say("Which"), place + 1, row_word(field, context)
                )
            )
        if named is not None:
            seen.add(named)
    return errors


def _example(field: Field, context: FormContext) -> str:
    owned = [row for row in context.rows if row.register == field.register]
    return f"‘{row_label(owned[0], context)}’" if owned else f"‘{row_word(field, context)} 1’"


def _blank(item: Any) -> bool:
    if isinstance(item, Mapping):
        return all(_blank(part) for name, part in item.items() if name != "calendar")
    if isinstance(item, list | tuple):
        return all(_blank(one) for one in item)
    return item is None or not str(item).strip()


def _none_of(field: Field, typed: Mapping[str, Any], context: FormContext) -> list[FieldError]:
    """An added row without any of the columns of which the register wants one."""
    register = context.library.registers.get(field.register or "")
    wanted = register.one_of if register else ()
    if not wanted or typed.get(ROW) is not None or any(one in typed for one in wanted):
        return []
    labels = {one.id: one.label for one in columns(field, context)}
    named = " or ".join(f"‘{labels.get(one, one)}’" for one in wanted)
    return [
        FieldError(
            wanted[0], say("Fill in %(named)s.", named=named), labels.get(wanted[0], wanted[0])
        )
    ]


def _error(field: Field, sentence: str) -> FieldError:
    return FieldError(field.id, sentence, field.label)
