"""Every page of a case answers on both databases: PostgreSQL takes types more strictly."""

from __future__ import annotations

import pytest
from flask import Flask

from ctj.transaction import Database
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """In place of the one database on which the other tests of pages run."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


def test_every_page_of_a_case_answers(app: Flask, world: World, story: Story) -> None:
    story.begun()
    story.charged()
    world.supervises("mgr")
    case = f"/cases/{story.reference}"
    charge = f"{case}/steps/prosecution/schedule_hearing?for=A1"
    pages = [
        "/cases",
        f"/cases?q={story.reference[:6]}",
        "/cases?q=A1&soon=1&mine=1&state=waiting_for_trial&jurisdiction=PH&order=oldest",
        case,
        f"{case}?steps=all",
        f"{case}/registers",
        f"{case}/activity",
        f"{case}/activity?subject=A1&track=prosecution&kind=transition&before=5",
        charge,
        "/figures",
        "/figures/component/5",
        "/figures/5.12",
        "/approvals",
        "/account",
    ]
    browser = Browser(app, world, "pros")
    for page in pages:
        browser.get(page)
    manager = Browser(app, world, "mgr")
    for page in ("/cases", case, "/figures"):
        manager.get(page)
