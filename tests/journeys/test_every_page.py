"""Every page at both widths: nothing serious for who uses a reader, nothing that sticks out, no
failure of ours, nothing that the security policy had to stop."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.chromium import WIDTHS, page_of
from tests.journeys.contact_sheet import overflow, shown
from tests.journeys.places import PLACES

pytestmark = [pytest.mark.full, pytest.mark.timeout(180)]
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_fit_for_everyone(browser, instance, place, width):
    with page_of(browser, instance, width, place.role, stepped_up=place.stepped_up) as page:
        wrong: list[str] = []
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status > 499 else 0)
        page.on("console", lambda m: wrong.append(m.text) if "Content Security" in m.text else 0)
        shown(page, place)
        assert wrong == []
        assert overflow(page) == ""
        found = Axe().run(page).response["violations"]
        grave = {
            one["id"]: [node["html"][:160] for node in one["nodes"][:3]]
            for one in found
            if one["impact"] in GRAVE
        }
        assert grave == {}
