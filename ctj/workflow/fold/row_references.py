"""Rows that the rows of an event refer to: an exhibit that a hand-over names.

In ``row_effects``: ``which: referred`` are the rows that the form's rows name in a column of type
rowref; ``set: {holder: {of_referrer: receiver}}`` takes a value of the row that names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..projection import Row
from .step import Step

OF_REFERRER = "of_referrer"


def referred(step: Step, register_id: str) -> list[Row]:
    """The rows of the register that this event's rows refer to, each once, in order."""
    found = {row.id: row for _, row in _references(step) if row.register == register_id}
    return list(found.values())


def from_referrer(step: Step, effect: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """The values that ``effect`` takes from the row naming ``row``; what that row does not have is
    taken away here as well (None)."""
    wanted = {
        str(name): str(spec[OF_REFERRER])
        for name, spec in effect.get("set", {}).items()
        if isinstance(spec, Mapping) and OF_REFERRER in spec
    }
    naming = [one for one, named in _references(step) if named.id == row.id] if wanted else []
    if not naming:
        return {}
    return {name: naming[-1].values.get(column) for name, column in wanted.items()}


def _references(step: Step) -> Iterator[tuple[Row, Row]]:
    """(row that this event wrote, row that it refers to)."""
    for row in _written(step):
        register = step.library.registers.get(row.register)
        for column in register.fields if register else ():
            if column.type == "rowref" and row.values.get(column.id) is not None:
                value = row.values[column.id]
                for one in value if isinstance(value, list | tuple) else (value,):
                    named = step.draft.row(str(one))
                    if named is not None:
                        yield row, named


def _written(step: Step) -> Iterator[Row]:
    """Rows that fields of the form add or change, as they stand now."""
    registers = {field.register for field in step.row_fields()}
    for register in sorted(filter(None, registers)):
        for row in step.draft.rows_of(register, None):
            if row.changed_by == step.event.id:
                yield row
