"""T02 over everything a whole case holds: support, protection, exhibits, papers, tasks, screening.

Each marker has its own readers, written here by hand from process.md 2.3 and asked of every page
that a role reaches, of the spreadsheet, the letters and the calendar. What identifies somebody is
never among them: nobody opens it here. What some read must be met, so that no empty page passes.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, select

from ctj.app import create_app
from ctj.casework.documents import NewDocument, file_document
from ctj.casework.feeds import make_feed
from ctj.casework.file_types import Upload
from ctj.jobs.handlers import Tools
from ctj.jobs.mail import FolderMailer
from ctj.jobs.runner import sweep
from ctj.model.events import Event
from ctj.model.registers import RegisterRow
from ctj.services import Services
from ctj.transaction import Database
from tests.casework.test_investigation import REASONS
from tests.casework.test_witness import Witness
from tests.web.conftest import Browser
from tests.world import ROLES, World

INVESTIGATION = frozenset({"inv", "lead", "pros", "mgr"})
SUPPORT = frozenset({"vso"})
#: Who may meet each marker; the empty set: nobody who did not open it on purpose.
READERS: Mapping[str, frozenset[str]] = {
    "zzvname": frozenset(),
    "zzcontact": frozenset(),
    "zzsafe": frozenset(),
    "zzneed": frozenset(),
    "zzplan": frozenset(),
    "zzplace": frozenset(),
    "zzemergency": frozenset(),
    "zzaccount": frozenset(),
    "zzstatement": frozenset(),
    "zzguardian": frozenset(),
    "zzanswers": frozenset(),
    "zzwords": frozenset(),
    "zzfound": INVESTIGATION,
    "zznote": INVESTIGATION,
    "zzresult": INVESTIGATION,
    "zzpapertitle": INVESTIGATION,
    "zzpaperfile": INVESTIGATION,
    "zzsupporttitle": SUPPORT,
    "zzsupportplace": SUPPORT,
    "zzsupportfile": SUPPORT,
}
#: What must have been met: a crawl that reaches nothing proves nothing.
MET_BY = {
    "pros": ("zznote", "zzfound", "zzpapertitle", "zzpaperfile"),
    "lead": ("zznote", "zzfound", "zzpapertitle", "zzpaperfile"),
    "vso": ("zzsupporttitle", "zzsupportplace", "zzsupportfile"),
}
PDF = b"%PDF-1.7\n%%EOF\n"
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
MOST_PAGES = 130
#: Steps that hold a marker; the rest of the case is met by links.
TELLING = ("file_document", "end_task", "seize_item", "approve_plan", "assess_needs")
PAGES = ("", "/people", "/people/V1", "/people/A1", "/documents", "/chronology", "/exhibits",
         "/witnesses", "/registers", "/activity", "/team", "/tracks/victim_support")  # fmt: skip


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})


class Marked(Witness):
    """A case with a victim who testifies, and a marker in every place where something is told."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.url = f"/cases/{self.story.reference}"
        self.front = world.viewer("front", agency="police")
        world.user("lead2", "lead")
        for role in (*ROLES, "lead2"):
            if role not in ("wpo", "inv", "vso", "pros", "lead"):
                world.user(role)
                world.grant(self.story.case_id, role)
        world.supervises("mgr")

    def told(self) -> Marked:
        self._protected()
        self._supported()
        self._held()
        self._papers()
        return self

    def entries(self) -> list[str]:
        """Where each entry of the case is shown."""
        wanted = select(Event.id).where(Event.transition.in_(TELLING))
        with self.story.services.database.read() as connection:
            return [f"/entries/{one}{rest}" for one in connection.scalars(wanted)
                    for rest in ("", "/correct")]  # fmt: skip

    def _protected(self) -> None:
        self.agreed().assessed("2024-04-05")
        safe = {"measure": "safe_housing", "state": "in_place", "location": "12 Zzplace Lane"}
        plan = {"level": "high", "measures": [safe], "emergency": "zzemergency"}
        self.take("approve_plan", "2024-04-06", **plan, note="zznote of protection")
        self.take("report_threat", "2024-06-05", threats=[{"kind": "to_family"}], note="zznote")
        said = {"summary": "zzstatement", "support_person": "yes", "occurred_on": "2024-06-06"}
        step = "witness_support.take_statement"
        self.story.take(step, "V1", by=self.inv, reasons=REASONS, **said)

    def _supported(self) -> None:
        def does(step: str, on: str = "2024-06-10", **answers: object) -> None:
            name = f"victim_support.{step}"
            self.story.take(name, "V1", by=self.vso, occurred_on=on, **answers)

        does("assess_needs", needs=[{"need": "safety", "detail": "zzneed"}], punished="no")
        does("record_incident", kind="self_harm", account="zzaccount", acted_on="yes")
        does("set_task", tasks=[{"what": "Call", "due_on": "2024-07-01"}], note="zznote of support")
        does("add_note", text="zznote kept with the person")

    def _held(self) -> None:
        phone = {"kind": "phone", "evidence_kind": "phone_device", "holder": "Inv",
                 "found_by": "Inv", "found_where": "zzfound"}  # fmt: skip
        on = {"occurred_on": "2024-06-11"}
        seize = "investigation.seize_item"
        self.story.take(seize, by=self.inv, reasons=REASONS, exhibits=[phone], **on)
        task = {"what": "Ask", "due_on": "2024-07-01"}
        self.story.take("investigation.set_task", by=self.story.lead, tasks=[task], **on)
        with self.story.services.database.read() as connection:
            wanted = select(RegisterRow.id).where(RegisterRow.register == "tasks")
            row = connection.scalars(wanted.order_by(RegisterRow.number.desc())).first()
        done = {"tasks": [{"row": row, "result": "zzresult"}], "note": "zznote of a task"}
        self.story.take("investigation.end_task", by=self.story.lead, **done, **on)

    def _papers(self) -> None:
        for label, viewer, mark in (
            ("A1", self.story.pros, "paper"),
            ("V1", self.vso, "support"),
        ):
            row = {"kind": "letter", "title": f"zz{mark}title", "place": f"zz{mark}place"}
            upload = Upload(f"zz{mark}file.pdf", PDF + b"zzcontent")
            filed = NewDocument(self.story.reference, label, "2024-06-12", row, {}, upload)
            file_document(self.story.services, viewer, filed)


@pytest.fixture
def marked(world: World) -> Marked:
    return Marked(world).told()


def crawled(browser: Browser, marked: Marked, *, follow: bool) -> dict[str, str]:
    """Pages of the case, its entries, the spreadsheet, Today; ``follow``: all that they lead to."""
    starts = [marked.url + page for page in (*PAGES, *marked.entries())]
    starts += [f"{marked.url}/chronology.csv", "/today", "/today/limits", "/diary", "/notices"]
    return crawled_from(browser, starts, MOST_PAGES if follow else len(starts))


def crawled_from(browser: Browser, starts: list[str], most: int = MOST_PAGES) -> dict[str, str]:
    """Pages by address, as far as links lead, in small letters."""
    pages: dict[str, str] = {}
    waiting = deque(starts)
    while waiting and len(pages) < most:
        url = waiting.popleft()
        if url in pages or url.startswith("/static/"):
            continue
        answer = browser.client.get(url)
        assert answer.status_code < 500, url
        pages[url] = (answer.get_data(as_text=True) + str(answer.headers)).lower()
        waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(pages[url]))
    return pages


def met(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Markers, and the pages where each stands."""
    found = {m: [url for url, text in pages.items() if m in text] for m in READERS}
    return {marker: urls for marker, urls in found.items() if urls}


QUICK = ("pros", "vso", "front")
REST = tuple(one for one in ROLES if one not in (*QUICK, "adm", "aud"))


@pytest.mark.parametrize("role", QUICK)
def test_each_marker_is_met_by_its_readers_alone(
    world: World, app: Flask, marked: Marked, role: str
) -> None:
    _asked_of(role, crawled(Browser(app, world, role), marked, follow=False))


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", (*QUICK, *REST))
def test_each_marker_is_met_by_its_readers_alone_full(
    world: World, app: Flask, marked: Marked, role: str
) -> None:
    _asked_of(role, crawled(Browser(app, world, role), marked, follow=True))


def _asked_of(role: str, pages: Mapping[str, str]) -> None:
    found = met(pages)
    assert {m: urls for m, urls in found.items() if role not in READERS[m]} == {}
    assert set(MET_BY.get(role, ())) <= set(found)


def test_a_search_does_not_tell_what_its_reader_is_not_shown(
    world: World, app: Flask, marked: Marked
) -> None:
    def hits(role: str, word: str) -> int:
        page = Browser(app, world, role).get(f"{marked.url}/activity?q={word}")
        return page.count("/entries/")

    assert hits("pros", "zzpapertitle") > hits("pros", "zznobody")
    for role in ("pros", "inv", "vso"):
        assert hits(role, "zzsupporttitle") == hits(role, "zznobody"), role


def test_letters_and_calendar_hold_no_marker(world: World, app: Flask, marked: Marked) -> None:
    services = marked.story.services
    folder = services.home / "letters"
    sweep(Tools(services, FolderMailer(folder, "ctj@example.org")))
    token = make_feed(services, marked.story.pros)
    told = app.test_client().get(f"/diary/calendar/{token}.ics").get_data(as_text=True)
    assert "BEGIN:VCALENDAR" in told
    told += "".join(one.read_text() for one in folder.rglob("*") if one.is_file())
    assert [marker for marker in READERS if marker in told.lower()] == []


def test_nothing_of_it_lies_in_clear(world: World, marked: Marked) -> None:
    """The database with its log, and every file under the home of the application."""
    kept = Path(str(make_url(str(world.database.engine.url)).database))
    files = {*kept.parent.glob(kept.name + "*")}
    files |= {one for one in marked.story.services.home.rglob("*") if one.is_file()}
    stored = b"".join(one.read_bytes() for one in files).lower()
    assert b"victim_support" in stored
    for marker in (*READERS, "zzcontent", "zzpaperplace"):
        assert marker.encode() not in stored, marker
