"""C13: a value has one text, on every machine and in every version."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctj.audit.canonical import NotCanonical, canonical, instant

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None, "é": True}, '{"a":null,"b":1,"é":true}'),
        ([], "[]"),
        ({"z": {"y": [1, "2"]}}, '{"z":{"y":[1,"2"]}}'),
        ("e\u0301", '"é"'),
        ('a"b\\c\n\t\x00\x1f\x7f/', '"a\\"b\\\\c\\n\\t\\u0000\\u001f\x7f/"'),
        (datetime(2026, 3, 1, 9, 5, tzinfo=UTC), '"2026-03-01T09:05:00.000000Z"'),
        (
            datetime(2026, 3, 1, 16, 5, 0, 7, tzinfo=timezone(timedelta(hours=7))),
            '"2026-03-01T09:05:00.000007Z"',
        ),
        (date(2026, 3, 1), '"2026-03-01"'),
        ((1, (2,)), "[1,[2]]"),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_a_value_has_this_text(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.5"),
        2**53,
        -(2**53),
        datetime(2026, 3, 1),
        {1: "a"},
        {"é": 1, "e\u0301": 2},
        {"a": {1, 2}},
        b"bytes",
        "\ud800",
        {"\udfff": 1},
        pytest.param(object(), id="an object"),
    ],
    ids=repr,
)
def test_what_has_no_single_text_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@given(VALUES)
def test_reading_and_writing_again_gives_the_same_text(value: Any) -> None:
    try:
        text = canonical(value)
    except NotCanonical:  # two keys of one object were the same text
        return
    assert canonical(json.loads(text)) == text
    assert unicodedata.is_normalized("NFC", text)
    text.encode()


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_is_the_same_text_from_every_zone(moment: datetime) -> None:
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        return
    assert instant(moment) == instant(in_utc)
    assert datetime.fromisoformat(instant(moment)) == in_utc
