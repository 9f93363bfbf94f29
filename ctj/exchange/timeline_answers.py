"""From what a timeline says to what a form takes: seats become users, ranges are written out.

Everything else goes to ``step.form.read`` as it was written, so a timeline, a page and the API are
read alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..workflow.common_fields import OCCURRED
from ..workflow.definitions import Field, Library, Transition
from .seats import NamesUser
from .subject_names import NotAName, expanded
from .timeline_format import CaseTimeline, TimelineEvent


def of_new(case: CaseTimeline, event: TimelineEvent, label: str) -> dict[str, Any]:
    """Answers of the step that names a person: what the file says of the person comes first."""
    return {**case.subjects.get(label, {}), **of_one(event, label)}


def of_one(event: TimelineEvent, label: str = "") -> dict[str, Any]:
    """Answers of a step of one subject, or of the case, with the date; own ones count last."""
    return {**event.answers, **event.own_answers.get(label, {}), OCCURRED: event.date}


def of_event(event: TimelineEvent, labels: Sequence[str]) -> dict[str, Any]:
    """Answers of a step for several subjects at once: shared ones, and each one's own."""
    own = {label: event.own_answers[label] for label in labels if label in event.own_answers}
    return {**event.answers, OCCURRED: event.date, **own}


def prepared(
    library: Library, transition: Transition, answers: Mapping[str, Any], user_of: NamesUser
) -> dict[str, Any]:
    """The answers as the form takes them."""
    by_id = {field.id: field for field in transition.form}
    return {
        name: _prepared_under(library, by_id, transition, name, value, user_of)
        for name, value in answers.items()
    }


def _prepared_under(
    library: Library,
    by_id: Mapping[str, Field],
    transition: Transition,
    name: str,
    value: Any,
    user_of: NamesUser,
) -> Any:
    if name in by_id:
        return _field(library, by_id[name], value, user_of)
    if isinstance(value, Mapping):  # a subject's own answers
        return prepared(library, transition, value, user_of)
    return value


def _field(library: Library, field: Field, value: Any, user_of: NamesUser) -> Any:
    if field.type == "user":
        return _each(value, user_of)
    if field.type == "subj" and field.many:
        return _written_out(value)
    if field.type in ("row", "doc") and isinstance(value, list):
        register = library.registers.get(field.register or "")
        columns = {one.id: one for one in field.fields or (register.fields if register else ())}
        return [_row(library, columns, row, user_of) for row in value]
    return value


def _row(library: Library, columns: Mapping[str, Field], row: Any, user_of: NamesUser) -> Any:
    if not isinstance(row, Mapping):
        return row
    return {
        name: _field(library, columns[name], value, user_of) if name in columns else value
        for name, value in row.items()
    }


def _each(value: Any, change: NamesUser) -> Any:
    if isinstance(value, list):
        return [change(one) if isinstance(one, str) else one for one in value]
    return change(value) if isinstance(value, str) else value


def _written_out(value: Any) -> Any:
    """``A1..A3`` as A1, A2, A3; what is no range stays for the form to judge."""
    texts = value if isinstance(value, list) else [value]
    if not any(isinstance(one, str) and ".." in one for one in texts):
        return value
    try:
        return list(expanded(map(str, texts)))
    except NotAName:
        return value
