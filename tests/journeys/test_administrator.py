"""The administrator makes a user, who then chooses a password and a second factor."""

from __future__ import annotations

import re

import pytest

from ctj.access.second_factor import code_at, step_of
from tests.journeys.chromium import page_of, view

pytestmark = pytest.mark.full
EMAIL = "nena.cruz@police.example"


def test_a_user_is_made_and_signs_in(browser, instance):
    with page_of(browser, instance, 1280, "adm", stepped_up=True) as page:
        page.goto("/administration/users")
        page.locator("#name").fill("Nena Cruz")
        page.locator("#email").fill(EMAIL)
        page.locator("#agency").select_option(index=1)
        page.get_by_role("button", name="Add the user").click()
        page.wait_for_url("**/administration/users/*")
        with page.expect_navigation():
            page.locator('form[action$="/link"] button').click()
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
    secret = str(page.locator("#secret").text_content()).replace(" ", "")
    database = instance.services.database
    with database.read() as connection:
        return code_at(secret, step_of(database.now(connection)))
