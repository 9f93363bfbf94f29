"""What an opened value is called: the question, and the row of the register that it stands in."""

from __future__ import annotations

from ctj.workflow.projection import Row

from .open_case import OpenCase


def value_label(opened: OpenCase, field: str) -> str:
    """'measure 2 of V1: place or address' for 'measures.<end of the row's id>.location'.

    What was addressed by its place in a form, before rows were, does not say which row it is.
    """
    form_field, _dot, rest = field.partition(".")
    mark, _dot, column = rest.rpartition(".")
    if not mark:
        return field.replace("_", " ")
    row = next((one for one in opened.projection.rows.values() if one.id.endswith(mark)), None)
    if row is None:
        return f"{form_field}: {column}".replace("_", " ")
    return _of_row(opened, row, column)


def _of_row(opened: OpenCase, row: Row, column: str) -> str:
    register = opened.file.library.registers[row.register]
    owner = opened.projection.subjects.get(row.owner_id or "")
    words = register.row_label.replace("{n}", str(row.number))
    words = words.replace("{subject}", owner.label if owner else "the case")
    name, _space, again = column.partition(" ")
    known = register.field(name)
    label = known.label.lower() if known else name.replace("_", " ")
    return f"{words}: {label} {again}".strip()
