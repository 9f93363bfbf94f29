"""Components 1.07, 2, 3, 5 and 6 give the values that indicators.md 4.10 expects.

Each expected value was counted by hand there; where it is not there, the comment counts it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import Connection

from ctj.components.figures import Figure
from tests.components.telling import (
    KNOWN_LATER,
    YEAR,
    YEAR_2024,
    YEARS,
    counts,
    figure,
    left_out,
)

TESTIFIED = (date(2023, 1, 1), date(2024, 12, 31))

#: indicator, period, numerator, denominator, unknown, bounds in tenths of a percent or none
SHARES = [
    ("1.07", YEAR, 3, 11, 2, (231, 385)),
    ("2.02", YEAR, 6, 9, 2, (545, 727)),
    ("2.04", YEAR, 7, 10, 1, (636, 727)),
    ("2.05", YEAR, 5, 6, 1, (714, 857)),
    ("2.06", YEAR, 5, 9, 2, (455, 636)),
    ("2.07", YEAR, 2, 4, 1, (400, 600)),
    ("2.08", YEAR, 6, 9, 2, (545, 727)),
    ("2.11", YEAR, 8, 11, 1, (667, 750)),
    ("2.12", YEAR, 1, 10, 1, (91, 182)),
    ("3.03", YEAR, 10, 11, 0, None),
    ("3.09", YEAR, 2, 9, 1, (200, 300)),
    ("5.02", YEAR, 12, 13, 0, None),
    ("5.03", YEAR, 10, 12, 0, None),
    ("5.04", YEAR, 8, 12, 1, (615, 692)),
    ("5.05", YEAR, 20, 27, 0, None),
    ("5.06", YEAR, 3, 6, 1, (429, 571)),
    ("5.09", YEAR, 6, 9, 1, (600, 700)),
    ("5.10", YEAR, 4, 6, 1, (571, 714)),
    ("5.12", YEAR, 7, 10, 0, None),
    ("5.13", YEAR_2024, 2, 3, 0, None),
    ("6.01", YEAR, 4, 5, 1, (667, 833)),
    ("6.02", YEAR, 5, 6, 0, None),
    ("6.03", YEAR, 3, 4, 1, (600, 800)),
    ("6.04", YEAR, 2, 3, 0, (500, 667)),
    ("6.05", TESTIFIED, 2, 3, 0, None),
    ("6.07", TESTIFIED, 2, 3, 0, None),
    ("6.11", YEAR, 1, 5, 0, None),
    ("6.13", YEARS, 3, 5, 0, None),
    ("6.14", YEAR, 2, 5, 0, None),
]


def _told(found: Figure) -> tuple[int, int, int, tuple[int, int] | None]:
    share = found.shares[0]
    bounds = share.bounds and tuple(round(one * 1000) for one in share.bounds)
    return share.numerator, share.denominator, share.unknown, bounds  # type: ignore[return-value]


@pytest.mark.parametrize(("indicator", "period", *"abcd"), SHARES, ids=[s[0] for s in SHARES])
def test_share(
    reading: Connection,
    indicator: str,
    period: tuple[date, date],
    a: int,
    b: int,
    c: int,
    d: tuple[int, int] | None,
) -> None:
    assert _told(figure(reading, indicator, period=period)) == (a, b, c, d)


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        ("1.07", None),
        ("2.02", "base 9, fewer than 10"),
        ("2.04", None),
        ("2.11", None),
        ("2.12", None),
        ("3.03", None),
        ("5.02", None),
        ("5.05", "base 9, fewer than 10"),
        ("5.12", "too early to judge"),
        ("6.14", "base 5, fewer than 10"),
    ],
)
def test_a_share_is_withheld_with_its_reason(
    reading: Connection, indicator: str, reason: str | None
) -> None:
    """27 needs of 9 victims are a base of 9: persons count, not needs."""
    assert figure(reading, indicator).shares[0].withheld == reason


#: indicator: n, decided, left, undecided, KM median, median of decided, p90, incidence, doors
DURATIONS = {
    "2.03": (9, 7, 1, 1, 2, 1, 71, Fraction(7, 9), Fraction(1, 9)),
    "2.09": (10, 8, 1, 1, 161, 135, 201, Fraction(4, 5), Fraction(1, 10)),
    "3.04": (13, 11, 1, 1, 31, 30, 53, Fraction(11, 13), Fraction(1, 13)),
    "5.08": (7, 6, 0, 1, 199, 185, 615, None, None),
    "6.09": (5, 4, 1, 0, 247, 238, 342, Fraction(4, 5), Fraction(1, 5)),
}


@pytest.mark.parametrize("indicator", DURATIONS)
def test_duration(reading: Connection, indicator: str) -> None:
    waited = figure(reading, indicator).duration
    assert waited is not None
    told = (waited.n, waited.decided, waited.left, waited.undecided, waited.median)
    told += (waited.median_decided, waited.percentile_90)  # type: ignore[assignment]
    assert told == DURATIONS[indicator][:7]
    if DURATIONS[indicator][7] is not None:
        assert (waited.decided_share, waited.left_share) == DURATIONS[indicator][7:]


def test_3_04_within_thirty_days_leaves_out_what_a_coarse_date_cannot_say(
    reading: Connection,
) -> None:
    waited = figure(reading, "3.04").duration
    assert waited is not None
    assert (waited.within_horizon, waited.approximate) == ((5, 12), 1)


def test_2_03_leaves_out_cases_of_which_it_is_not_known(reading: Connection) -> None:
    assert left_out(figure(reading, "2.03"))["left:member"] == 2  # C05, C12


def test_2_09_leaves_out_a_case_known_to_the_year(reading: Connection) -> None:
    found = figure(reading, "2.09")
    assert left_out(found) == {"": 1}  # C12
    assert found.duration is not None
    assert found.duration.approximate == 1  # C05


def test_2_01_counts_cases_and_says_which_are_imported(reading: Connection) -> None:
    found = figure(reading, "2.01")
    assert (counts(found), found.imported) == ({"count:opened": 11}, 1)


def test_2_07_says_what_was_restrained(reading: Connection) -> None:
    (money,) = figure(reading, "2.07").money
    assert (money.sums, money.units) == ({"XAD": Decimal(1_700_000)}, 2)


def test_2_08_does_not_apply_where_prosecutors_lead(reading: Connection) -> None:
    from dataclasses import replace

    from ctj.components.catalogue import INDICATORS
    from ctj.components.figures import compute
    from ctj.components.frame import Frame
    from ctj.components.scope import Scope

    found = figure(reading, "2.08")
    frame: Frame = replace(found.frame, switches={})
    (nowhere,) = compute(reading, [INDICATORS["2.08"]], Scope(None), frame, zone="UTC")
    assert (nowhere.total, nowhere.applies, found.applies) == (0, False, True)


def test_2_10_outcome_of_investigations(reading: Connection) -> None:
    found = figure(reading, "2.10")
    assert [one.count for one in found.counts] == [10, 8, 8, 8, 8]
    assert left_out(found) == {"left:imported": 1}


def test_2_12_names_the_reasons(reading: Connection) -> None:
    named = {one.cell: one.numerator for one in figure(reading, "2.12").shares if one.numerator}
    assert named == {"yes": 1, "yes:victim_unavailable": 1}  # C07


def test_2_13_ageing_of_open_investigations(reading: Connection) -> None:
    found = figure(reading, "2.13")
    assert counts(found) == {"band:90": 0, "band:180": 0, "band:365": 0, "band:older": 1}  # C09
    assert left_out(found) == {"left:imported": 1}  # C12


def test_2_14_victims_per_case(reading: Connection) -> None:
    found = figure(reading, "2.14")
    assert found.numbers is not None
    assert (found.numbers.median, found.numbers.n) == (1, 10)
    assert counts(found)["many"] == 0


def test_3_03_says_who_declined_and_who_waits(reading: Connection) -> None:
    assert left_out(figure(reading, "3.03")) == {"left:declined": 1, "left:pending": 1}


def test_3_06_how_cases_are_found(reading: Connection) -> None:
    found = {name: size for name, size in counts(figure(reading, "3.06")).items() if size}
    assert found == {
        "result:ngo_hotline": 2,
        "result:embassy": 1,
        "result:family_public": 1,
        "result:immigration": 1,
        "result:labour_inspection": 1,
        "result:police": 2,
        "result:self_report": 2,
        "undecided": 1,
    }


def test_3_07_agencies_that_identify(reading: Connection) -> None:
    found = {name: size for name, size in counts(figure(reading, "3.07")).items() if size}
    assert found == {
        "result:ngo": 1,
        "result:immigration_border": 1,
        "result:labour_inspection": 3,
        "result:police_specialist": 5,
    }


def test_5_01_identified_and_presumed(reading: Connection) -> None:
    assert counts(figure(reading, "5.01")) == {"count:identified": 10, "count:presumed": 1}


def test_5_07_compares_witnesses_with_others(reading: Connection) -> None:
    """Offered in 2023: of the witnesses V01, V02, V03, V05, V06, V13 all took up (6 of 6); of the
    others V08, V09, V11, V12 did and V04, V14 did not (4 of 6)."""
    shares = figure(reading, "5.07").shares
    assert [(s.cell, s.numerator, s.denominator) for s in shares] == [
        ("yes:others", 4, 6),
        ("yes:witnesses", 6, 6),
    ]


def test_5_08_nights_by_consent(reading: Connection) -> None:
    found = figure(reading, "5.08")
    assert found.nights is not None
    assert (found.nights.free, found.nights.other, found.nights.unknown) == (890, 1519, 37)
    assert found.shares[0].withheld == "base 6, fewer than 10"


@pytest.mark.parametrize(
    ("known_on", "stages", "headline"),
    [(date(2025, 12, 31), [10, 9, 6, 3, 1], 7), (KNOWN_LATER, [10, 9, 5, 3, 1], 6)],
)
def test_5_12_any_form_of_justice(
    reading: Connection, known_on: date, stages: list[int], headline: int
) -> None:
    found = figure(reading, "5.12", known_on)
    assert [one.count for one in found.counts if one.cell.startswith("stage")] == stages
    assert (found.shares[0].numerator, found.shares[0].denominator) == (headline, 10)


def test_5_13_money_and_what_was_paid_in_full(reading: Connection) -> None:
    found = figure(reading, "5.13", period=YEAR_2024)
    full = next(one for one in found.shares if one.cell == "yes:full")
    assert (full.numerator, full.denominator) == (1, 3)
    ordered, paid = found.money
    assert (ordered.sums, paid.sums) == ({"XAD": Decimal(190_000)}, {"XAD": Decimal(70_000)})
    assert paid.units == 2


def test_6_04_a_low_risk_is_outside_and_an_unknown_one_widens(reading: Connection) -> None:
    assert left_out(figure(reading, "6.04")) == {"left:outside": 1, "left:member": 1}  # W4, W3


def test_6_08_interviews_per_witness(reading: Connection) -> None:
    numbers = figure(reading, "6.08").numbers
    assert numbers is not None
    assert (numbers.median, numbers.percentile_90, numbers.n) == (Decimal("2.5"), 5, 4)
    assert numbers.unknown == 1  # W4


def test_6_14_is_shown_part_by_part(reading: Connection) -> None:
    """W1 and W4 have all four; W2 was assessed late; W3 informed late, risk not known, nobody
    beside her, told late; W5 was not heard and not told."""
    parts = {s.cell: (s.numerator, s.denominator) for s in figure(reading, "6.14").shares}
    assert parts["yes:informed"] == (4, 5)
    assert parts["yes:assessed"] == (3, 4)
    assert parts["yes:accompanied"] == (3, 5)
    assert parts["yes:told"] == (3, 5)


def test_nobody_stands_behind_a_year_without_records(reading: Connection) -> None:
    from ctj.components.catalogue import INDICATORS

    period = (date(2015, 1, 1), date(2015, 12, 31))
    for name, indicator in INDICATORS.items():
        if indicator.cohort_rule != "stock":
            assert figure(reading, name, period=period).total == 0, name
