"""What a row field asks: the columns of its register, so that a stored definition is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..definitions import Field, RegisterDefinition

DOCUMENTS = "documents"


def with_row_fields(field: Field, registers: Mapping[str, RegisterDefinition]) -> Field:
    """A row (or doc) field with the columns that it asks; other fields as they are.

    `fields` in the file name columns or add their own; without it all columns are asked. A row
    field inside a register names an existing row, it does not open a form within a form.
    """
    if field.type == "doc":
        field = replace(field, register=field.register or DOCUMENTS, mode="add_or_change")
    if field.type not in ("row", "doc"):
        return field
    register = registers.get(field.register or "")
    if register is None:
        return field
    asked = field.fields or register.fields
    return replace(field, fields=tuple(_column(one, register) for one in asked))


def _column(field: Field, register: RegisterDefinition) -> Field:
    column = register.field(field.id) if field.type == "named" else field
    if column is None:
        return field
    if column.type in ("row", "doc"):
        return replace(column, type="rowref", register=column.register or DOCUMENTS, fields=())
    return column
