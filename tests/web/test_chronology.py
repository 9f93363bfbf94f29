"""The chronology: told as precisely as the sources, out and in as a table, all rows or none."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from ctj.queries.chronology_table import COLUMNS, SAMPLE
from ctj.queries.spreadsheet import as_text_cell, from_text_cell
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.world import World


class Told:
    """A case with V1 and A1 and its pages, for its lead investigator."""

    def __init__(self, app: Flask, world: World) -> None:
        self.story = Story(world).begun()
        self.lead = Browser(app, world, "lead")
        self.url = f"/cases/{self.story.reference}/chronology"

    def add(self, **answers: object) -> None:
        given = {"occurred_on": "2024-03-05", "what": "recruitment", "when": "2024-01", **answers}
        self.story.take("investigation.add_crime_event", by=self.story.lead, **given)

    def bring(self, rows: str, status: int = 200) -> str:
        return self.lead.post(f"{self.url}/bring", {"text": rows}, status)

    def table(self) -> list[dict[str, str]]:
        self.lead.get("/account")
        text = self.lead.client.get(f"{self.url}.csv").get_data(as_text=True)
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def case(app: Flask, world: World) -> Told:
    return Told(app, world)


def test_nothing_yet_says_what_comes_here(case: Told) -> None:
    page = case.lead.get(case.url)
    assert "Nothing in the chronology yet" in page
    assert "<svg" not in page


def test_entries_stand_in_order_of_time_and_the_unknown_last(case: Told) -> None:
    case.add(what="payment", when="unknown")
    case.add(what="rescue", when="2024-02-17")
    case.add(what="recruitment", when="2023")
    page = case.lead.get(case.url).partition('id="listed"')[2]
    places = [page.index(f">{word}") for word in ("Recruitment", "Rescue", "Payment")]
    assert places == sorted(places)


def test_a_month_is_an_open_bar_and_a_day_a_mark(case: Told) -> None:
    case.add(when="2023-05")
    drawn = case.lead.get(case.url)
    assert "stroke-dasharray" in drawn
    assert "<circle" not in drawn
    case.add(when="2023-06-02")
    assert "<circle" in case.lead.get(case.url)


def test_unknown_dates_are_listed_and_not_drawn(case: Told) -> None:
    case.add(when="unknown")
    page = case.lead.get(case.url)
    assert "<svg" not in page
    assert "unknown" in page


def test_sources_that_differ_are_shown_with_the_preferred_marked(case: Told) -> None:
    when = {"value": "2023-05", "source": "court",
            "alternatives": [{"value": "2023-06", "source": "victim"}]}  # fmt: skip
    case.add(when=when)
    page = case.lead.get(case.url)
    assert "sources differ" in page
    assert "preferred:" in page
    assert "also said:" in page
    assert "Court record" in page


def test_in_summary_shows_what_belongs_there(case: Told) -> None:
    case.add(what="rescue", in_summary="yes")
    case.add(what="payment")
    page = case.lead.get(f"{case.url}?summary=1").partition('id="listed"')[2]
    assert ">Rescue" in page
    assert ">Payment" not in page


def test_what_goes_out_comes_in_again(case: Told) -> None:
    when = {"value": "2023-05", "source": "court",
            "alternatives": [{"value": "2023-06", "source": "victim"}]}  # fmt: skip
    case.add(when=when, when_to="2023-07", people=["A1", "V1"], objects="A bag, a bus.",
             in_summary="yes")  # fmt: skip
    case.add(what="payment", when="unknown")
    first = case.table()
    text = case.lead.client.get(f"{case.url}.csv").get_data(as_text=True)
    case.bring(text)
    assert sorted(map(str, case.table())) == sorted(map(str, first * 2))


def test_the_sample_can_be_brought_in(case: Told) -> None:
    text = case.lead.client.get(f"{case.url}/sample.csv").get_data(as_text=True)
    page = case.bring(text)
    assert f"{len(SAMPLE)} entries recorded" in page
    assert len(case.table()) == len(SAMPLE)


def test_one_wrong_row_and_nothing_is_recorded(case: Told) -> None:
    page = case.bring("what,when,people\nrescue,2024-01,V1\nrescue,2024-13,V9\nflight,2024,\n", 422)
    assert "Line 3, When it happened" in page
    assert "Line 3, Who was part of it" in page
    assert "Line 4, What happened" in page
    assert "rescue,2024-13,V9" in page
    assert case.table() == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "Choose a file"),
        ("what,when\n", "no rows"),
        ("what,wen\nrescue,2024\n", "no column"),
        ("what,what\nrescue,rescue\n", "twice"),
        ("what,when\nrescue,2024,V1\n", "3 cells"),
        ('what,when\n"rescue,2024\n', "cannot be read"),
    ],
)
def test_a_table_that_is_none_says_how_to_mend_it(case: Told, rows: str, said: str) -> None:
    assert said in case.bring(rows, 422)
    assert case.table() == []


def test_a_file_that_is_no_text_is_refused(case: Told) -> None:
    case.lead.get(f"{case.url}/bring")
    data = {"file": (io.BytesIO(b"\xff\xfe\x00PK"), "a.csv"), "csrf_token": case.lead.form_token}
    answer = case.lead.client.post(f"{case.url}/bring", data=data)
    assert answer.status_code == 422
    assert "UTF-8" in answer.get_data(as_text=True)


@pytest.mark.parametrize("cell", ["=1+1", "+63", "-3", "@x", "\t=1", " =1", "'quoted", "plain", ""])
def test_no_cell_is_a_formula_and_none_is_changed(cell: str) -> None:
    kept = as_text_cell(cell)
    assert not kept.lstrip().startswith(("=", "+", "-", "@"))
    assert from_text_cell(kept) == cell


def test_notes_leave_as_text(case: Told) -> None:
    case.add(objects="=HYPERLINK(1)")
    assert case.table()[0]["objects"] == "'=HYPERLINK(1)"


def test_a_reader_who_reads_no_narratives_gets_none(case: Told, app: Flask, world: World) -> None:
    case.add(objects="A bag, a bus.")
    world.viewer("vso", agency="police")
    world.grant(case.story.case_id, "vso")
    officer = Browser(app, world, "vso")
    assert "A bag, a bus." not in officer.get(case.url)
    assert "A bag" not in officer.client.get(f"{case.url}.csv").get_data(as_text=True)
    assert "A bag, a bus." in case.lead.get(case.url)


def test_columns_are_those_that_the_page_explains(case: Told) -> None:
    page = case.lead.get(f"{case.url}/bring")
    assert ", ".join(COLUMNS) in page
