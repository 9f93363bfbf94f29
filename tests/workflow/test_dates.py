"""Dates with precision: entry, text form, order, instants (indicators.md 1.4, process.md 1.5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctj.workflow.dates import (
    UNKNOWN,
    DatedValue,
    DateRefused,
    PartialDate,
    parse,
    range_between,
    refuse_end_before_start,
    refuse_future,
)
from ctj.workflow.instants import end_of_day, start_of_day

DAYS = st.dates(date(1900, 1, 1), date(2399, 12, 31))
SINGLE = st.one_of(
    DAYS.map(PartialDate.from_day),
    DAYS.map(lambda day: parse(f"{day:%Y-%m}" if day.year > 999 else "1999-01")),
    DAYS.map(lambda day: parse(f"{day.year}")),
)
MINUTES = st.tuples(DAYS, st.times()).map(lambda dt: parse(f"{dt[0]:%Y-%m-%d}T{dt[1]:%H:%M}"))


@st.composite
def ranges(draw):
    first, last = draw(SINGLE), draw(SINGLE)
    return range_between(last, first) if last.certainly_before(first) else (
        range_between(first, last)
    )  # fmt: skip


ANY = st.one_of(SINGLE, MINUTES, ranges(), st.just(UNKNOWN))


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2005-11-29T16:10", "minute", "2005-11-29", "2005-11-29"),
        ("2005-11-29", "day", "2005-11-29", "2005-11-29"),
        ("2004-02", "month", "2004-02-01", "2004-02-29"),
        ("2005", "year", "2005-01-01", "2005-12-31"),
        ("2015-05-01..2015-05-30", "range", "2015-05-01", "2015-05-30"),
        ("2014..2018-03", "range", "2014-01-01", "2018-03-31"),
    ],
)
def test_the_text_form_gives_precision_and_bounds(text, precision, first, last):
    read = parse(text)
    assert (read.precision, str(read)) == (precision, text)
    assert (read.first_day, read.last_day) == (date.fromisoformat(first), date.fromisoformat(last))


def test_unknown_has_no_bounds():
    assert (UNKNOWN.is_unknown, UNKNOWN.first_day, UNKNOWN.last_day) == (True, None, None)
    assert parse("unknown") == UNKNOWN


def test_a_range_of_one_day_is_that_day():
    assert parse("2015-05-01..2015-05-01") == parse("2015-05-01")


@pytest.mark.parametrize(
    ("text", "acts_as"),
    [
        ("2015-05-01..2015-05-30", "month"),
        ("2015-05-01..2015-06-01", "year"),
        ("2014..2018", "unknown"),
        ("2015-05", "month"),
    ],
)
def test_a_range_behaves_as_the_precision_that_contains_it(text, acts_as):
    assert parse(text).acts_as == acts_as


PARTS_REFUSED = {
    "30 February": ({"day": "30", "month": "2", "year": "2015"}, "day", "no 30 February 2015"),
    "29 February": ({"day": 29, "month": 2, "year": 2015}, "day", "that month has 28 days"),
    "month 13": ({"day": "1", "month": "13", "year": "2015"}, "month", "no month 13"),
    "day 0": ({"day": "0", "month": "1", "year": "2015"}, "day", "no 0 January"),
    "day without month": ({"day": "3", "year": "2015"}, "month", "month is missing"),
    "month without year": ({"month": "3"}, "year", "year is missing"),
    "nothing": ({}, "", "No date was given"),
    "letters": ({"year": "MMXV"}, "year", "not a number"),
    "digits without end": ({"year": "1" * 9000}, "year", "not a number"),
    "under 1900": ({"year": "1899"}, "year", "before 1900"),
    "two digits": ({"year": "05"}, "year", "four digits"),
    "far ahead": ({"year": "2399", "calendar": "buddhist", "month": "1"}, "year", "Buddhist Era"),
    "past all": ({"year": "2701"}, "year", "too far ahead"),
    "time without day": ({"month": "3", "year": "2015", "time": "10:00"}, "day", "needs a day"),
    "25 hours": ({"day": 1, "month": 3, "year": 2015, "time": "25:00"}, "time", "time of day"),
    "date and unknown": ({"year": "2015", "unknown": True}, "", "Clear one"),
    "Gregorian called Buddhist": (
        {"year": "2015", "calendar": "buddhist"}, "year", "not a year of the Buddhist Era",
    ),
    "Buddhist before 1900": ({"year": "2442", "calendar": "buddhist"}, "year", "1899"),
    "other calendar": ({"year": "1440", "calendar": "hijri"}, "calendar", "not known here"),
    "end before start": (
        {"day": 5, "month": 5, "year": 2015, "range_to": parse("2015-05-04")},
        "to", "The end (4 May 2015) is before the start (5 May 2015)",
    ),
    "range with a time": (
        {"day": 5, "month": 5, "year": 2015, "range_to": parse("2015-05-06T10:00")},
        "to", "cannot be an end",
    ),
    "range to unknown": ({"year": 2015, "range_to": UNKNOWN}, "to", "cannot be an end"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "field", "says"), PARTS_REFUSED.values(), ids=PARTS_REFUSED.keys()
)
def test_an_impossible_entry_is_refused_naming_the_field_and_the_mend(parts, field, says):
    with pytest.raises(DateRefused) as refused:
        PartialDate.from_parts(**parts)
    assert refused.value.part == field
    assert says in refused.value.sentence


@pytest.mark.parametrize(
    "text",
    ["", "29/11/2005", "2005-13-01", "2005-11-31", "2005-1-1", "2005-11-29T24:00", "unknown..2005",
     "2005..", "2005-11-29 16:10", "٢٠٠٥", "2005-11-29T16:10..2005-11-30", "1899", "2005-02-29"],
)  # fmt: skip
def test_a_text_that_is_no_date_is_refused_with_a_sentence(text):
    with pytest.raises(DateRefused) as refused:
        parse(text)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("parts", "text", "said"),
    [
        ({"day": "29", "month": "11", "year": "2548"}, "2005-11-29", "B.E. 2548 = 2005"),
        ({"year": "2548", "calendar": "buddhist"}, "2005", "B.E. 2548 = 2005"),
        ({"day": "29", "month": "2", "year": "2551"}, "2008-02-29", "B.E. 2551 = 2008"),
        ({"day": "๒๙", "month": "๑๑", "year": "๒๕๔๘"}, "2005-11-29", "B.E. 2548 = 2005"),
    ],
)
def test_a_buddhist_year_is_converted_in_sight(parts, text, said):
    entered = PartialDate.from_parts(**parts)
    assert (entered.text, entered.converted) == (text, said)
    assert entered == parse(text)


def test_29_february_of_a_buddhist_year_follows_the_gregorian_leap_year():
    with pytest.raises(DateRefused, match="no 29 February 2007"):
        PartialDate.from_parts(29, 2, 2550)


def test_buddhist_years_in_a_range_are_converted_and_said():
    converted = parse("2548-05..2549")
    assert converted.text == "2005-05..2006"
    assert converted.converted == "B.E. 2548 = 2005; B.E. 2549 = 2006"


NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # 10:00 in Manila


@pytest.mark.parametrize(
    "text", ["2026-03-10", "2026-03-11", "2026-03-11T10:00", "2026-03", "2026"]
)
def test_what_may_have_happened_already_is_taken(text):
    refuse_future(parse(text), NOW, "Asia/Manila")


@pytest.mark.parametrize(
    "text", ["2026-03-11T10:01", "2026-03-12", "2026-04", "2027", "2026-03-12..2027"]
)
def test_more_than_24_hours_ahead_is_refused(text):
    with pytest.raises(DateRefused, match="is in the future"):
        refuse_future(parse(text), NOW, "Asia/Manila")


def test_an_end_that_may_lie_after_the_start_is_taken():
    refuse_end_before_start(parse("2015-05-20"), parse("2015-05"))
    with pytest.raises(DateRefused, match="is before the start"):
        refuse_end_before_start(parse("2015-05-20"), parse("2015-04"))


def test_a_day_is_neither_surely_before_nor_surely_after_a_minute_of_it():
    day, minute = parse("2005-11-29"), parse("2005-11-29T16:10")
    assert not day.certainly_before(minute)
    assert not minute.certainly_before(day)
    assert day.possibly_before(minute)
    assert minute.possibly_before(day)
    assert minute.certainly_before(parse("2005-11-29T16:11"))
    assert not minute.possibly_before(minute)


@given(ANY)
def test_text_is_read_back_as_the_same_date(when):
    assert parse(str(when)) == when


@given(ANY, ANY)
def test_surely_before_excludes_possibly_after(one, other):
    if one.certainly_before(other):
        assert one.possibly_before(other)
        assert not other.possibly_before(one)
        assert one.last_day <= other.first_day
    if one.is_unknown or other.is_unknown:
        assert one.possibly_before(other)
        assert not one.certainly_before(other)


@given(SINGLE, SINGLE)
def test_one_of_before_after_or_perhaps_always_holds(one, other):
    surely = one.certainly_before(other) + other.certainly_before(one)
    overlap = one.first_day <= other.last_day and other.first_day <= one.last_day
    assert surely == (0 if overlap else 1)


@given(DAYS, st.sampled_from(["day", "month", "year"]))
def test_the_fields_of_a_form_and_the_text_give_the_same_date(day, precision):
    parts = {"year": str(day.year)}
    text = f"{day.year:04}"
    if precision != "year":
        parts["month"], text = str(day.month), f"{text}-{day.month:02}"
    if precision == "day":
        parts["day"], text = str(day.day), f"{text}-{day.day:02}"
    assert PartialDate.from_parts(**parts).text == text


@given(st.integers(1900, 2157), st.integers(1, 12))
def test_a_buddhist_year_is_543_more(year, month):
    entered = PartialDate.from_parts(month=month, year=year + 543, calendar="buddhist")
    assert entered == parse(f"{year}-{month:02}")


ZONES = ["Asia/Manila", "Asia/Bangkok", "Asia/Kolkata", "Europe/Paris", "America/New_York",
         "Australia/Sydney", "Pacific/Apia", "America/Sao_Paulo", "America/Havana"]  # fmt: skip


def _day_of(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.sampled_from(ZONES))
def test_a_local_day_begins_and_ends_where_the_local_date_changes(day, zone):
    start, end = start_of_day(day, zone), end_of_day(day, zone)
    moment = timedelta(seconds=1)
    assert _day_of(start - moment, zone) < day
    assert _day_of(end, zone) > day
    if _day_of(start, zone) == day:  # else the day did not exist there
        assert _day_of(end - moment, zone) == day
    else:
        assert start == end


def test_apia_had_no_30_december_2011():
    assert end_of_day(date(2011, 12, 29), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert end_of_day(date(2011, 12, 30), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert end_of_day(date(2011, 12, 31), "Pacific/Apia") == datetime(2011, 12, 31, 10, tzinfo=UTC)


def test_a_start_known_to_the_day_counts_from_its_end():
    day = parse("2026-03-29")
    assert day.instant("Europe/Paris") == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert day.instant("Europe/Paris", "start_of_day") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert day.instant("Europe/Paris", "instant") == day.instant("Europe/Paris")


def test_a_start_known_to_the_minute_counts_from_the_minute():
    minute = parse("2026-10-25T02:30")  # came twice in Paris: the first counts
    assert minute.instant("Europe/Paris") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert minute.instant("Asia/Kolkata") == datetime(2026, 10, 24, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-03", "2026", "unknown", "2026-03-01..2026-03-02"])
def test_a_start_known_less_closely_has_no_instant(text):
    assert parse(text).instant("Asia/Manila") is None


def test_a_date_without_source_is_stored_as_text():
    assert DatedValue(parse("2005-11")).to_json() == "2005-11"
    assert DatedValue.from_json("2005-11") == DatedValue(parse("2005-11"))


def test_conflicting_dates_are_all_kept_and_one_is_preferred():
    """PH-GR-195419: 29 November in the judgment, 29 December in the case-law database."""
    both = DatedValue(parse("2005-11-29"), "court", ((parse("2005-12-29"), "other"),))
    stored = {
        "value": "2005-11-29",
        "source": "court",
        "alternatives": [{"value": "2005-12-29", "source": "other"}],
    }
    assert both.to_json() == stored
    assert DatedValue.from_json(stored) == both
    assert both.is_conflicting
    assert not DatedValue(parse("2005"), "court", ((parse("2005"), "press"),)).is_conflicting


@pytest.mark.parametrize(
    "stored", [None, 3, ["2005"], {}, {"value": "x"}, {"value": "2005", "alternatives": [{}]}]
)
def test_what_is_no_stored_date_is_refused(stored):
    with pytest.raises(DateRefused):
        DatedValue.from_json(stored)


@given(ANY, st.sampled_from([None, "court", "press"]), st.lists(ANY, max_size=2))
def test_a_dated_value_survives_storage(value, source, others):
    kept = DatedValue(value, source, tuple((other, "police") for other in others))
    assert DatedValue.from_json(kept.to_json()) == kept


def test_a_date_is_said_in_words():
    said = [parse(t).in_words() for t in ("2005-11-29T16:10", "2005-11", "2005", "unknown")]
    assert said == ["29 November 2005, 16:10", "November 2005", "2005", "not known"]
    assert parse("2015-05-01..2015-05-30").in_words() == "1 May 2015 to 30 May 2015"
    assert parse("2005-11-29T16:10").clock_time == time(16, 10)
