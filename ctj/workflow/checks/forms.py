"""Forms and registers: fields whose lists, registers, statuses and conditions exist."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..common_fields import OCCURRED
from ..definitions import Field, RegisterDefinition, Transition, When
from ..step.fields.codes import NO_VALUE, OFFENCES, OUTSIDE, YES_NO
from ..step.pages import QUESTIONS_A_PAGE
from .found import Found

#: Switches of an overlay's procedure that tracks may ask for (process.md section 6).
SWITCHES = (
    "prosecutor_led", "police_may_charge", "has_committal", "has_reflection",
    "corporate_liability", "early_testimony", "id_body", "child_under", "levels_of_appeal",
)  # fmt: skip
SUBJECT_KINDS = ("accused", "victim", "witness", "any")
ORG_KINDS = ("agency", "prosecution", "court", "provider", "counterpart", "authority", "any")
IDENTITY_GROUPS = ("name", "birth", "documents", "contact", "location")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")
_ROW_TYPES = ("row", "doc")


def check_forms(found: Found) -> None:
    """The forms of all transitions."""
    for track in found.library.tracks.values():
        for transition in track.transitions.values():
            _fields(found, transition.file, transition.form, transition.form)
            _pages(found, transition)


def _pages(found: Found, transition: Transition) -> None:
    """Pages, where a form has them, ask every question once, and few of them each."""
    asked = [field.id for field in transition.form]
    seen: set[str] = set()
    for page in transition.pages:
        if len(page.fields) > QUESTIONS_A_PAGE:
            reason = f"The page '{page.title}' asks {len(page.fields)} questions."
            mend = f"A page holds at most {QUESTIONS_A_PAGE}: make two of it."
            found.refuse(transition.file, page.title, reason, mend)
        for name in page.fields:
            found.known(transition.file, name, asked, f"field of the form of '{transition.id}'")
            if name in seen:
                reason = f"'{name}' stands on two pages of '{transition.id}'."
                found.refuse(transition.file, name, reason, "Take it off one of them.")
            seen.add(name)
    left = [name for name in asked if name not in seen]
    if transition.pages and left:
        reason = f"No page of '{transition.id}' asks {', '.join(left)}."
        found.refuse(transition.file, transition.id, reason, "Add them to 'pages'.")


def check_registers(found: Found) -> None:
    """Columns, statuses and moves of all registers."""
    for register in found.library.registers.values():
        file = f"registers/{register.id}.yaml"
        _fields(found, file, register.fields, register.fields)
        if register.seen_by is not None:
            groups = found.library.field_groups
            found.known(file, register.seen_by, groups, "field group of roles.yaml")
        _statuses(found, file, register)
        for owner in register.of:
            found.known(
                file, owner, ("case", "accused", "victim", "witness", "request", "any"), "owner"
            )
        if "{n}" not in register.row_label:
            found.refuse(
                file,
                register.row_label,
                f"The rows of '{register.id}' are called without their number.",
                "Write {n} into 'row_label'.",
            )


def check_when(
    found: Found, file: str, when: When, transition: Transition, beside: Sequence[Field] = ()
) -> None:
    """A condition names fields of the form or switches of the overlay, and values they can have."""
    _when(found, file, when, (*transition.form, *beside))


def _fields(found: Found, file: str, fields: Sequence[Field], beside: Sequence[Field]) -> None:
    for field in fields:
        if field.id == OCCURRED or not getattr(field.id, "line", 0):
            continue  # the reader's own
        _field(found, file, field, beside)
        if field.type == "row":
            _row(found, file, field, beside)


def _field(found: Found, file: str, field: Field, beside: Sequence[Field]) -> None:
    if not _SNAKE.fullmatch(field.id):
        found.refuse(file, field.id, f"The field '{field.id}' is not in snake_case.", "Rename it.")
    if field.type == "code" and not field.lists:
        found.refuse(file, field.id, f"The field '{field.id}' names no list.", "Add 'list: …'.")
    _names_of_field(found, file, field)
    if None not in (field.minimum, field.maximum) and (field.minimum or 0) > (field.maximum or 0):
        found.refuse(file, field.id, f"The least of '{field.id}' is above its most.", "Change one.")
    _when(found, file, field.when, beside)


def _names_of_field(found: Found, file: str, field: Field) -> None:
    """Lists, registers, kinds and groups that a field names."""
    for name in field.lists:
        if name not in OUTSIDE and name != OFFENCES:
            found.known(file, name, found.library.codes, "code list")
    if field.type in ("row", "rowref"):
        if field.register is None:
            found.refuse(file, field.id, f"The field '{field.id}' names no register.", "Add it.")
        else:
            found.known(file, field.register, found.library.registers, "register")
    if field.type == "subj":
        found.known(file, field.kind or field.id, SUBJECT_KINDS, "kind of subject")
    if field.type == "org":
        found.known(file, field.kind or field.id, ORG_KINDS, "kind of organisation")
    if field.group is not None:
        found.known(file, field.group, IDENTITY_GROUPS, "group of identity fields")
    if field.seen_by is not None:
        found.known(file, field.seen_by, found.library.field_groups, "field group of roles.yaml")


def _row(found: Found, file: str, field: Field, beside: Sequence[Field]) -> None:
    """A row field: its columns and statuses are those of the register, or its own."""
    register = found.library.registers.get(field.register or "")
    if register is None:
        return
    for column in field.fields:
        if column.type == "named":
            found.known(
                file, column.id, [c.id for c in register.fields], f"column of '{register.id}'"
            )
    named = (*field.statuses, *field.pick, *filter(None, [field.sets_status]))
    for status in named:
        found.known(file, status, register.statuses, f"status of '{register.id}'")
    if field.statuses and field.status_from is None:
        found.refuse(
            file,
            field.id,
            f"'{field.id}' lists statuses that nobody can choose.",
            "Add 'status_from'.",
        )
    for name, spec in {**field.sets, **field.fills}.items():
        check_written(found, file, register, name, spec, beside)


def check_written(
    found: Found,
    file: str,
    register: RegisterDefinition,
    name: str,
    spec: Any,
    form: Sequence[Field],
) -> None:
    """A value that the product writes into a column: the column and the field exist."""
    found.known(file, name, [column.id for column in register.fields], f"column of '{register.id}'")
    if isinstance(spec, Mapping) and isinstance(spec.get("field"), str):
        found.known(file, spec["field"], [field.id for field in form], "field of this form")


def _statuses(found: Found, file: str, register: RegisterDefinition) -> None:
    known = register.statuses
    named = [*register.moves, *(to for many in register.moves.values() for to in many)]
    named += [*register.open_statuses, *filter(None, [register.initial])]
    for status in named:
        found.known(file, status, known, f"status of '{register.id}'")
    if register.initial is None and known:
        found.refuse(
            file, register.id, f"Rows of '{register.id}' begin in no status.", "Add 'initial: …'."
        )


def _when(found: Found, file: str, when: When, fields: Sequence[Field]) -> None:
    known = {field.id: field for field in fields}
    for name, values in when.items():
        if name in SWITCHES:
            continue
        if not found.known(file, name, [*known, *SWITCHES], "field or switch"):
            continue
        allowed = _values(found, known[name])
        for value in values:
            if allowed is not None:
                found.known(file, value, allowed, f"answer to '{name}'")


def _values(found: Found, field: Field) -> list[str] | None:
    """The values that a field can have; None where they are not a list."""
    if field.type == "yn":
        return list(YES_NO)
    if field.type != "code" or any(n in OUTSIDE or n == OFFENCES for n in field.lists):
        return None
    codes = [
        code for name in field.lists if name in found.library.codes
        for code in found.library.codes[name].codes
    ]  # fmt: skip
    return [*codes, *NO_VALUE]
