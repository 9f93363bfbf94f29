"""The keyboard alone suffices: on the case page, and from there through a form to the record."""

from __future__ import annotations

import pytest

from tests.journeys.chromium import page_of
from tests.journeys.places import CUSTODY

pytestmark = pytest.mark.full
MOST_TABS = 120
FOCUS = """() => { const e = document.activeElement; const s = getComputedStyle(e);
  return [e.tagName, e.getAttribute('href') || e.getAttribute('name') || '',
          e.textContent.trim().slice(0, 60),
          s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"""


def tab_to(page, wanted) -> None:
    """Press Tab until the focus stands on what is wanted; every stop must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        tag, address, words, seen = page.evaluate(FOCUS)
        if tag == "BODY":
            continue
        assert seen, f"no mark of focus on {tag} {address} {words}"
        if wanted(tag, address, words):
            return
    raise AssertionError("not reached by Tab")


#: Whether the focus is on the head of a closed fold of the page.
FOLDED = """() => { const now = document.activeElement;
    return now.matches('main summary') && !now.parentElement.open }"""


def test_every_step_of_the_case_page_is_reached(browser, instance):
    with page_of(browser, instance, 1280, "pros") as page:
        page.goto(f"/cases/{CUSTODY}")
        tab_to(page, lambda tag, address, words: "Skip to the page" in words)
        page.keyboard.press("Enter")
        reached = set()
        steps = page.locator('main a[href*="/steps/"]').evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(FOCUS)[1])
            if page.evaluate(FOLDED):  # steps that are not possible yet are folded away
                page.keyboard.press("Enter")
        assert set(steps) <= reached


def test_a_note_is_recorded_without_a_mouse(browser, instance):
    with page_of(browser, instance, 1280, "pros") as page:
        page.goto(f"/cases/{CUSTODY}?steps=all")
        tab_to(page, lambda _t, address, _w: "/steps/prosecution/add_note" in address)
        page.keyboard.press("Enter")
        page.wait_for_url("**/add_note**")
        tab_to(page, lambda _t, address, _w: address == "occurred_on.unknown")
        page.keyboard.press("Space")
        tab_to(page, lambda tag, address, _w: tag == "TEXTAREA" and address == "text")
        page.keyboard.type("The docket was read at the registry.")
        tab_to(page, lambda tag, _a, words: tag == "BUTTON" and words == "Check your answers")
        page.keyboard.press("Enter")
        page.wait_for_url("**/check**")
        tab_to(page, lambda tag, _a, words: tag == "BUTTON" and words.startswith("Record it"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/cases/{CUSTODY}")
        assert "Recorded" in page.locator(".c-banner").inner_text()


def test_an_error_is_reached_from_its_summary(browser, instance):
    with page_of(browser, instance, 1280, "pros") as page:
        page.goto(f"/cases/{CUSTODY}/steps/prosecution/add_note?for=A1")
        page.locator("#f-occurred_on").press("Enter")
        page.wait_for_selector("#errors")
        tab_to(page, lambda _t, address, _w: address == "#f-text")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "f-text"
