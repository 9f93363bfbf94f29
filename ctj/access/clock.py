"""The database's clock as an SQL expression, so that a limit is compared where it is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from ctj.model.base import UtcDateTime


class database_clock(FunctionElement[Any]):
    """The instant of this transaction (PostgreSQL) or statement (SQLite), aware, in UTC."""

    name = "database_clock"
    type = UtcDateTime()
    inherit_cache = True


@compiles(database_clock, "postgresql")
def _postgresql(element: database_clock, compiler: SQLCompiler, **kw: Any) -> str:
    return "transaction_timestamp()"


@compiles(database_clock, "sqlite")
def _sqlite(element: database_clock, compiler: SQLCompiler, **kw: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
