"""The accused of the worked example (indicators.md section 4) give the values expected there."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import Connection

from ctj.components.catalogue import INDICATORS
from ctj.components.figures import compute
from ctj.components.frame import Frame
from ctj.components.scope import Scope
from tests.components.telling import (
    KNOWN_FIRST,
    KNOWN_LATER,
    YEAR,
    T,
    counts,
    figure,
    left_out,
)


def test_1_01_charged_under_the_trafficking_provision(reading: Connection) -> None:
    share = figure(reading, "1.01").shares[0]
    assert (share.numerator, share.denominator, share.unknown) == (10, 11, 1)
    assert share.bounds == (Fraction(10, 12), Fraction(11, 12))
    assert share.withheld is None


def test_1_02_downgraded_is_withheld_under_ten(reading: Connection) -> None:
    found = figure(reading, "1.02")
    share = found.shares[0]
    assert (share.numerator, share.denominator) == (1, 6)
    assert share.withheld == "base 6, fewer than 10"
    assert left_out(found)["left:no_verdict"] == 4
    assert left_out(found)["left:tip_unknown"] == 1


@pytest.mark.parametrize(
    ("year", "series", "expected"),
    [
        (2023, "count:prosecuted", 12),
        (2023, "count:convicted_first", 2),
        (2024, "count:convicted_first", 3),
        (2025, "count:convicted_first", 2),
        (2023, "count:convicted_final", 0),
        (2024, "count:convicted_final", 3),
    ],
)
def test_4_01_prosecuted_and_convicted(
    reading: Connection, year: int, series: str, expected: int
) -> None:
    period = (date(year, 1, 1), date(year, 12, 31))
    assert counts(figure(reading, "4.01", period=period))[series] == expected


def test_4_01_says_who_was_imported_and_who_has_no_year(reading: Connection) -> None:
    found = figure(reading, "4.01")
    assert found.imported == 1
    assert left_out(found) == {"left:prosecuted": 1, "left:convicted_final": 1}


def test_4_01_a_late_recorded_acquittal_takes_a_conviction_back(reading: Connection) -> None:
    period = (date(2025, 1, 1), date(2025, 12, 31))
    later = figure(reading, "4.01", KNOWN_LATER, period)
    assert counts(later)["count:convicted_first"] == 1


@pytest.mark.parametrize("known_on", [KNOWN_FIRST, KNOWN_LATER])
def test_4_02_from_suspicion_to_conviction(reading: Connection, known_on: date) -> None:
    found = figure(reading, "4.02", known_on)
    assert [one.count for one in found.counts] == [13, 13, 11, 8, 4, 2]
    share = found.shares[0]
    assert (share.numerator, share.denominator, share.withheld) == (4, 13, None)
    assert left_out(found) == {"left:date": 1}


def test_4_03_result_of_decided_prosecutions(reading: Connection) -> None:
    sizes = counts(figure(reading, "4.03"))
    assert (sizes["result:guilty_tip"], sizes["result:guilty_other"]) == (4, 2)
    assert (sizes["result:acquitted"], sizes["result:withdrawn"]) == (2, 1)
    assert (sizes["other:died"], sizes["undecided"]) == (1, 2)


def test_4_03_as_known_later(reading: Connection) -> None:
    sizes = counts(figure(reading, "4.03", KNOWN_LATER))
    assert (sizes["result:guilty_tip"], sizes["result:acquitted"]) == (3, 3)
    assert (sizes["other:died"], sizes["undecided"]) == (1, 2)


def test_4_04_charge_to_judgment(reading: Connection) -> None:
    waited = figure(reading, "4.04").duration
    assert waited is not None
    assert (waited.n, waited.decided, waited.left, waited.undecided) == (12, 8, 2, 2)
    assert (waited.median, waited.median_decided, waited.percentile_90) == (418, 359, 558)
    assert (waited.decided_share, waited.left_share) == (Fraction(2, 3), Fraction(1, 6))
    assert waited.within_horizon == (4, 12)
    assert waited.approximate == 1


def test_a_break_down_adds_up_to_the_whole(reading: Connection) -> None:
    frame = Frame(*YEAR, KNOWN_FIRST, T)
    by_sex = compute(reading, [INDICATORS["4.02"]], Scope(None), frame, zone="UTC", by="sex")
    assert sum(counts(one)["stage:0"] for one in by_sex) == 13
    women = next(one for one in by_sex if one.group == "female")
    assert counts(women)["stage:0"] == 3


def test_a_filter_narrows_and_unknown_is_a_value(reading: Connection) -> None:
    frame = Frame(*YEAR, KNOWN_FIRST, T)
    (unknown,) = compute(
        reading, [INDICATORS["4.02"]], Scope(None, {"sex": "unknown"}), frame, zone="UTC"
    )
    assert counts(unknown)["stage:0"] == 2  # A03 is a company, A08's sex is not known


def test_a_young_cohort_is_withheld(reading: Connection) -> None:
    period = (date(2024, 1, 1), date(2025, 12, 31))
    found = figure(reading, "4.02", period=period)
    assert found.too_young
