"""The few expressions that SQLite and PostgreSQL write differently."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class MonthsLater(FunctionElement[Any]):
    """A date so many calendar months later, or the last day of that month."""

    name = "months_later"
    type = Date()
    inherit_cache = True


@compiles(MonthsLater, "postgresql")
def _months_postgresql(element: MonthsLater, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({day}) + make_interval(months => ({months})::int))::date"


@compiles(MonthsLater, "sqlite")
def _months_sqlite(element: MonthsLater, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    shifted = f"date({day}, '+' || ({months}) || ' months')"
    last = f"date({day}, 'start of month', '+' || (({months}) + 1) || ' months', '-1 day')"
    return f"min({shifted}, {last})"


class DaysLater(FunctionElement[Any]):
    """A date so many days later."""

    name = "days_later"
    type = Date()
    inherit_cache = True


@compiles(DaysLater, "postgresql")
def _days_postgresql(element: DaysLater, compiler: Any, **kw: Any) -> str:
    day, days = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({day}) + ({days})::int)"


@compiles(DaysLater, "sqlite")
def _days_sqlite(element: DaysLater, compiler: Any, **kw: Any) -> str:
    day, days = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, '+' || ({days}) || ' days')"


class Covers(FunctionElement[Any]):
    """Whether the first sum of money reaches the second in every currency of the second."""

    name = "covers"
    type = Boolean()
    inherit_cache = True


@compiles(Covers, "postgresql")
def _covers_postgresql(element: Covers, compiler: Any, **kw: Any) -> str:
    paid, owed = (compiler.process(part, **kw) for part in element.clauses)
    return (
        f"(NOT EXISTS (SELECT 1 FROM jsonb_each_text({owed}) AS due WHERE due.value::numeric > "  # noqa: S608  compiled columns
        f"COALESCE(({paid} ->> due.key)::numeric, 0)))"
    )


@compiles(Covers, "sqlite")
def _covers_sqlite(element: Covers, compiler: Any, **kw: Any) -> str:
    """SQLite has no decimals: sums under a thousand million million compare exactly to the cent."""
    paid, owed = (compiler.process(part, **kw) for part in element.clauses)
    got = f"COALESCE(CAST(json_extract({paid}, '$.' || due.key) AS REAL), 0)"
    return (
        f"(NOT EXISTS (SELECT 1 FROM json_each({owed}) AS due "  # noqa: S608  compiled columns
        f"WHERE CAST(due.value AS REAL) > {got}))"
    )
