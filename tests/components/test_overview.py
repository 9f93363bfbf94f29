"""The overview: which cohort is shown, and when a change is called a change."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection

from ctj.components.catalogue import INDICATORS
from ctj.components.overview import Point, Trend, newest_year, overview
from ctj.components.quality import quality
from ctj.components.scope import Scope
from ctj.components.shares import ShareValue
from ctj.components.switches import may_open
from ctj.paths import workflows_dir
from ctj.workflow.reader.library import load
from tests.components.telling import SWITCHES, T, figure


@pytest.mark.parametrize(
    ("indicator", "observed_to", "year"),
    [
        ("4.02", T, 2023),  # 24 months after 31 December 2023 is 31 December 2025
        ("4.02", date(2025, 12, 30), 2022),
        ("5.12", T, 2022),  # 36 months
        ("1.07", T, 2024),  # 6 months
        ("2.11", T, 2025),  # none needed
    ],
)
def test_a_card_shows_the_newest_cohort_that_is_old_enough(
    indicator: str, observed_to: date, year: int
) -> None:
    assert newest_year(INDICATORS[indicator], observed_to) == year


def test_seven_cards_of_the_worked_example(reading: Connection) -> None:
    found = overview(reading, Scope(None), T, SWITCHES, zone="UTC")
    assert [card.number for card in found.cards] == [1, 2, 3, 4, 5, 6, 7]
    assert found.cards[6].trend is None
    fourth = found.cards[3].trend
    assert fourth is not None
    assert (fourth.last.year, fourth.last.share.numerator, fourth.last.share.denominator) == (
        2023,
        4,
        13,
    )
    assert found.justice is not None
    assert (found.justice.last.year, found.justice.last.share.denominator) == (2022, 0)


def _trend(figure_: Any, *shares: tuple[int, int, int, str | None]) -> Trend:
    points = [
        Point(2020 + n, figure_, ShareValue("yes", "", k, of, unknown, withheld))
        for n, (k, of, unknown, withheld) in enumerate(shares)
    ]
    return Trend(INDICATORS["5.02"], tuple(points))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((10, 40, 0, None), (20, 40, 0, None), "more"),
        ((20, 40, 0, None), (10, 40, 0, None), "fewer"),
        ((0, 40, 0, None), (10, 40, 0, None), "more"),
        ((10, 29, 0, None), (20, 40, 0, None), "no_clear_change"),  # fewer than 30
        ((10, 40, 20, None), (20, 40, 0, None), "no_clear_change"),  # bounds overlap at one half
        ((10, 40, 0, None), (2, 9, 0, "base 9"), "no_trend"),
    ],
)
def test_a_change_is_called_a_change_only_if_bounds_part(
    before: tuple[int, int, int, str | None],
    after: tuple[int, int, int, str | None],
    change: str,
) -> None:
    assert _trend(None, before, after).change == change


def test_quality_is_of_exactly_the_fields_that_a_figure_reads(reading: Connection) -> None:
    """Of the 9 cases (10 native and 1 imported opened in 2023), C05 and C12 say nothing of a
    specialist; of C12 the file does not tell since when."""
    frame = figure(reading, "2.02").frame
    found = quality(reading, INDICATORS["2.02"], Scope(None), frame, zone="UTC")
    assert {one.field: (one.unknown, one.of) for one in found} == {
        "opened": (0, 11),
        "specialist": (2, 11),
        "specialist_from": (2, 11),
    }


def test_bounds_of_unknown_membership() -> None:
    """6.04 of the worked example: 2 of 3, and one who perhaps belongs and has it not."""
    share = ShareValue("yes", "", 2, 3, 0, None, maybe=(0, 1))
    assert share.bounds == (Fraction(2, 4), Fraction(2, 3))


@pytest.mark.parametrize(
    ("indicator", "role", "opens"),
    [
        ("4.02", "mgr", True),
        ("5.02", "mgr", False),
        ("5.02", "pros", True),
        ("5.02", "stew", False),
        ("1.07", "pros", False),
        ("3.09", "lead", False),
    ],
)
def test_a_number_opens_only_for_who_may_see_what_it_says(
    indicator: str, role: str, opens: bool
) -> None:
    group = INDICATORS[indicator].group
    assert may_open(load(workflows_dir()), group, frozenset({role})) is opens
