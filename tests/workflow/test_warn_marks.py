"""Marks of limits as instants: T24 for the times at which people are warned.

The independent reckoning below uses local wall time only. These must catch: days taken as 24 hours
across a change of clocks; a limit over before it was recorded warned of; the loosest of several
reached marks told.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctj.workflow.calendar_files import calendars_from
from ctj.workflow.definitions import ClockDefinition
from ctj.workflow.projection import Clock
from ctj.workflow.warn_marks import OVER, reached, warnings_of

CALENDARS = calendars_from()
ZONES = (
    "Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Bangkok", "Asia/Jakarta",
    "Asia/Manila", "Pacific/Apia", "Asia/Kolkata",
)  # fmt: skip


def _clock(end: str, zone: str = "Asia/Manila", **values: Any) -> Clock:
    fixed = {"id": "c", "clock": "x", "track_id": None, "subject_id": None, "party": None}
    rest = {"kind": "legal", "rule": None, "statement": {}, "length": None, "unit": None}
    return Clock(**{**fixed, **rest, "start": None, "fixed_end": end, "zone": zone, **values})


def _marks(clock: Clock, *marks: str) -> dict[str, datetime]:
    definition = ClockDefinition("x", "X", "legal", (), None, None, warn=marks)
    return {one.mark: one.at for one in warnings_of(clock, definition, CALENDARS)}


def test_hours_days_years_and_the_end_itself() -> None:
    found = _marks(_clock("2026-11-25T16:10"), "12 h", "1 d", "7 d", "1 y")
    end = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)
    assert found == {
        "1 y": datetime(2025, 11, 25, 8, 10, tzinfo=UTC),
        "7 d": end - timedelta(days=7),
        "1 d": end - timedelta(days=1),
        "12 h": end - timedelta(hours=12),
        OVER: end,
    }
    assert list(found) == ["1 y", "7 d", "1 d", "12 h", OVER]


def test_a_day_is_a_day_of_the_wall_clock() -> None:
    found = _marks(_clock("2026-03-30T10:00", "Europe/Paris"), "1 d", "2 d")
    assert found["1 d"] == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)
    assert found["2 d"] == datetime(2026, 3, 28, 9, 0, tzinfo=UTC)


def test_daily_half_way_and_marks_that_name_no_moment() -> None:
    assert set(_marks(_clock("2026-11-25T16:10"), "daily inside 3 d")) == {
        "3 d", "2 d", "1 d", OVER,
    }  # fmt: skip
    clock = _clock("2026-11-25T16:00", start="2026-11-23T16:00")
    assert _marks(clock, "half_way")["half_way"] == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert set(_marks(clock, "chase at median", "none: no pressure")) == {OVER}


def test_working_days_pass_over_the_weekend() -> None:
    monday = _clock("2026-11-23T12:00", calendar="neutral")
    assert _marks(monday, "1 w")["1 w"] == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_nothing_is_planned_for_what_is_closed_paused_endless_or_over_before_recorded() -> None:
    clock = _clock("2026-11-25T16:10")
    late = datetime(2026, 11, 26, tzinfo=UTC)
    for one in (
        replace(clock, stopped="2026-11-20"),
        replace(clock, cancelled=True),
        replace(clock, fixed_end=None),
        replace(clock, fixed_end=None, length=5, unit="days", start="2026-11-20",
                pauses=(("2026-11-21", None),)),
        replace(clock, recorded_at=late),
    ):  # fmt: skip
        assert _marks(one, "7 d") == {}


def test_the_tightest_reached_mark_is_told() -> None:
    definition = ClockDefinition("x", "X", "legal", (), None, None, warn=("7 d", "2 d"))
    found = warnings_of(_clock("2026-11-25T16:10"), definition, CALENDARS)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    told = reached(found, at)
    assert told is not None and told.mark == "2 d"
    assert reached(found, at - timedelta(days=30)) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_marks_agree_with_the_wall_clock(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        zone, days = chance.choice(ZONES), chance.randint(1, 120)
        end = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(2 * 365 * 1440))
        if _strange(end, zone) or _strange(end - timedelta(days=days), zone):
            continue
        found = _marks(_clock(f"{end:%Y-%m-%dT%H:%M}", zone), f"{days} d", "5 h")
        wall = (end - timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))
        assert found[f"{days} d"] == wall.astimezone(UTC)
        assert found[OVER] - found["5 h"] == timedelta(hours=5)


def _strange(wall: datetime, zone: str) -> bool:
    """A wall time that comes twice or never."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return first.utcoffset() != second.utcoffset()
