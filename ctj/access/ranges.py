"""The newest n rows of each of many ordered ranges, on both databases, in text of constant length.

A user of 300 teams reads 300 short ranges of one index. As a UNION ALL of 300 selections this took
half a second to build and two seconds to plan; so PostgreSQL gets one LATERAL selection, and
SQLite, which has no LATERAL, the n-th key of each range and then the range down to it
(docs/decisions/0012).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class either(FunctionElement[Any]):
    """One of two selections with the same columns: which one, is up to the database."""

    name = "either"
    inherit_cache = True

    def __init__(self, postgresql: Select[Any, Any], sqlite: Select[Any, Any]) -> None:
        super().__init__(postgresql.scalar_subquery(), sqlite.scalar_subquery())


@compiles(either, "postgresql")
def _postgresql(element: either, compiler: SQLCompiler, **kw: Any) -> str:
    return _inner(element, 0, compiler, kw)


@compiles(either, "sqlite")
def _sqlite(element: either, compiler: SQLCompiler, **kw: Any) -> str:
    return _inner(element, 1, compiler, kw)


def _inner(element: either, which: int, compiler: SQLCompiler, kw: dict[str, Any]) -> str:
    chosen: Any = list(element.clauses)[which]
    passed_on = {name: kw[name] for name in ("literal_binds",) if name in kw}
    return f"({compiler.process(chosen.element, asfrom=True, **passed_on)})"
