"""T17, text fields of the whole case: hostile text is told as text, to every reader, or refused.

The pages are parsed as a browser parses them: what was typed may become neither element nor
attribute; in the spreadsheet it begins no formula. What no keyboard types is refused with a
sentence. Nothing is answered 500.
"""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
from flask import Flask

from ctj.app import create_app
from ctj.services import Services
from ctj.transaction import Database
from tests.casework.test_investigation import PHONE, REASONS
from tests.casework.test_witness import Witness
from tests.security.test_t02_whole_case import crawled_from
from tests.web.conftest import Browser
from tests.web.test_documents import FORM
from tests.world import World

HOSTILE = (
    '<zzx onzzx=1>"><zzx onzzx=1>',
    "'><script>zzx()</script><!--",
    '=HYPERLINK("http://zzx")&<zzx>',
    "{{7*7}}${7*7}<zzx>%0d%0aSet-Cookie:zzx=1",
    "</textarea></title></style><svg/onload=zzx()>",
)
#: Taken as text, shortened or refused in words, never a failure.
ODD = ("\u202egnp.exe", "a\x00b", "\x1b[31m", "\ud7ff\uffff", "x" * 30_000, "\r\nX: 1", "=1+1")


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})


class Page(HTMLParser):
    """What of a page became code: elements and attributes that the texts brought."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.brought: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        named = [tag, *(name for name, _value in attrs)]
        self.brought += [one for one in named if "zzx" in one or one == "onload"]

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style") and "zzx" in data:
            self.brought.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


@pytest.fixture
def case(world: World) -> Witness:
    """A case with hostile text in every text of the new steps that a page shows."""
    case = Witness(world)
    story, on = case.story, {"occurred_on": "2024-03-05"}
    case.opened()
    for number, text in enumerate(HOSTILE):
        item = {**PHONE, "found_where": text, "owner": text}
        seize, task = "investigation.seize_item", {"what": text, "due_on": "2024-04-01"}
        story.take(seize, by=case.inv, reasons=REASONS, exhibits=[item], note=text, **on)
        story.take("investigation.set_task", by=story.lead, tasks=[task], note=text, **on)
        told = {"what": "rescue", "when": f"2024-01-{number + 1:02}", "objects": text}
        story.take("investigation.add_crime_event", by=story.lead, **told, **on)
        story.take("victim_support.add_note", "V1", by=case.vso, text=text, **on)
        case.take("add_note", "2024-03-06", text=text)
    return case


def test_hostile_text_is_told_as_text_to_every_reader(
    world: World, app: Flask, case: Witness
) -> None:
    url = f"/cases/{case.story.reference}"
    seen = 0
    for role in ("lead", "vso", "wpo"):
        browser = Browser(app, world, role)
        pages = ("", "/chronology", "/exhibits", "/registers", "/activity", "/people/V1", "/today")
        starts = [*(url + page for page in pages[:-1]), "/today", f"{url}/activity?q=%3Czzx%3E"]
        for address, text in crawled_from(browser, starts, most=40).items():
            assert Page(text).brought == [], (role, address)
            assert "49${" not in text
            seen += "zzx" in text
    assert seen > 3


def test_no_cell_of_the_spreadsheet_is_a_formula(world: World, app: Flask, case: Witness) -> None:
    answer = Browser(app, world, "lead").client.get(f"/cases/{case.story.reference}/chronology.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert any("zzx" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n")] == []


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_is_taken_or_refused_in_words(world: World, app: Flask, text: str) -> None:
    case = Witness(world)
    case.story.take("investigation.seize_item", by=case.inv, reasons=REASONS, exhibits=[PHONE],
                    occurred_on="2024-03-05")  # fmt: skip
    url = f"/cases/{case.story.reference}"
    sent = {
        "inv": {f"{url}/exhibits/offer": {"exhibit": "exhibit 1", "why": "examination",
                "receiver": world.user("lead"), "condition": text}},
        "lead": {
            f"{url}/chronology/bring": {"text": text},
            f"{url}/documents/new": {**FORM, "title": text, "place": text},
            f"{url}/documents/new?for=": {**FORM, "label": text, "kind": text},
        },
        "vso": {f"{url}/screening/V1/s01": {"q01_hurt": text, "do": "next"}},
    }  # fmt: skip
    for role, forms in sent.items():
        browser = Browser(app, world, role)
        browser.get("/account")
        for address, told in forms.items():
            answer = browser.submit(address, told)
            assert answer.status_code in (200, 302, 303, 403, 404, 422), (address, text[:20])
            assert Page(answer.get_data(as_text=True)).brought == []
            assert "X" not in answer.headers
        listed = browser.client.get(f"{url}/documents")
        assert listed.status_code == 200
        assert "\x00" not in listed.get_data(as_text=True)
