"""The administrator makes a user, who then chooses a password and a second factor."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlparse

import pytest

from ctj.access.second_factor import code_at, step_of
from tests.journeys.chromium import page_of, view

pytestmark = pytest.mark.full
EMAIL = "nena.cruz@police.example"


def test_a_user_is_made_and_signs_in(browser, instance):
    with page_of(browser, instance, 1280, "adm", stepped_up=True) as page:
        page.goto("/administration/users")
        form = page.locator('form[action$="/administration/users"]')
        form.get_by_label("Name").fill("Nena Cruz")
        form.get_by_label(re.compile("e-mail", re.I)).fill(EMAIL)
        form.locator("select").first.select_option(index=1)
        form.get_by_role("button").last.click()
        page.wait_for_load_state()
        told = page.locator("main").inner_text()
        link = re.search(r"/sign-in/link/[\w-]+", told)
        assert link, told[:600]
    context = browser.new_context(viewport=view(390), base_url=instance.address)
    page = context.new_page()
    page.goto(link[0])
    page.get_by_role("button", name="Go on").click()
    for name in ("password", "again"):
        page.locator(f"#{name}").fill("seven quiet mango trees")
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url("**/set-up/factor")
    page.locator("#code").fill(_code(page, instance))
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_load_state()
    assert "recovery codes" in page.locator("main").inner_text().lower()
    context.close()


def _code(page, instance) -> str:
    """The code of the secret that the page shows, as the device would reckon it."""
    shown = page.locator("main").inner_text()
    found = re.search(r"\b(?:[A-Z2-7]{4} ?){4,}\b", shown)
    address = page.locator('a[href^="otpauth:"]')
    if found:
        secret = found[0].replace(" ", "")
    else:
        secret = parse_qs(urlparse(unquote(address.get_attribute("href"))).query)["secret"][0]
    database = instance.services.database
    with database.read() as connection:
        return code_at(secret, step_of(database.now(connection)))
