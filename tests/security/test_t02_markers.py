"""T02, quick sample: a marker in every sealed field of a case, then everybody reads everything.

Identity markers may appear nowhere, since nobody reveals here; narrative markers only to roles that
read narratives (process.md 2.3), on pages of the case; outside references to nobody but them. Then
the database file, the outbox, drafts and the log are searched for any marker in clear.
"""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from ctj.app import create_app
from ctj.queries.activity import NARRATIVE_ROLES
from ctj.services import Services
from ctj.transaction import Database
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.world import ROLES, World

NAME, BIRTH, DOCUMENT = "Zzmarkername Zzmarkersurname", "1971-01-17", "ZZMARKERDOC7719"
VICTIM_NAME, ACCOUNT = "Zzmarkervictim Zzmarkerfamily", "zzmarkeraccount of the beginning"
NOTE, DOCKET = "zzmarkernote about the hearing", "ZZMARKEROUTSIDE-12"
IDENTITY = ("zzmarkername", "zzmarkersurname", "zzmarkerdoc", "zzmarkervictim", "zzmarkerfamily")
NARRATIVE = ("zzmarkeraccount", "zzmarkernote", "zzmarkeroutside")
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
MOST_PAGES = 60


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})


@pytest.fixture
def marked(world: World) -> Story:
    """A case whose every sealed field holds a marker, with all roles on its team."""
    story = Story(world)
    story.open(first_account=ACCOUNT)
    story.victim(full_name=VICTIM_NAME)
    story.suspect(full_name=NAME, birth=BIRTH, document=DOCUMENT, basis="zzmarkernote basis")
    story.checked("A1")
    story.charged(docket=DOCKET, note=NOTE)
    for role in ROLES:
        world.user(role)
        world.grant(story.case_id, role)
    world.supervises("mgr")
    return story


def _crawl(browser: Browser, starts: list[str]) -> dict[str, str]:
    """Every page that this user reaches by links, in order of discovery."""
    pages: dict[str, str] = {}
    waiting = deque(starts)
    while waiting and len(pages) < MOST_PAGES:
        url = waiting.popleft()
        if url in pages or url.startswith("/static/"):
            continue
        answer = browser.client.get(url)
        pages[url] = answer.get_data(as_text=True) + str(answer.headers)
        waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(pages[url]))
    return pages


def _found(text: str, markers: tuple[str, ...]) -> list[str]:
    lower = text.lower()
    return [marker for marker in markers if marker in lower]


@pytest.mark.parametrize("role", ROLES)
def test_no_marker_out_of_place(world: World, app: Flask, marked: Story, role: str) -> None:
    browser = Browser(app, world, role)
    starts = [f"/cases/{marked.reference}", "/cases", "/figures", "/approvals", "/tracks"]
    pages = _crawl(browser, [*starts, f"/cases/{marked.reference}/people"])
    assert len(pages) > 3
    leaks = {url: _found(text, IDENTITY) for url, text in pages.items() if _found(text, IDENTITY)}
    assert leaks == {}
    told = {url for url, text in pages.items() if _found(text, NARRATIVE)}
    if role not in NARRATIVE_ROLES:
        assert told == set()
    assert all(url.startswith(f"/cases/{marked.reference}") for url in told)


def test_no_marker_lies_in_clear(world: World, marked: Story, tmp_path: Path) -> None:
    path = make_url(str(world.database.engine.url)).database
    assert path
    stored = b"".join(
        file.read_bytes() for file in Path(path).parent.glob(Path(path).name + "*")
    ).lower()
    assert b"prosecution" in stored  # the right file was read
    for marker in (*IDENTITY, *NARRATIVE):
        assert marker.encode() not in stored, marker
