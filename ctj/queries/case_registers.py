"""Registers of a case as tables: charges, hearings, custody and the rest, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from ctj.language import say
from ctj.workflow.dates import DatedValue
from ctj.workflow.definitions import Field, RegisterDefinition
from ctj.workflow.projection import Projection, Row
from ctj.workflow.step.answers import Answer, answers
from ctj.workflow.step.context import FormContext

from .case_page import QUIET
from .choices import form_contexts
from .limits import Limit, limit_of
from .open_case import OpenCase
from .protection import is_shown, may_know_measures
from .reader_groups import Reader

#: Registers in the order in which a prosecutor looks for them; others follow.
ORDER = (
    "charges",
    "hearings",
    "custody",
    "bail",
    "decisions",
    "sentence_parts",
    "orders",
    "payments",
)


@dataclass(frozen=True)
class ShownRow:
    """One row: what it is called, whose it is, its status in words, and its answers."""

    name: str
    owner: str
    owner_kind: str
    status: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class RegisterTable:
    """One register with its rows, in order of number."""

    id: str
    label: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class Tables:
    """Registers with rows, and every time limit of the subject chosen, open or ended."""

    registers: tuple[RegisterTable, ...]
    limits: tuple[tuple[str, Limit], ...]


def accused_labels(opened: OpenCase) -> tuple[str, ...]:
    """Pseudonyms of the accused, in order."""
    found = [s.label for s in opened.projection.subjects.values() if s.kind == "accused"]
    return tuple(sorted(found, key=lambda label: int(label[1:] or 0)))


def tables(
    connection: Connection, opened: OpenCase, *, subject: str = "", register: str = ""
) -> Tables:
    """The registers that have rows; of one subject where one is chosen."""
    projection = opened.projection
    chosen = opened.file.subject(subject) if subject else None
    owner = chosen.id if chosen else None
    every = [f for r in opened.file.library.registers.values() for f in r.fields]
    contexts = form_contexts(connection, opened.viewer, opened.file, every, {subject: chosen})
    context = contexts[subject]
    found = []
    knows = may_know_measures(opened.viewer, opened.file.library)
    reader = Reader(opened.file.library, opened.viewer, opened.sight)
    for definition in _ordered(opened.file.library.registers):
        if (register and definition.id != register) or not reader.sees_register(definition):
            continue
        known = [
            row
            for row in projection.rows_of(definition.id, owner)
            if is_shown(row, opened.file.library, knows)
        ]
        rows = sorted(known, key=lambda r: _place(r, projection))
        if rows:
            shown = tuple(_row(row, definition, projection, context, reader) for row in rows)
            found.append(RegisterTable(definition.id, definition.label, shown))
    return Tables(tuple(found), tuple(_limits(opened, owner)))


def _ordered(registers: Mapping[str, RegisterDefinition]) -> Iterable[RegisterDefinition]:
    first = [registers[id] for id in ORDER if id in registers]
    return [*first, *(r for id, r in sorted(registers.items()) if id not in ORDER)]


def _row(
    row: Row,
    definition: RegisterDefinition,
    projection: Projection,
    context: FormContext,
    reader: Reader,
) -> ShownRow:
    owner = projection.subjects.get(row.owner_id or "")
    name = definition.row_label.replace("{n}", str(row.number))
    name = name.replace("{subject}", owner.label if owner else say("the case"))
    return ShownRow(
        name=name[:1].upper() + name[1:],
        owner=owner.label if owner else "",
        owner_kind=owner.kind if owner else "case",
        status=definition.statuses.get(row.status or "", row.status or ""),
        answers=tuple(
            _brief(one, row.values.get(one.field_id))
            for one in reader.row(
                definition,
                answers(_plain(definition.fields), _values(row), context),
                definition.fields,
            )
        ),
    )


def _place(row: Row, projection: Projection) -> tuple[str, int, int]:
    owner = projection.subjects.get(row.owner_id or "")
    label = owner.label if owner else ""
    return (label[:1], int(label[1:] or 0), row.number)


def _brief(answer: Answer, value: Any) -> Answer:
    """A date without its distance: a register is read across, not against today."""
    if answer.type != "date" or answer.hidden:
        return answer
    told = DatedValue.from_json(value)
    others = "; ".join(other.in_words() for other, _ in told.alternatives)
    words = told.value.in_words()
    return replace(
        answer,
        words=say("%(words)s (other sources: %(others)s)", words=words, others=others)
        if others
        else words,
    )


def _plain(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Columns that can be put into words here; rows inside rows are shown by their own register."""
    return tuple(f for f in fields if f.type not in ("row", "doc"))


def _values(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if value not in (None, "", [])}


def _limits(opened: OpenCase, owner: str | None) -> Iterable[tuple[str, Limit]]:
    """(whose, limit) of open limits, nearest first."""
    found = []
    for clock in opened.projection.clocks.values():
        if (
            not clock.is_open
            or clock.clock in opened.lights.hidden_clocks
            or (owner is not None and clock.subject_id != owner)
        ):
            continue
        subject = opened.projection.subjects.get(clock.subject_id or "")
        limit = limit_of(clock, opened.file.library, opened.file.calendars, opened.viewer.now)
        row = opened.projection.rows.get(limit.party or "")
        if row is not None:
            limit = replace(limit, party=f"{row.register.rstrip('s')} {row.number}")
        found.append((subject.label if subject else "", limit))
    now = opened.viewer.now
    return sorted(
        found,
        key=lambda one: (one[1].level in QUIET, one[1].due_at is None, one[1].due_at or now),
    )
