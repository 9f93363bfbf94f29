"""The manager opens a figure, and each of its numbers opens into the accused behind it."""

from __future__ import annotations

import re

import pytest

from tests.journeys.chromium import WIDTHS, page_of

pytestmark = pytest.mark.full


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_of_4_02_opens_into_its_accused(browser, instance, width):
    with page_of(browser, instance, width, "mgr") as page:
        page.goto("/figures")
        page.get_by_role("link", name="Prosecutorial and judicial capacity").click()
        page.wait_for_url("**/figures/component/4**")
        page.get_by_role("link", name=re.compile("4.02")).first.click()
        page.wait_for_url("**/figures/4.02**")
        number = page.locator('main a[href*="/figures/4.02/units/"]').last
        count = int(number.inner_text())
        number.click()
        page.wait_for_url("**/units/**")
        behind = page.locator("main table tbody tr")
        assert behind.count() == min(count, 50)
        if count:
            behind.first.get_by_role("link").first.click()
            page.wait_for_url("**/cases/**")
            assert page.locator("h1").inner_text() in (
                "PH-GR-195419",
                "TH-BKK-ROHINGYA-2017",
            ) or page.locator("h1").inner_text().startswith(("PH-DEMO", "SG-DEMO"))


def test_what_was_left_out_opens_too(browser, instance):
    with page_of(browser, instance, 1280, "mgr") as page:
        page.goto("/figures/4.02")
        page.get_by_text("Left out:").locator("a").first.click()
        page.wait_for_url("**/units/**")
        assert page.locator("main table tbody tr").count() > 0
