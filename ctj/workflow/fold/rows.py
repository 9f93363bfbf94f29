"""Register rows: what the form of an event says of them, then what its transition adds.

Row fields have ``mode``, ``sets_status``, ``status_from``, ``sets`` and ``fills``; ``row_effects``
are applied after them, in order. A move that the register does not allow does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ctj.language import say

from ..common_fields import DOCUMENTS
from ..definitions import Field, RegisterDefinition
from ..projection import Row, derived_id
from .adoption import rows_told
from .row_references import from_referrer, referred
from .row_values import CLEARED, NOTHING, is_value_kind, marked, value_of
from .step import DoesNotFit, Step, holds, row_items

NOT_VALUES = frozenset({"row", "status"})


@dataclass(slots=True)
class RowWriting:
    """What one event did to rows: status before it (None: added), ids per register in order."""

    step: Step
    before: dict[str, str | None] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    added: int = 0

    def put(self, row: Row, *, is_new: bool) -> None:
        if row.id not in self.before:
            old = self.step.draft.row(row.id)
            self.before[row.id] = None if is_new or old is None else old.status
        if None in row.values.values():
            kept = {name: value for name, value in row.values.items() if value is not None}
            row = replace(row, values=kept)
        self.step.draft.put_row(row)


def write_rows(step: Step) -> RowWriting:
    """Writes the event's rows into the draft. Raises DoesNotFit."""
    writing = RowWriting(step)
    for row_field in step.row_fields():
        if step.event.kind == "adopt" and row_field.id != DOCUMENTS:
            continue
        for index, item in enumerate(row_items(step.data, row_field.id)):
            _write_item(writing, row_field, index, item)
    for effect in step.transition.row_effects:
        _apply_effect(writing, effect)
    if step.event.kind == "adopt":
        _write_adopted(writing)
    else:
        _check_moves(writing)
    return writing


def _write_item(writing: RowWriting, row_field: Field, index: int, item: Mapping[str, Any]) -> None:
    step = writing.step
    register = _register(step, row_field.register or "")
    chosen = item.get(row_field.status_from) if row_field.status_from else None
    status = chosen or row_field.sets_status
    old = _named_row(step, item)
    owner = (old.owner_kind, old.owner_id) if old else owner_of(step, register)
    values = _form_values(writing, row_field, index, item, status, old)
    if old is None:
        row_id = derived_id(step.event.id, row_field.id, index)
        row = new_row(step, register, row_id, owner, status or register.initial, values)
    else:
        _only_added(step, register, old, values)
        row = old.with_values(step.event.id, status, **values)
    writing.put(row, is_new=old is None)
    writing.named.setdefault(register.id, []).append(row.id)


def _only_added(
    step: Step, register: RegisterDefinition, old: Row, values: Mapping[str, Any]
) -> None:
    """A register that only grows keeps what its rows hold. Raises DoesNotFit."""
    for name, value in values.items() if register.append_only else ():
        kept = old.values.get(name)
        if kept is not None and value != kept:
            column = register.field(name)
            raise DoesNotFit(
                step.event,
                say(
                    "'%(label)s' would replace ‘%(label_2)s’ of %(row_label)s. Nothing "
                    "is replaced there: correct the entry that wrote it.",
                    label=step.transition.label,
                    label_2=column.label if column else name,
                    row_label=row_label(step, old),
                ),
            )


def _named_row(step: Step, item: Mapping[str, Any]) -> Row | None:
    """The row that is changed, None where one is added. Raises DoesNotFit."""
    if item.get("row") is None:
        return None
    row = step.draft.row(str(item["row"]))
    if row is None:
        raise DoesNotFit(
            step.event,
            say("'%(label)s' names an entry that is not there.", label=step.transition.label),
        )
    return row


def _form_values(
    writing: RowWriting,
    row_field: Field,
    index: int,
    item: Mapping[str, Any],
    status: str | None,
    old: Row | None,
) -> dict[str, Any]:
    """Typed answers, then ``sets``, ``fills``, and what the overlay gave for empty columns."""
    step = writing.step
    skip = NOT_VALUES | ({row_field.status_from} if row_field.status_from else frozenset())
    values = {name: marked(step, one) for name, one in item.items() if name not in skip}
    for name, spec in row_field.sets.items():
        _give(values, name, value_of(step, spec, old, name, ()))
    for name, spec in row_field.fills.items():
        if values.get(name) is None and _is_empty(old, name, spec):
            _give(values, name, _filled(step, spec, status, old, name))
    from_overlay = step.event.effects.get("rows", {}).get(row_field.id, ())
    return {**(from_overlay[index] if index < len(from_overlay) else {}), **values}


def _give(values: dict[str, Any], name: str, given: Any) -> None:
    if given is not NOTHING:
        values[name] = None if given is CLEARED else given


def _is_empty(old: Row | None, name: str, spec: Any) -> bool:
    """A result follows each new status; another value is filled only where the row has none."""
    return old is None or not is_value_kind(spec) or old.values.get(name) is None


def _filled(step: Step, spec: Any, status: str | None, old: Row | None, name: str) -> Any:
    if is_value_kind(spec):
        return value_of(step, spec, old, name, ())
    given = spec.get(status, NOTHING) if isinstance(spec, Mapping) else NOTHING
    return step.event.occurred if given == "date" else given


def new_row(
    step: Step,
    register: RegisterDefinition,
    row_id: str,
    owner: tuple[str, str | None],
    status: str | None,
    values: Mapping[str, Any],
) -> Row:
    """A row with the next number of its register and owner."""
    return Row(
        id=row_id,
        register=register.id,
        number=len(step.draft.rows_of(register.id, owner[1])) + 1,
        owner_kind=owner[0],
        owner_id=owner[1],
        status=status,
        values=values,
        created_by=step.event.id,
        changed_by=step.event.id,
    )


def owner_of(step: Step, register: RegisterDefinition) -> tuple[str, str | None]:
    """Whose row an added one is: the track's subject if the register allows it, else the case."""
    subject = step.draft.subjects.get(step.event.subject_id or "")
    kinds = {step.unit, subject.kind if subject else step.unit}
    if subject is not None and (kinds & set(register.of) or "any" in register.of):
        return subject.kind, subject.id
    return "case", None


def _register(step: Step, register_id: str) -> RegisterDefinition:
    register = step.library.registers.get(register_id)
    if register is None:
        raise DoesNotFit(
            step.event,
            say(
                "'%(label)s' writes to '%(register_id)s', a register not known.",
                label=step.transition.label,
                register_id=register_id,
            ),
        )
    return register


def _apply_effect(writing: RowWriting, effect: Mapping[str, Any]) -> None:
    """One entry of ``row_effects`` (contract: rows not found change nothing)."""
    step = writing.step
    if not step.holds(_texts(effect.get("when", {}))):
        return
    if effect.get("unless_rows") and row_items(step.data, str(effect["unless_rows"])):
        return
    register = _register(step, str(effect["register"]))
    if str(effect.get("add", "")) in ("true", "True"):
        _add(writing, register, effect, {})
        return
    if effect.get("each"):
        _write_each(writing, register, effect)
        return
    for row in list(_chosen(writing, register, effect)):
        values = _set_values(writing, effect, row, register)
        values |= from_referrer(step, effect, row)
        changed = row.with_values(step.event.id, effect.get("sets_status"), **values)
        writing.put(changed, is_new=False)


def _write_each(
    writing: RowWriting, register: RegisterDefinition, effect: Mapping[str, Any]
) -> None:
    """One row for each code of a field: one that has it and may move there, else a new one."""
    step, column = writing.step, str(effect["column"])
    codes = step.data.get(str(effect["each"])) or ()
    for code in codes if isinstance(codes, list | tuple) else (codes,):
        rows = step.draft.rows_of(register.id, owner_of(step, register)[1])
        row = next((r for r in reversed(rows) if r.values.get(column) == code), None)
        if row is None or not _may_move(register, row, effect):
            _add(writing, register, effect, {column: code})
            continue
        values = _set_values(writing, effect, row, register)
        changed = row.with_values(step.event.id, effect.get("sets_status"), **values)
        writing.put(changed, is_new=False)


def _may_move(register: RegisterDefinition, row: Row, effect: Mapping[str, Any]) -> bool:
    wanted = effect.get("sets_status")
    return wanted in (None, row.status) or wanted in register.moves.get(row.status or "", ())


def _add(
    writing: RowWriting,
    register: RegisterDefinition,
    effect: Mapping[str, Any],
    given: Mapping[str, Any],
) -> None:
    step = writing.step
    row_id = derived_id(step.event.id, "effect", register.id, writing.added)
    writing.added += 1
    values = {**given, **_set_values(writing, effect, None, register)}
    status = effect.get("sets_status") or register.initial
    row = new_row(step, register, row_id, owner_of(step, register), status, values)
    writing.put(row, is_new=True)
    writing.named.setdefault(register.id, []).append(row.id)


def _set_values(
    writing: RowWriting, effect: Mapping[str, Any], row: Row | None, register: RegisterDefinition
) -> dict[str, Any]:
    step = writing.step
    siblings = step.draft.rows_of(register.id, owner_of(step, register)[1])
    values: dict[str, Any] = {}
    for name, spec in effect.get("set", {}).items():
        _give(values, name, value_of(step, spec, row, name, siblings))
    return values


def _chosen(
    writing: RowWriting, register: RegisterDefinition, effect: Mapping[str, Any]
) -> Iterator[Row]:
    """The rows of the track's subject (or the case) that ``which`` and ``with`` pick."""
    which = effect.get("which", "all")
    rows = writing.step.draft.rows_of(register.id, owner_of(writing.step, register)[1])
    if which == "latest":
        rows = rows[-1:]
    elif which == "named":
        named = set(writing.named.get(register.id, ()))
        rows = [row for row in rows if row.id in named]
    elif which == "pointed":
        rows = [
            row
            for row in _pointed_at(writing, register, str(effect.get("by")))
            if _may_move(register, row, effect)
        ]
    elif which == "others":
        rows = [row for row in rows if _may_be_replaced(writing, register, row, effect)]
    elif which == "referred":
        rows = referred(writing.step, register.id)
    elif which == "open":
        rows = [row for row in rows if row.status in register.open_statuses]
    elif which != "all":
        statuses = [which] if isinstance(which, str) else which
        rows = [row for row in rows if row.status in statuses]
    condition = _texts(_of_this_form(writing.step, effect.get("with", {})))
    return (row for row in rows if holds(condition, row.values, {}))


def _pointed_at(writing: RowWriting, register: RegisterDefinition, column: str) -> list[Row]:
    """The rows of the register that ``column`` of the rows of this form names."""
    step = writing.step
    named = [step.draft.row(one) for many in writing.named.values() for one in many]
    ids = dict.fromkeys(row.values.get(column) for row in named if row is not None)
    found = [step.draft.row(str(one)) for one in ids if one]
    return [row for row in found if row is not None and row.register == register.id]


def _of_this_form(step: Step, conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Conditions on columns, with ``{field: f}`` replaced by the answer of the form."""
    return {
        name: step.data.get(str(spec["field"]), "") if isinstance(spec, Mapping) else spec
        for name, spec in conditions.items()
    }


def _may_be_replaced(
    writing: RowWriting, register: RegisterDefinition, row: Row, effect: Mapping[str, Any]
) -> bool:
    """A row that this event did not name and that may move to the status of the effect."""
    named = row.id in writing.named.get(register.id, ())
    return not named and effect.get("sets_status") in register.moves.get(row.status or "", ())


def _texts(conditions: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        str(name): (str(one),) if isinstance(one, str) else tuple(map(str, one))
        for name, one in conditions.items()
    }


def _check_moves(writing: RowWriting) -> None:
    """Each changed row went from its old status to its last by one allowed move."""
    step = writing.step
    for row_id, old in writing.before.items():
        row = step.draft.row(row_id)
        if row is None or old is None or row.status == old:
            continue
        register = step.library.registers[row.register]
        if row.status not in register.moves.get(old, ()):
            before, after = (register.statuses.get(one or "", one) for one in (old, row.status))
            raise DoesNotFit(
                step.event,
                say(
                    "'%(label)s' would move %(row_label)s from '%(before)s' to "
                    "'%(after)s', which does not follow.",
                    label=step.transition.label,
                    row_label=row_label(step, row),
                    before=before,
                    after=after,
                ),
            )


def row_label(step: Step, row: Row) -> str:
    """'charge 2 of A1', as the register words it."""
    wording = step.library.registers[row.register].row_label
    return wording.replace("{n}", str(row.number)).replace("{subject}", step.label(row.owner_id))


def _write_adopted(writing: RowWriting) -> None:
    """Rows of an adopted track as the source tells them; their life-cycle before is not known."""
    step = writing.step
    for register_id, items in rows_told(step.data, step.library).items():
        register = _register(step, register_id)
        for index, item in enumerate(items):
            values = {
                name: marked(step, one) for name, one in item.items() if name not in NOT_VALUES
            }
            row_id = derived_id(step.event.id, "adopted", register_id, index)
            status = item.get("status") or register.initial
            row = new_row(step, register, row_id, owner_of(step, register), status, values)
            writing.put(row, is_new=True)
