"""Durations against lifelines, and the small rules of indicators.md 1.3."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from ctj.components.engine.durations import Spell, duration, median_half_up, percentile

START, FAR = date(2000, 1, 1), date(2100, 1, 1)
ends = st.sampled_from(["decided", "left", "open"])
spells = st.lists(st.tuples(st.integers(0, 2000), ends), min_size=1, max_size=40)


def _of(pairs: list[tuple[int, str]]) -> list[Spell]:
    return [Spell(START, days, end) for days, end in pairs]  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(spells)
def test_kaplan_meier_median_equals_lifelines(pairs: list[tuple[int, str]]) -> None:
    ours = duration(_of(pairs), observed_to=FAR, horizon_days=365)
    fitter = KaplanMeierFitter()
    fitter.fit([d for d, _ in pairs], [end == "decided" for _, end in pairs])
    table = fitter.survival_function_["KM_estimate"]
    reached = [int(day) for day, share in table.items() if share <= 0.5 + 1e-9]
    assert ours.median == (min(reached) if reached else None)


@settings(max_examples=40, deadline=None)
@given(spells)
def test_cumulative_incidence_equals_lifelines(pairs: list[tuple[int, str]]) -> None:
    """lifelines moves tied times apart at random and drops day 0, so neither is compared here."""
    apart = {days + 1: end for days, end in pairs}
    ours = duration(_of(list(apart.items())), observed_to=FAR, horizon_days=365)
    codes = {"decided": 1, "left": 2, "open": 0}
    if "decided" not in apart.values():
        assert ours.decided_share == 0
        return
    fitter = AalenJohansenFitter(calculate_variance=False)
    fitter.fit([*apart], [codes[end] for end in apart.values()], event_of_interest=1)
    theirs = float(fitter.cumulative_density_.iloc[-1, 0])
    assert abs(float(ours.decided_share) - theirs) < 1e-9


@given(spells)
def test_the_parts_are_the_whole(pairs: list[tuple[int, str]]) -> None:
    ours = duration(_of(pairs), observed_to=FAR, horizon_days=365)
    assert ours.n == ours.decided + ours.left + ours.undecided == len(pairs)
    for step in ours.steps:
        assert step.waiting + step.decided + step.left == 1


def test_one_half_is_reached_exactly() -> None:
    ours = duration(_of([(1, "decided"), (2, "open")]), observed_to=FAR, horizon_days=365)
    assert ours.median == 1


def test_percentiles_are_observed_values_and_even_medians_round_half_up() -> None:
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Fraction(9, 10)) == 9
    assert median_half_up([299, 418]) == 359
    assert median_half_up([]) is None


def test_a_horizon_counts_only_who_could_be_watched_so_long() -> None:
    watched = [
        Spell(date(2020, 1, 1), 100, "decided"),
        Spell(date(2020, 1, 1), 90, "left"),
        Spell(date(2022, 12, 1), 10, "decided"),
        Spell(date(2022, 12, 1), 30, "open"),
    ]
    ours = duration(watched, observed_to=date(2022, 12, 31), horizon_days=365)
    assert ours.within_horizon == (1, 2)
