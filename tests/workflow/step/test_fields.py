"""Each type of field: what it takes, what it refuses, and with which words."""

from __future__ import annotations

import pytest

from .forms import CONTEXT, as_of, one, refusal, text

DATE = text("occurred_on", type="date")
LATER = text("due", type="date")
PLEA = text("plea", type="code", lists=("plea",))
FORMS = text("forms", type="code", lists=("form", "plea"), many=True)
SUM = text("sum", type="money")
LEVEL = text("level", type="num", minimum=1, maximum=5)
COURT = text("court", type="org", kind="court")


@pytest.mark.parametrize(
    ("field", "given", "typed"),
    [
        (text("t"), "  a word ", "a word"),
        (text("t"), "cafe\u0301", "café"),
        (text("n", type="note"), "one\r\ntwo\tthree", "one\ntwo\tthree"),
        (DATE, "2005-11-29", "2005-11-29"),
        (DATE, "2005-11", "2005-11"),
        (DATE, "unknown", "unknown"),
        (DATE, "2005-11-01..2005-11-15", "2005-11-01..2005-11-15"),
        (DATE, {"day": "29", "month": "11", "year": "2005", "time": "16:10"}, "2005-11-29T16:10"),
        (DATE, {"day": "", "month": "", "year": "2005", "time": ""}, "2005"),
        (DATE, {"unknown": "yes", "day": ""}, "unknown"),
        (
            DATE,
            {"year": "2005", "month": "11", "to": {"year": "2006", "month": ""}},
            "2005-11..2006",
        ),
        (
            DATE,
            {"value": "2005-11-29", "source": "court"},
            {"value": "2005-11-29", "source": "court"},
        ),
        (
            DATE,
            {"year": "2005", "alternatives": [{"value": "2006", "source": "press"}, {"year": ""}]},
            {"value": "2005", "alternatives": [{"value": "2006", "source": "press"}]},
        ),
        (
            DATE,
            {"day": "29", "month": "11", "year": "2548", "calendar": "buddhist_era"},
            {"value": "2005-11-29", "typed": "2548-11-29"},
        ),
        (DATE, "2548-11", {"value": "2005-11", "typed": "2548-11"}),
        (LATER, "2031-01-01", "2031-01-01"),
        (text("yn", type="yn"), "unknown", "unknown"),
        (PLEA, "guilty", "guilty"),
        (PLEA, ["guilty"], "guilty"),
        (PLEA, "not_asked", "not_asked"),
        (FORMS, ["forced_labour", "sexual_exploitation"], ["sexual_exploitation", "forced_labour"]),
        (FORMS, "guilty", ["guilty"]),
        (FORMS, ["unknown"], ["unknown"]),
        (text("c", type="code", lists=("country",), many=True), ["TH", "PH"], ["PH", "TH"]),
        (text("o", type="code", lists=("offence_statute",)), "ph.tip.4", "ph.tip.4"),
        (LEVEL, "2", 2),
        (LEVEL, 3, 3),
        (LEVEL, "unknown", "unknown"),
        (SUM, "50000.00 PHP", {"PHP": "50000.00"}),
        (SUM, "PHP 50,000.50", {"PHP": "50000.50"}),
        (SUM, {"amount": "007", "currency": "VND"}, {"VND": "7"}),
        (SUM, {"SGD": "4878.31"}, {"SGD": "4878.31"}),
        (SUM, "unknown", "unknown"),
        (text("p", type="place"), "PH-MNL", "PH-MNL"),
        (text("p", type="place"), "unknown", "unknown"),
        (text("s", type="subj", kind="accused"), "A2", "id-A2"),
        (text("s", type="subj", kind="any", many=True), ["V1", "A1"], ["id-V1", "id-A1"]),
        (text("u", type="user"), "ana@example.org", "u1"),
        (COURT, "rtc-12", "o1"),
        (COURT, "regional trial court 12", "o1"),
        (COURT, "unknown", "unknown"),
        (text("a", type="org", kind="agency"), "o3", "o3"),
        (text("r", type="rowref", register="charges"), "charge 1 of A2", "row-id-A2-1"),
        (text("r", type="rowref", register="charges"), "charge 2", "row-id-A1-2"),
        (text("case", type="case"), "CTJ-2025-7K3M", "case-1"),
    ],
)
def test_what_is_written_becomes_a_value(field, given, typed):
    assert one(field, given) == typed


@pytest.mark.parametrize("given", ["", "  ", None, [], {}, {"day": "", "month": " "}, [""]])
def test_an_empty_answer_is_absent_and_never_an_empty_value(given):
    for field in (text("t"), DATE, PLEA, FORMS, LEVEL, COURT, SUM):
        assert one(field, given) is None


def test_a_currency_or_calendar_chosen_beforehand_is_no_answer():
    assert one(SUM, {"amount": "", "currency": "PHP"}) is None
    assert one(DATE, {"calendar": "buddhist_era", "year": ""}) is None


@pytest.mark.parametrize(
    ("field", "given", "path", "told"),
    [
        (text("t"), "x" * 201, "t", "201 characters; 200 are allowed"),
        (text("n", type="note"), "x" * 20_001, "n", "20,001 characters; 20,000 are allowed"),
        (text("t"), "a\x00b", "t", "Character 2 cannot be shown (U+0000)"),
        (text("t"), "a\u202eb", "t", "U+202E"),
        (text("t"), "two\nlines", "t", "one line"),
        (text("t"), ["a", "b"], "t", "not a list"),
        (text("t"), "met Maria there", "t", "sealed name of V1"),
        (DATE, "2005-02-30", "occurred_on.day", "no 30 February 2005"),
        (DATE, {"day": "31", "month": "4", "year": "2005"}, "occurred_on.day", "30 days"),
        (DATE, {"day": "1", "month": "", "year": "2005"}, "occurred_on.month", "month is missing"),
        (DATE, {"year": "2005", "time": "16:10"}, "occurred_on.day", "A time needs a day"),
        (DATE, {"year": "2005", "calendar": "maya"}, "occurred_on.calendar", "not known here"),
        (DATE, {"year": "2005", "source": "gossip"}, "occurred_on.source", "not in the list"),
        (DATE, {"year": "2005", "yaer": "x"}, "occurred_on", "no part 'yaer'"),
        (DATE, "2025-11-28", "occurred_on", "in the future"),
        (DATE, "2031", "occurred_on.year", "in the future"),
        (DATE, "1899-12-31", "occurred_on.year", "before 1900"),
        (DATE, "29/11/2005", "occurred_on", "not a date that can be read"),
        (DATE, {"year": "2005", "to": {"year": "2004"}}, "occurred_on.to", "before the start"),
        (
            DATE,
            {"year": "2005", "alternatives": [{"value": "2005-02-30"}]},
            "occurred_on.alternatives.0.day",
            "no 30 February",
        ),
        (text("charged", type="date", kind="past"), "2031-01", "charged", "in the future"),
        (text("y", type="yn"), "true", "y", "yes, no or unknown"),
        (PLEA, "gilty", "plea", "Did you mean guilty"),
        (PLEA, "Not guilty", "plea", "Write 'not_guilty'"),
        (PLEA, "zzz", "plea", "Use one of: guilty, not_guilty, no_plea"),
        (PLEA, "withheld", "plea", "not in the list"),
        (PLEA, ["guilty", "no_plea"], "plea", "One value"),
        (FORMS, ["guilty", "guilty"], "forms", "twice"),
        (FORMS, ["unknown", "guilty"], "forms", "stands beside other values"),
        (text("c", type="code", lists=("country",)), "Philippines", "c", "not in the list"),
        (LEVEL, "6", "level", "between 1 and 5"),
        (LEVEL, "two", "level", "whole number"),
        (LEVEL, "1e3", "level", "whole number"),
        (LEVEL, "٣", "level", "whole number"),
        (SUM, "50000", "sum.currency", "currency is missing"),
        (SUM, "PHP", "sum.amount", "amount is missing"),
        (SUM, "PHP -5", "sum.amount", "no sign"),
        (SUM, "PHP 50.000,00", "sum.amount", "not an amount"),
        (SUM, {"amount": "5", "currency": "XXX"}, "sum.currency", "not a currency"),
        (text("p", type="place"), "Manila", "p", "ISO 3166-2"),
        (text("s", type="subj", kind="accused"), "V1", "s", "no accused 'V1'. Use one of: A1, A2"),
        (text("s", type="subj", kind="any", many=True), ["A1", "A1"], "s", "Entry 2"),
        (text("u", type="user"), "Anna Reyes", "u", "Did you mean Ana Reyes"),
        (COURT, "City prosecutor", "court", "no court"),
        (text("r", type="rowref", register="charges"), "charge 9", "r", "charge 1 of A1"),
        (text("case", type="case"), "CTJ-0000-0000", "case", "Check the reference"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_field_and_the_mend(field, given, path, told):
    error = refusal(field, given)
    assert error.path == path
    assert told in error.sentence
    assert error.label == field.label


def test_hidden_and_retired_codes_are_refused_and_local_ones_taken():
    hidden = as_of(CONTEXT, hidden={"plea": frozenset({"no_plea"})})
    assert "not used in this jurisdiction" in refusal(PLEA, "no_plea", hidden).sentence
    plea = CONTEXT.library.codes["plea"].codes["guilty"]
    local = as_of(CONTEXT, local_codes={"plea": (plea.__class__("guilty_tic", "TIC", "."),)})
    assert one(PLEA, "guilty_tic", local) == "guilty_tic"


def test_names_are_not_looked_for_in_fields_that_are_there_for_names():
    assert one(text("full_name", identifying=True), "Maria") == "Maria"
