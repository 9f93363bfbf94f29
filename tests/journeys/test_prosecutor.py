"""The prosecutor types three accused from charge to final judgment; what is recorded is what the
timeline of the same case records."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from ctj.exchange.demonstration.people import PASSWORD
from ctj.exchange.demonstration.sign_ins import present_code
from ctj.model.organisations import Organisation
from tests.journeys.chromium import view
from tests.journeys.instance import Instance, made, served, told
from tests.journeys.sameness import told_of
from tests.journeys.typist import Typist

REFERENCE = "PH-GR-195419"
#: The file reaches the prosecutor with this; what follows is typed.
LAST_BEFORE = "record_file_accepted"


def _parted():
    """The case as it reaches the prosecutor, and the events that are then typed."""
    [case] = told(REFERENCE)
    steps = [event.transition for event in case.events]
    place = steps.index(LAST_BEFORE) + 1
    return replace(case, events=case.events[:place]), case.events[place:]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The same case, whole, from its timeline."""
    services = made(tmp_path_factory.mktemp("loaded") / "home", told(REFERENCE))
    yield told_of(services, REFERENCE)
    services.database.close()


def _sign_in(page, instance: Instance) -> None:
    page.goto("/sign-in")
    page.get_by_label("Work e-mail").fill("pros@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on to the second step").click()
    page.get_by_label("The six figures of your authenticator").fill(present_code(instance.services))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today")


@pytest.mark.timeout(420)
@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.full)])
def test_three_accused_from_charge_to_final_judgment(browser, tmp_path, width, loaded):
    before, typed = _parted()
    home = tmp_path / "home"
    with served(home, made(home, [before])) as instance:
        context = browser.new_context(viewport=view(width), base_url=instance.address)
        page = context.new_page()
        page.set_default_timeout(20_000)
        began = time.monotonic()
        _sign_in(page, instance)
        typist = Typist(page, instance.services.library, _court_names(instance), before.warnings)
        for event in typed:
            typist.take(REFERENCE, event)
        took = time.monotonic() - began
        context.close()
        result = told_of(instance.services, REFERENCE)
    work = typist.work
    print(f"\n{width} px: {work.clicks} clicks, {work.keys} keys, {work.pages} pages, {took:.0f} s")
    for what, expected in loaded.items():
        assert result[what] == expected, what


def _court_names(instance: Instance) -> dict[str, str]:
    with instance.services.database.read() as connection:
        found = connection.execute(select(Organisation.code, Organisation.name)).all()
    return {row.code: row.name for row in found}
