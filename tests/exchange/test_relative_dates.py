"""Dates that count from the day of loading, on whatever day and hour that is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ctj.exchange.demonstration.caseload import files
from ctj.exchange.relative_dates import is_relative, resolved
from ctj.exchange.timeline_reader import read_timelines
from ctj.exchange.timeline_recorded import NotAMoment, recorded_at
from ctj.workflow.overlays import load_overlay

ZONE = "Asia/Manila"
NOW = datetime(2028, 2, 29, 1, 30, tzinfo=UTC)  # 09:30 in Manila


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("today", "2028-02-29"),
        ("today-2d", "2028-02-27"),
        ("today+1w", "2028-03-07"),
        ("today-1y", "2027-02-28"),
        ("today-12m", "2027-02-28"),
        ("today+1m", "2028-03-29"),
        ("today+4dT08:30", "2028-03-04T08:30"),
        ("now-20h", "2028-02-28T13:30"),
        ("today-3m..today-2m", "2027-11-29..2027-12-29"),
        ("2005-01-01..today", "2005-01-01..2028-02-29"),
    ],
)
def test_what_a_relative_date_means(text: str, written: str) -> None:
    assert is_relative(text)
    assert resolved({"a": [text]}, NOW, ZONE) == {"a": [written]}


@pytest.mark.parametrize("text", ["today he fled", "today-2", "now", "now-2d", "2005", "tomorrow"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not is_relative(text)
    assert resolved(text, NOW, ZONE) == text


def _instants() -> list[datetime]:
    """Every hour of days at the ends of months and years, and of an ordinary one."""
    days = [
        (2026, 11, 25),
        (2027, 1, 1),
        (2027, 3, 1),
        (2028, 2, 29),
        (2027, 12, 31),
        (2027, 5, 31),
    ]
    starts = [datetime(*day, tzinfo=ZoneInfo(ZONE)) for day in days]
    return [start + timedelta(hours=hour, minutes=7) for start in starts for hour in range(24)]


def test_the_open_cases_are_in_order_whenever_they_are_loaded() -> None:
    """Recorded never before the event above, never ahead; so the demonstration always starts."""
    cases = [one for one in read_timelines(files()) if one.relative]
    assert len(cases) >= 8
    zones = {c.jurisdiction: load_overlay(c.jurisdiction).jurisdiction.time_zone for c in cases}
    for now in _instants():
        for case in cases:
            last = None
            for event in case.events:
                if event.recorded is not None:
                    last = recorded_at(
                        event.recorded, now, zones[case.jurisdiction], relative=True, after=last
                    )


def test_what_was_recorded_today_is_recorded_by_now() -> None:
    assert recorded_at("today", NOW, ZONE, relative=True) == NOW
    with pytest.raises(NotAMoment, match="lies ahead"):
        recorded_at("today+2d", NOW, ZONE, relative=True)
