"""Draws steps that a track allows, with forms that fit: rows that exist, moves that follow."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ctj.workflow.definitions import Field, RegisterDefinition, Transition
from ctj.workflow.projection import Row

from ..workflow.story import Story

DATES = st.sampled_from(
    [
        "unknown",
        "2003",
        "2004-05",
        "2004-05-06",
        "2005-01-01T10:00",
        "2005-03-01..2005-03-09",
        "2006-07",
    ]
)
YES_NO = st.sampled_from(["yes", "no", "unknown"])
MONEY = st.sampled_from([{"PHP": "10.50"}, {"SGD": "4878.31"}, {"PHP": "1", "USD": "2"}])
#: Steps that no user takes by themselves, or that say nothing of a track's course.
LEFT_OUT = frozenset({"adopt", "correct_event", "insert_before", "void_event", "create_accused"})


def allowed(story: Story, label: str | None, *, moving: bool) -> list[Transition]:
    """Moving steps, or acts, of the track's present state, in the order of the file."""
    track = story.projection.tracks[story.track_id(label)]
    steps = story.library.by_hash[track.definition_hash].allowed_from(track.state)
    wanted = (one for one in steps if one.id not in LEFT_OUT and (one.to is not None) is moving)
    return [step for step in wanted if _possible(story, label, step)]


def _possible(story: Story, label: str | None, step: Transition) -> bool:
    """Whether each required row field that only changes rows has a row to change."""
    return all(
        _choices(story, label, field) or field.mode in ("add", "add_or_change")
        for field in step.form
        if field.type == "row" and field.required
    )


def a_step(
    story: Story, label: str | None, *, moving: bool
) -> st.SearchStrategy[tuple[Transition, str, dict[str, Any]]]:
    """A step, its date, and a form for it; nothing can be drawn where none is allowed."""
    return st.sampled_from(allowed(story, label, moving=moving)).flatmap(
        lambda step: st.tuples(st.just(step), DATES, a_form(story, label, step.form))
    )


def a_form(story: Story, label: str | None, fields: tuple[Field, ...]) -> st.SearchStrategy[Any]:
    """Values for the required fields, and for some of the others."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for field in fields:
        values = _values(story, label, field)
        if values is not None:
            (required if field.required else optional)[field.id] = values
    return st.fixed_dictionaries(required, optional=optional)


def _values(story: Story, label: str | None, field: Field) -> st.SearchStrategy[Any] | None:
    if field.type == "row":
        return _rows(story, label, field)
    if field.type == "subj":
        return _subjects(story, field)
    if field.type == "code":
        code = st.sampled_from(_codes(story, field))
        return st.lists(code, min_size=1, max_size=2, unique=True) if field.many else code
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "date": DATES,
        "yn": YES_NO,
        "money": MONEY,
        "num": st.integers(field.minimum or 1, 400),
        "org": st.sampled_from(["org-1", "org-2"]),
        "user": st.sampled_from(["user-1", "user-2"]),
        "text": st.just("text"),
    }
    return by_type.get(field.type)


def _codes(story: Story, field: Field) -> list[str]:
    found = (
        [c for one in field.lists for c in story.library.codes[one].codes] if field.lists else []
    )
    return sorted(found)[:12] or ["unknown"]


def _subjects(story: Story, field: Field) -> st.SearchStrategy[Any] | None:
    ids = [s.id for s in story.subjects.values() if field.kind in (s.kind, "any", None)]
    if not ids:
        return None
    one = st.sampled_from(ids)
    return st.lists(one, min_size=1, max_size=2, unique=True) if field.many else one


def _rows(story: Story, label: str | None, field: Field) -> st.SearchStrategy[Any] | None:
    """New rows, changes of rows that may move, or both; never one row twice."""
    register = story.library.registers[field.register or ""]
    columns = tuple(one for one in field.fields if one.type not in ("row", "doc", "rowref"))
    new = a_form(story, label, columns).flatmap(lambda v: _with_state(field, register, None, v))
    changes = [
        a_form(story, label, ()).flatmap(lambda v, row=row: _with_state(field, register, row, v))
        for row in _choices(story, label, field)
    ]
    most = 2 if field.many else 1
    least = 1 if field.required else 0
    if field.mode == "add":
        return st.lists(new, min_size=least, max_size=most)
    if not changes:
        return (
            st.lists(new, min_size=least, max_size=most) if field.mode == "add_or_change" else None
        )
    some = st.lists(st.sampled_from(range(len(changes))), min_size=1, max_size=most, unique=True)
    return some.flatmap(lambda picked: st.tuples(*(changes[i] for i in picked)).map(list))


def _with_state(
    field: Field, register: RegisterDefinition, row: Row | None, values: dict[str, Any]
) -> st.SearchStrategy[dict[str, Any]]:
    named = {**values, "row": row.id} if row else values
    if field.status_from is None:
        return st.just(named)
    states = _states(field, register, row)
    return st.sampled_from(states).map(lambda state: {**named, str(field.status_from): state})


def _states(field: Field, register: RegisterDefinition, row: Row | None) -> list[str]:
    statuses = field.statuses or tuple(register.statuses)
    if row is None:
        return list(statuses)
    onward = (row.status, *register.moves.get(row.status or "", ()))
    return [one for one in statuses if one in onward]


def _choices(story: Story, label: str | None, field: Field) -> list[Row]:
    """Rows that the field offers and that may go where it leads."""
    register = story.library.registers.get(field.register or "")
    if register is None or field.mode not in ("change", "add_or_change"):
        return []
    owner = story.subjects[label].id if label else None
    found = []
    for row in story.projection.rows_of(register.id):
        mine = row.owner_id in (owner, None)
        offered = mine and (not field.pick or row.status in field.pick)
        if offered and _may_go(field, register, row):
            found.append(row)
    return found


def _may_go(field: Field, register: RegisterDefinition, row: Row) -> bool:
    if field.status_from is not None:
        return bool(_states(field, register, row))
    goal = field.sets_status
    return goal in (None, row.status) or goal in register.moves.get(row.status or "", ())
