"""Texts with places in them, which are filled anew for each case; and how each database writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Table, Uuid

#: Around the name of a place; no text of a case holds these characters.
_OPEN, _CLOSE = "\x02", "\x03"
_PLACE = re.compile("\x02([^\x03]*)\x03")
Fill = Mapping[str, Any]


def place(name: str) -> str:
    """What stands for a value that each case has of its own."""
    return f"{_OPEN}{name}{_CLOSE}"


class Filled:
    """A text cut at its places. One that is nothing but a place gives the value as it is."""

    def __init__(self, text: str) -> None:
        self._parts = _PLACE.split(text)
        self._names = self._parts[1::2]
        self._alone = self._names[0] if self._parts == ["", *self._names[:1], ""] else None

    def fill(self, values: Fill) -> Any:
        if self._alone is not None:
            return values[self._alone]
        parts = self._parts.copy()
        parts[1::2] = [values[name] for name in self._names]
        return "".join(parts)


@dataclass(frozen=True)
class Dialect:
    """How a database takes values. ``id_kind``: the letter of the places of ids in columns."""

    name: str
    id_kind: str
    moment: Callable[[datetime], str]
    sealed: Callable[[bytes], Any]
    text: Callable[[str], str]


def _copy_text(text: str) -> str:
    """A text as COPY takes it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


POSTGRESQL = Dialect(
    "postgresql", "i", datetime.isoformat, lambda raw: "\\\\x" + raw.hex(), _copy_text
)
SQLITE = Dialect(
    "sqlite",
    "b",
    lambda moment: moment.replace(tzinfo=None).isoformat(" ", "microseconds"),
    bytes,
    str,
)


def cell(dialect: Dialect, column: Column[Any], value: Any, marked: Callable[[str], str]) -> Any:
    """One value as the database takes it, its places marked. None stays None.

    ``marked`` puts places into a text.
    """
    if value is None or (isinstance(value, str) and value.startswith(_OPEN)):
        return value
    if isinstance(column.type, JSON) or isinstance(value, dict | list):
        return dialect.text(marked(json.dumps(value, ensure_ascii=False)))
    if isinstance(column.type, Uuid):
        return marked(str(value)).replace(f"{_OPEN}i", f"{_OPEN}{dialect.id_kind}")
    if isinstance(value, bool):
        return ("t" if value else "f") if dialect is POSTGRESQL else int(value)
    if isinstance(value, datetime):
        return dialect.moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return dialect.text(marked(value))
    return value


@dataclass(frozen=True)
class CopyRows:
    """All rows of one table of one case as one text for COPY."""

    table: Table
    text: Filled

    @classmethod
    def of(cls, table: Table, rows: Sequence[Sequence[Any]]) -> CopyRows:
        lines = ["\t".join("\\N" if one is None else str(one) for one in row) for row in rows]
        return cls(table, Filled("".join(line + "\n" for line in lines)))

    def fill(self, values: Fill) -> str:
        return str(self.text.fill(values))


@dataclass(frozen=True)
class TupleRows:
    """All rows of one table of one case as tuples for the driver."""

    table: Table
    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, table: Table, rows: Sequence[Sequence[Any]]) -> TupleRows:
        return cls(
            table,
            tuple(
                tuple(Filled(one) if isinstance(one, str) and _OPEN in one else one for one in row)
                for row in rows
            ),
        )

    def fill(self, values: Fill) -> list[tuple[Any, ...]]:
        return [
            tuple(one.fill(values) if isinstance(one, Filled) else one for one in row)
            for row in self.rows
        ]
