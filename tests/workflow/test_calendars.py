"""Working days, and the calendars that are shipped (jurisdictions.md 0.6 and 12)."""

from datetime import date
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctj.paths import workflows_dir
from ctj.workflow.calendar_files import CalendarsRefused, calendars_from
from ctj.workflow.calendar_generator import recipe_of, regenerated
from ctj.workflow.calendars import Calendar, CalendarError, Holiday, WorkingWeek

CALENDARS = calendars_from()
WEEK = frozenset(range(5))
ALWAYS = (WorkingWeek(WEEK),)


def a_calendar(*holidays: Holiday, weeks=ALWAYS) -> Calendar:
    return Calendar("xx", 2020, 2030, tuple(weeks), {h.day: (h,) for h in holidays})


def test_weekends_and_holidays_are_not_worked():
    calendar = a_calendar(Holiday(date(2026, 1, 1), "New year"))
    assert not calendar.is_working_day(date(2026, 1, 1))
    assert calendar.is_working_day(date(2026, 1, 2))
    assert not calendar.is_working_day(date(2026, 1, 3))


def test_a_day_outside_the_years_held_names_calendar_and_year():
    for ask in (
        lambda c: c.is_working_day(date(2031, 1, 1)),
        lambda c: c.add_working_days(date(2030, 12, 30), 9),
        lambda c: c.add_working_days(date(2020, 1, 3), -9),
        lambda c: c.rolled(date(2031, 1, 1), estimated_count=True),
    ):
        with pytest.raises(CalendarError) as refused:
            ask(a_calendar())
        assert refused.value.calendar == "xx"
        assert str(refused.value.year) in str(refused.value)
        assert "2020 to 2030" in str(refused.value)


def test_an_estimated_holiday_is_counted_both_ways():
    calendar = a_calendar(Holiday(date(2026, 3, 20), "Eid", estimated=True))  # a Friday
    end = calendar.add_working_days(date(2026, 3, 19), 1)
    assert (end.earliest, end.latest) == (date(2026, 3, 20), date(2026, 3, 23))
    assert not end.is_certain
    assert calendar.is_uncertain(date(2026, 3, 20))
    assert not calendar.is_uncertain(date(2026, 3, 21))
    assert calendar.add_working_days(date(2026, 3, 23), 2).is_certain


def test_a_day_of_a_subdivision_counts_only_there():
    calendar = a_calendar(Holiday(date(2026, 1, 5), "Founding day", scope="XX-01"))
    assert calendar.is_working_day(date(2026, 1, 5))
    assert calendar.is_working_day(date(2026, 1, 5), subdivision="XX-02")
    assert not calendar.is_working_day(date(2026, 1, 5), subdivision="XX-01")


def test_a_saturday_worked_for_a_monday_counts():
    calendar = a_calendar(Holiday(date(2026, 1, 10), "worked for the 12th", works=True))
    assert calendar.is_working_day(date(2026, 1, 10))


def test_a_working_week_that_changes_holds_from_its_day():
    """Malaysia, Johor: Sunday to Thursday until 2024, then Monday to Friday (12.2)."""
    calendar = a_calendar(
        weeks=[
            WorkingWeek(frozenset({6, 0, 1, 2, 3})),
            WorkingWeek(WEEK, since=date(2025, 1, 1)),
        ]
    )
    assert calendar.is_working_day(date(2024, 12, 29))  # a Sunday
    assert not calendar.is_working_day(date(2024, 12, 27))  # a Friday
    assert not calendar.is_working_day(date(2025, 1, 5))
    assert calendar.is_working_day(date(2025, 1, 3))


def test_rolling_goes_to_the_next_working_day_or_back():
    calendar = a_calendar(Holiday(date(2026, 1, 1), "New year"))
    assert calendar.rolled(date(2026, 1, 1), estimated_count=True) == date(2026, 1, 2)
    assert calendar.rolled(date(2026, 1, 3), estimated_count=True) == date(2026, 1, 5)
    assert calendar.rolled(date(2026, 1, 1), estimated_count=True, back=True) == date(2025, 12, 31)
    assert calendar.rolled(date(2026, 1, 2), estimated_count=True) == date(2026, 1, 2)


@given(
    st.dates(date(2005, 6, 1), date(2028, 6, 1)),
    st.integers(1, 60),
    st.sampled_from(["ph", "sg", "neutral"]),
)
def test_counting_on_and_counting_between_agree(start, days, code):
    calendar = CALENDARS[code]
    for estimated in (True, False):
        end = calendar.counted(start, days, estimated_count=estimated)
        assert calendar.is_working_day(end, estimated_count=estimated)
        between = calendar.working_days_between(start, end, estimated_count=estimated)
        assert between == days
        assert calendar.counted(end, 0, estimated_count=estimated) == end


@given(st.dates(date(2005, 6, 1), date(2028, 6, 1)), st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(start, days):
    calendar = CALENDARS["ph"]
    start = calendar.rolled(start, estimated_count=True)
    end = calendar.counted(start, days, estimated_count=True)
    assert calendar.counted(end, -days, estimated_count=True) == start


# --- the files


def test_countries_hold_2005_to_2028():
    for code in ("ph", "sg"):
        assert (CALENDARS[code].first_year, CALENDARS[code].last_year) == (2005, 2028)


def test_every_entry_says_where_it_is_from_and_nothing_is_verified():
    for calendar in CALENDARS.values():
        assert calendar.status == "unverified"
        assert calendar.note
        for entries in calendar.holidays.values():
            assert all(entry.name and entry.scope and entry.source for entry in entries)


@pytest.mark.parametrize(
    ("code", "day", "estimated"),
    [
        ("ph", "2026-03-20", False),  # Islamic days are entered by hand to 2026
        ("ph", "2027-03-09", True),  # marked by the package
        ("ph", "2027-03-25", False),  # Holy Thursday, entered by hand to 2027
        ("ph", "2028-04-13", True),  # every day that moves, after 2027 (caveat 1)
        ("ph", "2028-08-28", True),
        ("ph", "2028-12-25", False),
        ("sg", "2027-03-10", False),
        ("sg", "2028-05-09", True),
        ("sg", "2028-08-09", False),
    ],
)
def test_movable_days_are_estimates_after_what_was_entered_by_hand(code, day, estimated):
    entries = CALENDARS[code].holidays[date.fromisoformat(day)]
    assert [entry.estimated for entry in entries] == [estimated]


def test_special_working_days_of_the_philippines_are_worked():
    """Caveat 4: 27 July 2024 was a Saturday; 8 September 2026 is a Tuesday and is worked."""
    assert CALENDARS["ph"].is_working_day(date(2026, 9, 8))
    assert CALENDARS["ph"].is_working_day(date(2025, 9, 8))


def test_a_singapore_holiday_on_a_sunday_gives_the_monday():
    """Caveat 10."""
    assert not CALENDARS["sg"].is_working_day(date(2026, 6, 1))
    assert not CALENDARS["sg"].is_working_day(date(2024, 2, 12))


@pytest.mark.parametrize("code", ["ph", "sg"])
def test_the_file_is_what_its_generator_gives(code):
    """A package that was updated must not move a legal date unseen: a person accepts the change."""
    text = (workflows_dir() / "calendars" / f"{code}.yaml").read_text(encoding="utf-8")
    if recipe_of(text).version != version("holidays"):
        pytest.skip("another version of the package holidays is installed than the file names")
    assert regenerated(text) == text


HEAD = (
    "calendar: xx\nworking_week:\n  - {days: [mon, tue]}\nvalid_years: {first: 2024, last: 2025}\n"
)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + "holidays: {2024: []}\n", 4, "says that it holds 2025"),
        (HEAD + "holidays: {2024: [], 2025: [], 2026: []}\n", 5, "2026 is no valid year"),
        (HEAD + "holidays: {2024: [{date: 2023-01-01, name: x}], 2025: []}\n", 5, "stands under"),
        (HEAD + "holidays: {2024: [{date: 2024-02-30, name: x}], 2025: []}\n", 5, "30 February"),
        (HEAD + "holidays: {2024: [{date: 2024-02, name: x}], 2025: []}\n", 5, "has no day"),
        (HEAD + "holidays: {2024: [{date: 2024-02-01}], 2025: []}\n", 5, "no 'name'"),
        (HEAD + "holidays: {2024: [{dat: 2024-02-01, name: x}], 2025: []}\n", 5, "key 'dat'"),
        (HEAD, 1, "no 'holidays'"),
        (HEAD.replace("[mon, tue]", "[mon, tues]"), 3, "no day 'tues'"),
        (HEAD.replace("[mon, tue]", "[]"), 1, "no working week"),
        (HEAD.replace("2025}", "2023}"), 4, "ends before it begins"),
        (HEAD.replace("calendar: xx", "calendar: yy"), 1, "The file is 'xx'"),
        ("calendar: xx\nworking_week: [{days: [mon]}]\nholidays: {}\n", 1, "no 'valid_years'"),
    ],
)
def test_a_calendar_that_does_not_hold_together_is_refused(tmp_path, text, line, says):
    (tmp_path / "xx.yaml").write_text(text)
    with pytest.raises(CalendarsRefused) as refused:
        calendars_from(tmp_path)
    assert any(says in f.reason and f.line == line and f.mend for f in refused.value.findings), [
        str(f) for f in refused.value.findings
    ]
