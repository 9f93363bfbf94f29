"""A matter that began elsewhere: its state, the milestones known, and its rows (process.md 1.4).

Old registers and published judgments enter this way. Milestones are the facts of the track's unit;
each may be 'unknown', none has to be given. What is typed reads like any other form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import FactDefinition, Field, Library, TrackDefinition
from .context import FormContext
from .errors import FieldError
from .fields.dates import PAST
from .form import FormResult, read_fields
from .plain_input import NotTaken, plain_input

ADOPT = "adopt"
MILESTONES = "milestones"
ROWS = "rows"
STATUS = "status"
_TYPES = {
    "date": "date",
    "yn": "yn",
    "code": "code",
    "set": "code",
    "money": "money",
    "number": "num",
    "count": "num",
    "org": "org",
    "place": "place",
}


def milestone_fields(track: TrackDefinition, library: Library) -> tuple[Field, ...]:
    """A field for each fact of the track's unit that is no table of rows."""
    facts = (fact for (unit, _), fact in library.facts.items() if unit == track.runs_for)
    return tuple(_milestone(fact) for fact in facts if fact.type in _TYPES)


def row_fields(track: TrackDefinition, library: Library) -> tuple[Field, ...]:
    """A field for each register that belongs to the track's unit; a row may stand in any status."""
    return tuple(
        Field(
            id=register.id,
            label=register.label,
            type="row",
            register=register.id,
            many=True,
            status_from=STATUS,
            sets_status=register.initial,
            statuses=tuple(register.statuses),
            fields=register.fields,
        )
        for register in library.registers.values()
        if track.runs_for in register.of
    )


def read_adoption(
    track: TrackDefinition, values: Mapping[str, Any], context: FormContext
) -> FormResult:
    """The data of an adoption: the form of `adopt`, with `milestones` and `rows` beside it."""
    try:
        given = plain_input(values)
    except NotTaken as wrong:
        return FormResult({}, (FieldError("", wrong.sentence),))
    parts = {
        MILESTONES: milestone_fields(track, context.library),
        ROWS: row_fields(track, context.library),
    }
    own = {name: value for name, value in given.items() if name not in parts}
    typed, errors = read_fields(track.transitions[ADOPT].form, own, context, {})
    errors.extend(_state_errors(track, typed))
    for name, fields in parts.items():
        inner = given.get(name) or {}
        if not isinstance(inner, Mapping):
            errors.append(FieldError(name, "This has parts by name. Give each with its name."))
            continue
        typed[name], found = read_fields(fields, inner, context, {})
        errors.extend(error.inside(name) for error in found)
    return FormResult(typed, tuple(errors))


def _milestone(fact: FactDefinition) -> Field:
    return Field(
        id=fact.fact,
        label=fact.label,
        type=_TYPES[fact.type],
        lists=fact.lists,
        many=fact.type == "set",
        kind=PAST if fact.type == "date" else None,
        help=fact.meaning or None,
    )


def _state_errors(track: TrackDefinition, typed: Mapping[str, Any]) -> list[FieldError]:
    state = typed.get("state")
    if state is None or state in track.states:
        return []
    known = ", ".join(track.states)
    return [FieldError("state", f"This track has no state '{state[:40]}'. Use one of: {known}.")]
