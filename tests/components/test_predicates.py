"""Predicates in SQL give the answers of their in-memory twin, on both databases."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from ctj.components.engine.memory import answer, months_later
from ctj.components.engine.predicates import (
    And,
    During,
    Happened,
    Imported,
    Is,
    Not,
    Open,
    Or,
    Predicate,
    Refuted,
    Sure,
    Within,
)
from ctj.components.engine.sql import compile_predicate
from ctj.model.base import new_id
from ctj.model.facts import TABLES
from ctj.transaction import Database, unit_of_work
from tests.world import EPOCH

days = st.dates(date(2019, 11, 1), date(2022, 3, 31))
DATES, CODES = ("suspected", "charged", "verdict"), ("outcome", "tip_charged")


def _date(day: date, precision: str) -> tuple[date | None, date | None, str]:
    if precision == "unknown":
        return None, None, precision
    if precision == "day":
        return day, day, precision
    last_month = day.month if precision == "month" else 12
    first = day.replace(month=day.month if precision == "month" else 1, day=1)
    last = date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    return first, last, precision


told = st.none() | st.builds(_date, days, st.sampled_from(["day", "month", "year", "unknown"]))


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {"origin": draw(st.sampled_from(["native", "imported"]))}
    for fact in DATES:
        value = draw(told)
        for part, one in zip(("from", "to", "precision"), value or (None, None, None), strict=True):
            row[f"{fact}_{part}"] = one
    row["outcome"] = draw(st.sampled_from([None, "unknown", "guilty_tip", "acquitted"]))
    row["tip_charged"] = draw(st.sampled_from([None, "yes", "no", "unknown", "not_asked"]))
    return row


leaves = st.one_of(
    st.builds(Happened, st.sampled_from(DATES), days),
    st.tuples(st.sampled_from(DATES), days, days).map(
        lambda t: During(t[0], min(t[1:]), max(t[1:]))
    ),
    st.builds(Within, st.sampled_from(DATES), st.sampled_from(DATES), st.integers(0, 30)),
    st.builds(Is, st.just("outcome"), st.sampled_from([("guilty_tip",), ("acquitted", "died")])),
    st.builds(Is, st.just("tip_charged"), st.sampled_from([("yes",), ("no",)])),
    st.just(Imported()),
)
predicates: st.SearchStrategy[Predicate] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(And),
        st.tuples(inner, inner).map(Or),
        inner.map(Not),
        inner.map(Sure),
        inner.map(Refuted),
        inner.map(Open),
    ),
    max_leaves=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(row=rows(), asked=st.lists(predicates, min_size=1, max_size=8))
def test_sql_answers_as_memory_does(
    database: Database, row: dict[str, Any], asked: list[Predicate]
) -> None:
    table = TABLES["accused"][0]
    case_id = new_id()
    keys = {"case_id": case_id, "subject_id": new_id(), "known_from": EPOCH}
    with unit_of_work(database) as work:
        work.connection.execute(insert(table).values(**keys, **row))
        compiled = [compile_predicate(one, table) for one in asked]
        columns = [part for one in compiled for part in (one.yes, one.no)]
        found = work.connection.execute(select(*columns).where(table.c.case_id == case_id)).one()
    for place, predicate in enumerate(asked):
        yes, no = bool(found[2 * place]), bool(found[2 * place + 1])
        assert (yes, no) == (
            answer(predicate, row) is True,
            answer(predicate, row) is False,
        ), predicate


def test_months_keep_the_end_of_the_month() -> None:
    assert months_later(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert months_later(date(2020, 2, 29), 12) == date(2021, 2, 28)
