"""Whatever a form understands, it understands again from what it writes (typed → text → typed)."""

from __future__ import annotations

import calendar

from hypothesis import given
from hypothesis import strategies as st

from ctj.workflow.step import read
from ctj.workflow.step.form import texts
from tests.workflow.step.forms import CHARGES, CONTEXT, text

FIELDS = [
    text("note", type="note"),
    text("short"),
    text("occurred_on", type="date"),
    text("plea", type="code", lists=("plea",)),
    text("forms", type="code", lists=("form",), many=True),
    text("held", type="yn"),
    text("level", type="num"),
    text("sum", type="money"),
    text("who", type="subj", kind="any", many=True),
    text("charges", type="row", register="charges", many=True, mode="add_or_change",
         fields=CHARGES.fields),
]  # fmt: skip


@st.composite
def days(draw) -> str:
    year, month = draw(st.integers(1900, 2024)), draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    shift = draw(st.sampled_from([0, 543]))
    whole = f"{year + shift:04}-{month:02}-{day:02}"
    at = draw(st.sampled_from(["", "T00:00", "T23:59"]))
    return draw(st.sampled_from([whole + at, whole[:7], whole[:4], "unknown"]))


@st.composite
def dates(draw):
    value = draw(days())
    plain = st.just(value)
    with_source = st.fixed_dictionaries(
        {"value": plain, "source": st.sampled_from(["court", "press", "unknown"])},
        optional={"alternatives": st.lists(days(), max_size=3)},
    )
    return draw(plain | with_source)


def some_of(*values):
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values))


money = st.builds(
    lambda units, decimals, currency: f"{units}{decimals} {currency}",
    st.integers(0, 10**14),
    st.sampled_from(["", ".0", ".50", ".1234"]),
    st.sampled_from(["PHP", "SGD", "VND", "KHR"]),
)
written = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
rows = st.lists(
    st.fixed_dictionaries(
        {"offence": st.sampled_from(["ph.tip.4", "ph.tip.6", "unknown"])},
        optional={
            "offence_from": days(),
            "counts": st.integers(1, 99).map(str),
            "victims": some_of("V1"),
        },
    ),
    max_size=4,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "note": written,
        "short": written,
        "occurred_on": dates(),
        "plea": st.sampled_from(["guilty", "not_guilty", "refused"]),
        "forms": some_of("sexual_exploitation", "forced_labour", "forced_criminality"),
        "held": st.sampled_from(["yes", "no", "unknown"]),
        "level": st.integers(0, 10**9).map(str) | st.just("unknown"),
        "sum": money | st.just("unknown"),
        "who": some_of("A1", "A2", "V1"),
        "charges": rows,
    },
)


@given(answers)
def test_what_a_form_writes_it_reads_as_the_same_values(values):
    first = read(FIELDS, values, CONTEXT)
    again = read(FIELDS, texts(FIELDS, first.typed, CONTEXT), CONTEXT)
    assert again.errors == ()
    assert again.typed == first.typed


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from([f.id for f in FIELDS]), inner)
    ),
    max_leaves=20,
)
forms = st.dictionaries(st.sampled_from([f.id for f in FIELDS]) | st.text(max_size=8), anything)


@given(forms)
def test_no_input_is_an_error_of_ours(values):
    result = read(FIELDS, values, CONTEXT)
    assert all(error.sentence for error in result.errors)
