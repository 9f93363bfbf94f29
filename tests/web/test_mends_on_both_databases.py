"""Entries, approvals and opening on both databases, with ids that are none."""

from __future__ import annotations

import pytest
from flask import Flask

from ctj.casework.approvals import request
from ctj.casework.steps import WITHDRAW, Correction
from ctj.queries.case_log import load_log
from ctj.transaction import Database
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.web.forms_of import form_of
from tests.world import World

ODD = (
    "x",
    "1",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "%00",
    "'--",
    "00000000-0000-4000-8000-000000000000",
    "é" * 300,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


def test_an_entry_is_read_mended_and_decided(app: Flask, world: World, story: Story) -> None:
    story.begun()
    story.charged()
    world.user("pros2", "pros")
    world.grant(story.case_id, "pros2")
    with world.database.read() as connection:
        charge = load_log(connection, story.case_id)[-1]
    case = f"/cases/{story.reference}"
    browser, entry = Browser(app, world, "pros"), f"{case}/entries/{charge.id}"
    form = form_of(browser.get(f"{entry}/correct"))
    sent = form.with_(docket="R-9", mend__reason="typing_error", mend__explanation="A digit.")
    assert "What will change" in browser.post(f"{entry}/correct", sent)
    assert "R-9" in browser.post(f"{entry}/correct/check")
    browser.get(f"{entry}/insert?step=%00", status=403)
    withdrawal = Correction(
        story.reference, "prosecution", WITHDRAW, charge.id, "other", "Not this case."
    )
    approval = request(story.services, story.pros, withdrawal, "")
    second = Browser(app, world, "pros2")
    assert "Not this case." in second.get(f"{case}/approvals/{approval}")
    page = second.post(f"{case}/approvals/{approval}", {"decision": "approved"})
    assert "Approved and recorded" in page
    assert "counts no more" in browser.get(entry)
    for odd in ODD:
        browser.get(f"{case}/entries/{odd}", status=404)
        browser.get(f"{case}/entries/{odd}/correct", status=404)
        browser.get(f"{case}/approvals/{odd}", status=404)


def test_a_case_is_searched_for_and_opened(app: Flask, world: World) -> None:
    world.agency("police")
    browser = Browser(app, world, "front")
    assert "Nobody of that name" in browser.post("/people/search", {"text": "maria"})
    form = form_of(browser.get("/cases/open"))
    sent = form.with_(
        occurred_on__unknown="yes", reported_on__unknown="yes", detection="self_report",
        reported_by_kind="police_other", victim_complained="unknown", extent="domestic",
        company_named="no", danger_now="no",
    )  # fmt: skip
    assert "Check your answers" in browser.post("/cases/open", sent)
    assert "Opened: case PH-" in browser.post("/cases/open/check")
