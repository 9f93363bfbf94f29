"""Predicates about sets, money, days and other units of the case: SQL answers as memory does."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from ctj.components.engine.memory import answer
from ctj.components.engine.predicates import (
    And,
    AtLeast,
    Before,
    Foreign,
    Happened,
    Has,
    InFull,
    Is,
    Not,
    Open,
    Or,
    Predicate,
    Some,
    Sure,
    WithinDays,
    WithinOuter,
)
from ctj.components.engine.source import units_of_count
from ctj.components.engine.sql import compile_predicate
from ctj.model.base import new_id
from ctj.model.facts import TABLES
from ctj.transaction import unit_of_work
from tests.components.test_predicates import days, told
from tests.world import EPOCH, World

VICTIM_DATES = ("presumed", "identified", "comp_ordered")
ACCUSED_DATES = ("charged", "verdict")
_PARTS = ("from", "to", "precision")
origins = st.sampled_from(["native", "imported"])
opened = st.just((None, None, "open"))
money = st.none() | st.fixed_dictionaries(
    {"PHP": st.sampled_from(["10", "10.50", "9.99", "0"])},
    optional={"USD": st.sampled_from(["1", "2.00"])},
)


def _dates(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        value = draw(told | opened) or (None, None, None)
        found |= {f"{name}_{part}": one for part, one in zip(_PARTS, value, strict=True)}
    return found


def _set(*members: str) -> st.SearchStrategy[str | None]:
    chosen = st.lists(st.sampled_from(members), min_size=1, max_size=3, unique=True)
    return st.none() | chosen.map(lambda them: f"|{'|'.join(them)}|")


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A victim, and the accused, witness row and payments of the case."""
    victim = _dates(draw, VICTIM_DATES)
    victim |= {
        "origin": draw(origins),
        "np_answer": draw(st.sampled_from([None, "yes", "no", "unknown"])),
        "citizenship": draw(_set("PH", "TH", "unknown", "refused")),
        "accepted": draw(_set("schooling", "counselling", "unknown")),
        "comp_amount": draw(money),
        "comp_paid_sum": draw(money),
    }
    accused = [
        _dates(draw, ACCUSED_DATES)
        | {"origin": draw(origins), "outcome": draw(st.sampled_from([None, "died", "guilty_tip"]))}
        for _ in range(draw(st.integers(0, 3)))
    ]
    payments = [
        _dates(draw, ("on",)) | {"origin": "native", "of_victim": draw(st.booleans())}
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {"victim": victim, "accused": accused, "payments": payments}


inside = st.one_of(
    st.builds(Happened, st.sampled_from(ACCUSED_DATES), days),
    st.builds(
        WithinOuter,
        st.sampled_from(VICTIM_DATES),
        st.sampled_from(ACCUSED_DATES),
        st.integers(0, 24),
    ),
    st.builds(Is, st.just("outcome"), st.just(("guilty_tip",))),
)
of_accused = st.one_of(inside, st.tuples(inside, inside).map(And))
paid = st.one_of(
    st.builds(Happened, st.just("on"), days),
    st.builds(WithinOuter, st.just("comp_ordered"), st.just("on"), st.integers(0, 24)),
)
leaves = st.one_of(
    st.builds(Happened, st.sampled_from(VICTIM_DATES), days, st.booleans()),
    st.builds(
        WithinDays,
        st.sampled_from(VICTIM_DATES),
        st.sampled_from(VICTIM_DATES),
        st.integers(0, 90),
    ),
    st.builds(Before, st.sampled_from(VICTIM_DATES), st.sampled_from(VICTIM_DATES)),
    st.builds(Has, st.just("accepted"), st.sampled_from([(), ("schooling",)]), st.booleans()),
    st.just(Foreign()),
    st.just(InFull("comp_paid_sum", "comp_amount")),
    st.builds(Some, st.just("accused"), of_accused, st.just(False), st.integers(1, 2)),
    st.builds(Some, st.just("payments"), paid, st.just(True)),
    st.just(Is("np_answer", ("yes",))),
)
predicates: st.SearchStrategy[Predicate] = st.recursive(
    leaves,
    lambda one: st.one_of(
        st.tuples(one, one).map(Or),
        st.builds(AtLeast, st.tuples(one, one, one), st.integers(1, 3)),
        one.map(Not),
        one.map(Sure),
        one.map(Open),
    ),
    max_leaves=5,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=cases(), asked=st.lists(predicates, min_size=1, max_size=6))
def test_sql_answers_as_memory_does(
    world: World, case: dict[str, Any], asked: list[Predicate]
) -> None:
    case_id, victim_id = world.bare_case(), new_id()
    keys = {"case_id": case_id, "known_from": EPOCH}
    payments = []
    for one in case["payments"]:
        row = {name: value for name, value in one.items() if name != "of_victim"}
        payments.append({**row, "subject_id": victim_id if one["of_victim"] else new_id()})
    units = units_of_count("victim", None)
    with unit_of_work(world.database) as work:
        execute = work.connection.execute
        execute(insert(TABLES["victim"][0]).values(**keys, subject_id=victim_id, **case["victim"]))
        for one in case["accused"]:
            execute(insert(TABLES["accused"][0]).values(**keys, subject_id=new_id(), **one))
        for one in payments:
            execute(insert(TABLES["payments"][0]).values(**keys, row_id=new_id(), **one))
        compiled = [compile_predicate(one, units) for one in asked]
        columns = [part for one in compiled for part in (one.yes, one.no)]
        found = execute(select(*columns).where(units.c.case_id == case_id)).one()
    row = {
        **case["victim"],
        "subject_id": victim_id,
        "jurisdiction": "PH",
        "accused": [{**one, "subject_id": ""} for one in case["accused"]],
        "payments": payments,
    }
    for place, predicate in enumerate(asked):
        wanted = answer(predicate, row)
        got = bool(found[2 * place]), bool(found[2 * place + 1])
        assert got == (wanted is True, wanted is False), predicate


def test_a_coarse_date_is_a_range_against_a_limit() -> None:
    row = {
        "origin": "native",
        "presumed_from": date(2023, 2, 6),
        "presumed_to": date(2023, 2, 6),
        "presumed_precision": "day",
        "identified_from": date(2023, 2, 1),
        "identified_to": date(2023, 2, 28),
        "identified_precision": "month",
    }
    assert answer(WithinDays("presumed", "identified", 7), row) is None
    assert answer(WithinDays("presumed", "identified", 22), row) is True
