"""When limits end, and what they are at an instant (process.md 6; security.md T24)."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ctj.workflow.calendar_files import calendars_from
from ctj.workflow.clocks import (
    as_of,
    distance_words,
    has_limit,
    reckon,
    status_at,
)
from ctj.workflow.dates import DatedValue, parse
from ctj.workflow.projection import Clock

MANILA = "Asia/Manila"
CALENDARS = calendars_from()
TABLE = list(csv.DictReader((Path(__file__).parent / "clock_ends.csv").open(encoding="utf-8")))


def a_clock(start="2024-05-06T10:00", length=36, unit="hours", **given):
    made = {
        "id": "c1", "clock": "custody_initial", "track_id": "t1", "subject_id": "s1",
        "party": None, "kind": "legal", "rule": "custody.police", "statement": {},
        "start": start, "length": length, "unit": unit, "counts_from": "end_of_day",
    }  # fmt: skip
    return Clock(**{**made, **given})


def at(text: str, zone: str = MANILA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def _extension(text: str):
    first, second = text.split()
    return {"until": second} if first == "until" else {"length": int(first), "unit": second}


def _clock_of(row) -> Clock:
    cap = row["cap"].split()
    return a_clock(
        start=row["start"],
        length=int(row["length"]) if row["length"] else None,
        unit=row["unit"] or None,
        counts_from=row["counts_from"],
        roll=row["roll"],
        before=row["before"] == "yes",
        extensions=tuple(_extension(one) for one in row["extensions"].split(";") if one),
        pauses=tuple(
            (since, until or None)
            for since, _, until in (p.partition(">") for p in row["pauses"].split(";") if p)
        ),
        cap=(int(cap[0]), cap[1]) if cap else None,
        fixed_end=row["fixed_end"] or None,
    )


@pytest.mark.parametrize("row", TABLE, ids=[row["case"] for row in TABLE])
def test_a_hand_reckoned_end(row):
    found = reckon(_clock_of(row), CALENDARS[row["calendar"]], row["zone"])
    if row["why_not"]:
        assert found.due is None
        assert row["why_not"] in found.why_not
        return
    due = datetime.fromisoformat(row["due_utc"]).replace(tzinfo=UTC)
    assert (found.due, found.why_not) == (due, None), row["comment"]
    assert found.due_or_before == (row["or_before"] == "yes"), row["comment"]
    assert found.last_day == (date.fromisoformat(row["last_day"]) if row["last_day"] else None)


def test_the_table_is_as_large_as_it_must_be():
    assert len(TABLE) >= 40
    assert all(row["comment"] for row in TABLE)
    assert {row["zone"] for row in TABLE} >= {
        "Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Bangkok", MANILA,
        "Asia/Kolkata", "Pacific/Apia",
    }  # fmt: skip


# --- what it is at an instant


def status(clock, now, calendar="ph"):
    return status_at(clock, at(now), CALENDARS[calendar], MANILA)


def test_an_hours_clock_runs_to_its_minute_and_is_then_breached():
    clock = a_clock("2024-05-06T22:30", 36, counts_from="instant")
    assert status(clock, "2024-05-08T10:30") == "running"
    assert status(clock, "2024-05-08T10:31") == "breached"


def test_an_act_to_the_minute_of_the_limit_is_in_time():
    clock = a_clock("2024-05-06T22:30", 36, counts_from="instant")
    now = "2024-06-01T00:00"
    assert status(clock_stopped(clock, "2024-05-08T10:30"), now) == "met"
    assert status(clock_stopped(clock, "2024-05-08T10:31"), now) == "met_late"


def clock_stopped(clock, stopped):
    return a_clock(**{**clock.__dict__, "stopped": stopped})


@pytest.mark.parametrize(
    ("stopped", "is_"),
    [
        ("2005-12-14", "met"),
        ("2005-12-14T23:59", "met"),
        ("2005-12-15T00:00", "met_late"),
        ("2005-12-15", "met_late"),
        ("2005-11", "met"),
        ("2005-12", "cannot_be_reckoned"),
        ("2006-01", "met_late"),
        ("2005-12-01..2005-12-14", "met"),
        ("unknown", "cannot_be_reckoned"),
    ],
)
def test_a_limit_through_a_day_is_kept_on_that_day_and_late_on_the_next(stopped, is_):
    """A coarse act is in time, late, or cannot be told (indicators.md 1.4)."""
    clock = a_clock("2005-11-29", 15, "days", stopped=stopped)
    assert status(clock, "2007-01-01T00:00") == is_


def test_a_limit_through_a_day_is_breached_when_the_day_is_over():
    clock = a_clock("2005-11-29", 15, "days")
    assert status(clock, "2005-12-14T23:59") == "running"
    assert status(clock, "2005-12-15T00:00") == "breached"


@pytest.mark.parametrize("start", ["2014-06", "2014", "unknown", "2014-06-01..2014-06-03"])
def test_a_start_known_less_than_to_the_day_is_never_breached(start):
    clock = a_clock(start, 1, "days")
    assert status(clock, "2026-01-01T00:00") == "cannot_be_reckoned"
    assert status(clock_stopped(clock, "2020-01-01"), "2026-01-01T00:00") == "cannot_be_reckoned"


def test_arrested_on_a_day_and_released_two_days_later_cannot_be_told():
    """36 hours from some minute of 6 May end between 7 May 12:00 and 8 May 12:00."""
    arrested = a_clock("2024-05-06", 36, counts_from="instant")
    now = "2024-06-01T00:00"
    assert status(clock_stopped(arrested, "2024-05-07T12:00"), now) == "met"
    assert status(clock_stopped(arrested, "2024-05-08T10:00"), now) == "cannot_be_reckoned"
    assert status(clock_stopped(arrested, "2024-05-08T12:01"), now) == "met_late"
    assert status(arrested, "2024-05-08T12:00") == "running"
    assert status(arrested, "2024-05-08T12:01") == "breached"


def test_without_length_or_order_nothing_is_ever_breached():
    assert status(a_clock("2005-01-01", None, None), "2026-01-01T00:00") == "no_limit"
    ordered = a_clock("2005-01-01", None, None, extensions=({"until": "2005-03-01"},))
    assert has_limit(ordered)
    assert status(ordered, "2026-01-01T00:00") == "breached"


def test_a_paused_clock_is_paused_and_not_breached():
    clock = a_clock("2024-01-10", 60, "days", pauses=(("2024-02-01", None),))
    assert status(clock, "2026-01-01T00:00") == "paused"
    assert status(clock_stopped(clock, "2025-01-01"), "2026-01-01T00:00") == "met"


def test_a_pause_that_began_after_the_limit_does_not_save_it():
    clock = a_clock("2024-01-01", 10, "days", pauses=(("2024-01-20", None),))
    assert status(clock, "2026-01-01T00:00") == "breached"


def test_a_cancelled_clock_is_cancelled():
    clock = a_clock("2024-01-01", 10, "days", cancelled="2024-01-05")
    assert status(clock, "2026-01-01T00:00") == "cancelled"
    assert status(clock, "2024-01-04T00:00") == "running"


def test_what_happened_after_the_instant_does_not_count():
    clock = a_clock(
        "2024-01-01", 10, "days",
        stopped="2024-03-01",
        pauses=(("2024-01-05", "2024-01-07"), ("2024-02-01", None)),
        extensions=({"length": 30, "unit": "days", "on": "2024-01-09"},),
    )  # fmt: skip
    early = as_of(clock, at("2024-01-06T12:00"), MANILA)
    assert (early.stopped, early.pauses, early.extensions) == (
        None, (("2024-01-05", None),), (),
    )  # fmt: skip
    assert status(clock, "2024-01-06T12:00") == "paused"
    assert status(clock, "2024-01-20T12:00") == "running"


def test_a_start_with_conflicting_sources_counts_from_the_preferred_one():
    both = DatedValue(parse("2005-11-29"), "court", ((parse("2005-12-29"), "other"),)).to_json()
    assert reckon(a_clock(both, 15, "days"), None, MANILA).last_day == date(2005, 12, 14)


def test_an_order_keeps_its_end_although_the_start_of_the_cap_is_not_known():
    clock = a_clock("unknown", None, None, fixed_end="2024-07-15", cap=(60, "days"))
    assert reckon(clock, None, MANILA).last_day == date(2024, 7, 15)


def test_working_days_without_a_calendar_say_so():
    found = reckon(a_clock("2024-01-01", 3, "working_days"), None, MANILA)
    assert (found.due, found.why_not) == (None, "There is no calendar for this jurisdiction.")


@pytest.mark.parametrize("unit", ["hours", "days", "months", "years"])
def test_a_length_past_all_years_is_said_and_not_thrown(unit):
    found = reckon(a_clock("2024-01-01", 10**12, unit), None, MANILA)
    assert found.why_not == "The end lies too far away to be reckoned."


def test_an_unknown_unit_is_said():
    assert reckon(a_clock(unit="weeks"), None, MANILA).why_not == "The unit 'weeks' is not known."


# --- how far away it is

NOW = at("2025-11-25T08:10")


@pytest.mark.parametrize(
    ("due", "says"),
    [
        ("2025-11-25T16:00", "7 h 50 min"),
        ("2025-11-25T16:10", "8 h"),
        ("2025-11-25T08:55", "45 min"),
        ("2025-11-25T08:10", "0 min"),
        ("2025-11-27T08:09", "47 h 59 min"),
        ("2025-11-27T08:10", "2 days"),
        ("2025-11-28T24:00", "3 days"),
        ("2026-02-23T08:09", "89 days"),
        ("2026-02-23T08:10", "3 months"),
        ("2027-11-25T08:10", "24 months"),
        ("2025-11-19T07:00", "6 days late"),
        ("2025-11-24T05:05", "27 h 5 min late"),
        ("2025-07-25T08:10", "4 months late"),
    ],
)
def test_the_distance_is_said_in_the_unit_that_matters(due, says):
    day, _, time = due.partition("T")
    instant = at(f"{day}T00:00") + timedelta(days=1) if time == "24:00" else at(due)
    assert distance_words(instant, NOW) == says


# --- compared with an independent reckoning

ZONES = ["Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Bangkok", "Asia/Jakarta",
         MANILA, "Pacific/Apia", "Asia/Kolkata"]  # fmt: skip
DAYS = st.dates(date(2005, 1, 1), date(2027, 6, 30))


def _midnight_after(day: date, zone: str) -> datetime:
    """The first instant at which the local date is later than `day`, found by halving."""
    low = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    high = low + timedelta(days=5)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(ZoneInfo(zone)).date() > day:
            high = middle
        else:
            low = middle
    return high


def _last_day(start: date, length: int, unit: str, calendar) -> date:
    """Counted one day, or one month, at a time."""
    day = start
    if unit == "days":
        for _ in range(length):
            day = date.fromordinal(day.toordinal() + 1)
        return day
    if unit == "working_days":
        left = length
        while left:
            day = date.fromordinal(day.toordinal() + 1)
            off = any(not entry.works for entry in calendar.holidays.get(day, ()))
            left -= 0 if off or day.isoweekday() > 5 else 1
        return day
    year, month = start.year, start.month
    for _ in range(length * (12 if unit == "years" else 1)):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for wanted in (start.day, 30, 29, 28):
        try:
            return date(year, month, min(wanted, start.day))
        except ValueError:
            continue
    raise AssertionError


@settings(max_examples=1000, deadline=None)
@given(
    start=DAYS,
    length=st.integers(1, 40),
    unit=st.sampled_from(["days", "working_days", "months", "years"]),
    zone=st.sampled_from(ZONES),
    code=st.sampled_from(["ph", "sg", "neutral"]),
)
def test_a_limit_in_days_equals_an_independent_reckoning(start, length, unit, zone, code):
    """T24: generated deadlines over changes of the clock, leap days, holidays, missing days."""
    calendar = CALENDARS[code]
    expected = _last_day(start, length, unit, calendar)
    assume(unit != "working_days" or expected.year < 2027)  # later ones rest on estimates
    found = reckon(a_clock(start.isoformat(), length, unit), calendar, zone)
    assert found.last_day == expected
    assert abs(found.due - _midnight_after(expected, zone)) <= timedelta(seconds=1)
    local = (found.due - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    assert local <= expected < found.due.astimezone(ZoneInfo(zone)).date()


@settings(max_examples=500, deadline=None)
@given(
    moment=st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)),
    hours=st.integers(1, 400),
    zone=st.sampled_from(ZONES),
)
def test_hours_are_elapsed_time_whatever_the_local_clock_does(moment, hours, zone):
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(zone))
    assume(local.fold == 0)
    start = local.strftime("%Y-%m-%dT%H:%M")
    clock = a_clock(start, hours, counts_from="instant")
    assert reckon(clock, None, zone).due == moment + timedelta(hours=hours)


@given(start=DAYS, length=st.integers(1, 60), gap=st.integers(0, 30), days=st.integers(1, 30))
def test_a_pause_moves_the_end_by_its_days_or_not_at_all(start, length, gap, days):
    since = start + timedelta(days=gap)
    pause = (since.isoformat(), (since + timedelta(days=days)).isoformat())
    plain = reckon(a_clock(start.isoformat(), length, "days"), None, MANILA).last_day
    paused = reckon(a_clock(start.isoformat(), length, "days", pauses=(pause,)), None, MANILA)
    moved = timedelta(days=days if since <= plain else 0)
    assert paused.last_day == plain + moved


@given(start=DAYS, first=st.integers(1, 90), more=st.integers(1, 90), cap=st.integers(1, 150))
def test_a_cap_is_never_passed_and_only_then_cuts(start, first, more, cap):
    clock = a_clock(
        start.isoformat(), first, "days",
        extensions=({"length": more, "unit": "days"},), cap=(cap, "days"),
    )  # fmt: skip
    expected = start + timedelta(days=min(first + more, cap))
    assert reckon(clock, None, MANILA).last_day == expected
