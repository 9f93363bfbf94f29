"""What must not be taken, at the page: a sentence that names field and mend, what was typed is
kept, nothing is half-saved, and nothing of ours fails."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import func, select

from ctj.model.events import Event
from ctj.model.registers import RegisterRow
from tests.web.controls import form_in
from tests.web.test_every_step import told_errors

NOTE = "The docket was read at the registry."
CHARGE = {
    "occurred_on.day": ["1"],
    "occurred_on.month": ["4"],
    "occurred_on.year": ["2024"],
    "charges.0.row": ["new"],
    "charges.0.offence": ["ph.tip.4a"],
    "docket": ["R-1234"],
    "offence_dates.day": ["1"],
    "offence_dates.month": ["1"],
    "offence_dates.year": ["2024"],
    "in_custody": ["no"],
    "note": [NOTE],
}


@pytest.fixture
def case(story):
    return story.begun()


@pytest.fixture
def pros(case, sign_in):
    return sign_in("pros")


def url(case, transition="charge", rest="?for=A1"):
    return f"/cases/{case.reference}/steps/prosecution/{transition}{rest}"


def charge(case, pros, status, **changed):
    """The form of a charge, sent with some answers changed; ``__`` stands for a dot."""
    form = form_in(pros.get(url(case)))
    told = {name.replace("__", "."): [value] for name, value in changed.items()}
    court = {"court": [case.world.agency("court")]}
    sent = {**form.sent(), **CHARGE, **court, **told, "do": ["check"]}
    answer = pros.client.post(url(case), data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, (answer.status_code, told_errors(page))
    return page


def written(case):
    """How many events and rows there are."""
    with case.world.database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Event, RegisterRow)
        ]


@pytest.mark.parametrize(
    ("changed", "where", "sentence"),
    [
        ({"charges__0__offence": "ph.tip.99"}, "f-charges-0-offence", "Offence"),
        ({"in_custody": "perhaps"}, "f-in_custody", "custody"),
        ({"court": "no-such-court"}, "f-court", "Court"),
        ({"occurred_on__day": "30", "occurred_on__month": "2"}, "f-occurred_on", "February"),
        ({"occurred_on__year": "2090"}, "f-occurred_on", "future"),
        (
            {"offence_dates__to__year": "2023", "offence_dates__to__month": "1"},
            "f-offence_dates",
            "before",
        ),
        ({"occurred_on__day": "first"}, "f-occurred_on", "Date of the charge"),
        ({"note": "x" * 25_000}, "f-note", "20,000"),
        ({"docket": "R-\x00-1"}, "f-docket", "Docket"),
        ({"charges__0__row": "charge 9"}, "f-charges-0", "charge"),
        ({"charges__0__counts": "three"}, "f-charges-0-counts", "whole number"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(case, pros, changed, where, sentence):
    before = written(case)
    page = charge(case, pros, 422, **changed)
    told = dict(told_errors(page))
    assert list(told) == [where], told
    assert sentence.lower() in told[where].lower(), told
    assert where in form_in(page).ids
    assert NOTE in page or "note" in changed
    assert "All you typed is kept" in page
    assert written(case) == before


def test_a_form_of_more_than_a_megabyte_is_refused_whole(case, pros):
    before = written(case)
    page = charge(case, pros, 413, note="x" * 1_100_000)
    assert "This is too large" in page and "Shorten the text" in page
    assert written(case) == before


def test_a_step_from_the_wrong_state_is_told_with_what_is_possible(case, pros):
    before = written(case)
    form = form_in(pros.get(url(case, "open_trial")))
    page = pros.post(url(case, "open_trial"), {**form.sent(), "do": ["check"]}, status=422)
    assert "Not yet possible" in page and "Nothing has been recorded" in page
    assert written(case) == before


def test_a_missing_guard_is_a_link_to_where_it_is_entered(story, sign_in):
    story.open()
    story.victim()
    story.suspect()
    before = written(story)
    page = charge(story, sign_in("pros"), 422)
    assert "Needs the non-punishment check for A1" in page
    assert url(story, "check_non_punishment") in page
    assert NOTE in page and written(story) == before


def test_a_stale_version_says_who_and_when_and_keeps_what_was_typed(case, pros):
    form = form_in(pros.get(url(case)))
    case.take("prosecution.add_note", "A1", by=case.lead, occurred_on="2024-04-02", text="Read.")
    before = written(case)
    court = {"court": [case.world.agency("court")]}
    answer = pros.client.post(url(case), data={**form.sent(), **CHARGE, **court, "do": ["check"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody was faster" in page and "changed by Lead at 20" in page
    assert NOTE in page and "See the activity" in page
    assert written(case) == before


def test_a_stale_version_at_the_last_button_is_told_too(case, pros):
    charge(case, pros, 302)
    case.take("prosecution.add_note", "A1", by=case.lead, occurred_on="2024-04-02", text="Read.")
    before = written(case)
    page = pros.post(url(case, rest="/check?for=A1"), {"do": "record"}, status=409)
    assert "changed by Lead" in page and NOTE in page
    assert written(case) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_case_is_as_absent_as_none(case, sign_in, method):
    stranger = sign_in("pros9")
    stranger.get("/tracks")
    answers = []
    for address in (url(case), url(case).replace(case.reference, "PH-0000-0000")):
        send = stranger.client.get if method == "get" else stranger.submit
        answer = send(address)
        assert answer.status_code == 404
        answers.append(answer.get_data(as_text=True).replace(case.reference, "PH-0000-0000"))
    assert answers[0].split("<main")[1] == answers[1].split("<main")[1]


@pytest.mark.parametrize(
    "rest", ["?for=A9", "?for=V1,A1", "?for=%00", "?for=A1-A99999999", "?for=A1&page=999"]
)
def test_a_subject_that_is_not_there_is_not_found(case, pros, rest):
    answer = pros.client.get(url(case, rest=rest))
    assert answer.status_code in (200, 404, 422), rest


def test_a_locked_file_is_told_and_nothing_is_half_saved(case, pros):
    form = form_in(pros.get(url(case)))
    before = written(case)
    engine = case.world.database.engine
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = pros.client.post(url(case), data={**form.sent(), **CHARGE, "do": ["keep"]})
        other.execute("ROLLBACK")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "The records cannot be reached just now" in page and "Try again in a minute" in page
    assert "sqlite" not in page.lower() and "locked" not in page
    assert written(case) == before
