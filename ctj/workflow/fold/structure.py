"""Does an event fit? Its step exists, may start here, and what it names exists.

Nothing else is asked on replay: a guard that would fail now is a finding (DESIGN section 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ctj.language import say

from ..dates import UNKNOWN_TEXT
from ..definitions import Field, Library, TrackDefinition, Transition
from ..projection import EventRecord, TrackState
from .draft import Draft
from .step import ROW_TYPES, DoesNotFit, Step, row_items


def fitting(draft: Draft, event: EventRecord, library: Library) -> Step:
    """The event with its definition. Raises DoesNotFit."""
    definition = library.by_hash.get(event.definition_hash)
    if definition is None:
        raise DoesNotFit(
            event,
            say(
                "The definition of %(track)s that this entry used is not stored.", track=event.track
            ),
        )
    transition = definition.transitions.get(event.transition)
    if transition is None:
        raise DoesNotFit(
            event,
            say(
                "%(label)s knows no step '%(transition)s'.",
                label=definition.label,
                transition=event.transition,
            ),
        )
    track = draft.track(event.track_id)
    step = Step(event, definition, transition, track, draft, library)
    _check_subject(step, event.subject_id)
    _check_start(step, definition, transition, track)
    if event.kind != "adopt":
        for field, value in _values(transition.form, event.data):
            _check_value(step, field, value)
    return step


def _check_start(
    step: Step, definition: TrackDefinition, transition: Transition, track: TrackState | None
) -> None:
    who = step.label(step.event.subject_id)
    if step.event.kind == "adopt" or transition.creates_track:
        if track is not None:
            raise DoesNotFit(
                step.event,
                say("%(label)s of %(who)s has begun already.", label=definition.label, who=who),
            )
        return
    if track is None:
        raise DoesNotFit(
            step.event,
            say(
                "%(label)s of %(who)s has not begun: '%(label_2)s'.",
                label=definition.label,
                who=who,
                label_2=transition.label,
            ),
        )
    if track.state not in transition.from_states:
        state = definition.states.get(track.state)
        raise DoesNotFit(
            step.event,
            say(
                "'%(label)s' does not follow for %(who)s, who would be in '%(label_2)s'.",
                label=transition.label,
                who=who,
                label_2=state.label if state else track.state,
            ),
        )


def _check_subject(step: Step, subject_id: str | None) -> None:
    if subject_id is not None and subject_id not in step.draft.subjects:
        raise DoesNotFit(
            step.event,
            say("'%(label)s' names a person who is not in this case.", label=step.transition.label),
        )


def _values(fields: tuple[Field, ...], data: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for field in fields:
        value = data.get(field.id)
        if value is not None:
            yield field, value


def _check_value(step: Step, field: Field, value: Any) -> None:
    if field.type == "subj":
        for subject_id in value if isinstance(value, list | tuple) else (value,):
            _check_subject(step, subject_id)
    elif field.type == "rowref" or (field.type in ROW_TYPES and field.mode == "name"):
        _check_named(step, field, value)
    elif field.type in ROW_TYPES:
        for item in row_items({field.id: value}, field.id):
            if item.get("row") is not None:
                _check_named(step, field, item["row"])
            for column, inner in _values(field.fields, item):
                _check_value(step, column, inner)


def _check_named(step: Step, field: Field, value: Any) -> None:
    """A row that is named exists, in the register that the field names."""
    for one in value if isinstance(value, list | tuple) else (value,):
        row_id = one.get("row") if isinstance(one, Mapping) else one
        if row_id is None or row_id == UNKNOWN_TEXT:
            continue
        row = step.draft.row(str(row_id))
        if row is None or (field.register is not None and row.register != field.register):
            register = step.library.registers.get(field.register or "")
            raise DoesNotFit(
                step.event,
                say(
                    "'%(label)s' names an entry of '%(label_2)s' that is not there.",
                    label=step.transition.label,
                    label_2=register.label if register else field.register,
                ),
            )
