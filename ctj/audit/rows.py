"""Reading all audit rows in order, a batch at a time, for those who verify or export them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from ctj.model.audit import AuditRow

from .canonical import VERSION

_BATCH = 2_000


#: chain, seq, previous, hash, body, and how the body must begin, put together from the columns that
#: lists filter on (what `chain.column_text` writes). A plain tuple: there are millions.
Row = tuple[str, int, str, str, str, str]


class Columns(NamedTuple):
    """The columns of one row, to say which of them is not what the body says."""

    action: str
    at: datetime
    case: str | None
    chain: str
    id: str
    previous: str
    seq: int
    user: str | None


def all_rows(connection: Connection) -> Iterator[list[Row]]:
    """Every row, chain by chain in the order of its numbers, a batch at a time."""
    wanted = select(
        AuditRow.chain,
        AuditRow.seq,
        AuditRow.previous,
        AuditRow.hash,
        AuditRow.body,
        AuditRow.action,
        instant_text(AuditRow.at),
        id_text(AuditRow.id),
        id_text(AuditRow.case_id),
        id_text(AuditRow.user_id),
    ).order_by(AuditRow.chain, AuditRow.seq)
    rows_of = _sqlite_rows if connection.dialect.name == "sqlite" else _rows
    streamed = wanted.execution_options(stream_results=True, max_row_buffer=_BATCH)
    with connection.execute(streamed) as found:
        for batch in found.partitions(_BATCH):
            yield rows_of(batch)


def columns_of(connection: Connection, chain: str, seq: int) -> list[Columns]:
    """The columns of the row (or rows, if it stands twice) with this number."""
    wanted = (
        AuditRow.action,
        AuditRow.at,
        AuditRow.case_id,
        AuditRow.chain,
        AuditRow.id,
        AuditRow.previous,
        AuditRow.seq,
        AuditRow.user_id,
    )
    found = connection.execute(select(*wanted).where(AuditRow.chain == chain, AuditRow.seq == seq))
    return [Columns._make(row) for row in found]


def _rows(batch: Sequence[Any]) -> list[Row]:
    return [
        (
            chain,
            seq,
            previous,
            last,
            body,
            f'{{"action":"{action}","at":"{at}","case":{_or_null(case)},"chain":"{chain}",'
            f'"id":"{row_id}","previous":"{previous}","seq":{seq},"user":{_or_null(user)},'
            f'"v":{VERSION},"what":{{',
        )
        for chain, seq, previous, last, body, action, at, row_id, case, user in batch
    ]


def _or_null(text: str | None) -> str:
    return "null" if text is None else f'"{text}"'


def _sqlite_rows(batch: Sequence[Any]) -> list[Row]:
    """SQLite keeps an instant with a space and without zone, and ids without dashes."""
    return [
        (
            chain,
            seq,
            previous,
            last,
            body,
            f'{{"action":"{action}","at":"{at[:10]}T{at[11:]}Z","case":{_dashed(case)},'
            f'"chain":"{chain}","id":{_dashed(row_id)},"previous":"{previous}","seq":{seq},'
            f'"user":{_dashed(user)},"v":{VERSION},"what":{{',
        )
        for chain, seq, previous, last, body, action, at, row_id, case, user in batch
    ]


def _dashed(digits: str | None) -> str:
    if digits is None:
        return "null"
    return f'"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"'


class instant_text(FunctionElement[str]):
    """A stored instant as text: canonical on PostgreSQL, as it is stored on SQLite."""

    type = String()
    inherit_cache = True


class id_text(FunctionElement[str]):
    """An id as text, as the database keeps it."""

    type = String()
    inherit_cache = True


@compiles(instant_text, "postgresql")
def _instant_postgresql(element: instant_text, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.clauses, **kw)
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@compiles(id_text, "postgresql")
def _id_postgresql(element: id_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS VARCHAR)"


@compiles(instant_text, "sqlite")
@compiles(id_text, "sqlite")
def _text_sqlite(element: FunctionElement[str], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)
