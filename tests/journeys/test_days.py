"""The investigator, the victim-support officer and the witness officer do their day at both widths.

What each act takes of clicks and keys is printed; docs/journeys.md holds the table.
"""

from __future__ import annotations

import re

import pytest

from tests.journeys.chromium import WIDTHS, page_of
from tests.journeys.days import FOUR, Ledger, act, day, four_accused, typist_of
from tests.journeys.instance import made, served, told

pytestmark = [pytest.mark.full, pytest.mark.timeout(420)]
CUSTODY, BORDER, TRIAL, FOURFOLD = (
    "PH-DEMO-CUSTODY",
    "PH-DEMO-ARRAIGNMENT",
    "PH-DEMO-TRIAL",
    "PH-DEMO-FOUR",
)
LEDGER = Ledger()


@pytest.fixture(scope="module", params=WIDTHS)
def width(request):
    return request.param


@pytest.fixture(scope="module")
def instance(tmp_path_factory, width):
    """One caseload for each width; the hand-over comes last, since the case then is another's."""
    home = tmp_path_factory.mktemp(f"days-{width}") / "home"
    cases = [*told(CUSTODY, BORDER, TRIAL), four_accused()]
    with served(home, made(home, cases)) as running:
        yield running


def _consents(instance, *answers, ahead=0):
    rows = [
        {
            "purpose": purpose,
            "answer": answer,
            "given_by": "self",
            "text_version": "3",
            "language": "fil",
            "how": "written",
        }
        for purpose, answer in answers
    ]
    return act("victim_support", "record_consent", day(instance, ahead), "V1", consents=rows)


def test_the_investigators_day(browser, instance, width):
    other = WIDTHS[0] if width == WIDTHS[1] else WIDTHS[1]
    with page_of(browser, instance, width, "vso") as page:
        typist_of(page, instance).take(BORDER, _consents(instance, ("interview", "yes"), ahead=-2))
    with page_of(browser, instance, other, "inv") as phone:
        phone.goto(f"/cases/{BORDER}/steps/investigation/log_interview")
        phone.locator('[name="of"]').select_option(label="V1")
        phone.locator('[name="kind"]').select_option(value="statement")
        phone.get_by_role("button", name="Keep as draft and leave").click()
        phone.wait_for_url(f"**/cases/{BORDER}**")
    with page_of(browser, instance, width, "inv") as page:
        typist = typist_of(page, instance)
        page.goto("/today")
        limits = page.locator("main").inner_text()
        assert re.search(r"\d+ h( \d+ min)?", limits), limits[:400]
        page.goto(f"/cases/{BORDER}")
        with LEDGER.counted("log an interview", width, typist):
            typist.press(page.locator(".c-warn a", has_text="Log an interview"))
            assert page.locator('[name="kind"]').input_value() == "statement"
            typist._date("occurred_on", day(instance, -1))
            typist._check_and_record()
        assert typist.work.keys < 20, "a reason was asked though consent is on file"
        assert "V1" in page.locator("main").inner_text()
        extended = act(
            "prosecution",
            "extend_custody",
            day(instance),
            "A1",
            custody=[{"row": "custody 1"}],
            until=day(instance, 10),
            order_ref="Order 26-118",
        )
        with LEDGER.counted("extend custody", width, typist):
            typist.take(BORDER, extended)
        page.goto(f"/cases/{BORDER}/activity")
        assert "Record an extension of custody" in page.locator("main").inner_text()


def test_the_support_officers_day(browser, instance, width):
    with page_of(browser, instance, width, "vso") as page:
        typist = typist_of(page, instance)
        page.goto("/today")
        assert "Needs safety check and screening" in page.locator("main").inner_text()
        page.goto(f"/cases/{BORDER}/people/V1")
        assert "Before any contact" in page.locator("main").inner_text()
        with LEDGER.counted("record a consent", width, typist):
            typist.take(BORDER, _consents(instance, ("support", "yes")))
        typist.take(BORDER, _consents(instance, ("share_police", "no")))
        page.goto(f"/cases/{BORDER}/people/V1")
        rows = page.locator("section[aria-labelledby=consents] tbody tr")
        assert "yes" in rows.filter(has_text="Support").first.inner_text()
        police = rows.filter(has_text="Sharing with police or prosecution").inner_text()
        assert re.search(r"\bno\b", police) and "never asked" not in police
        page.goto(f"/cases/{BORDER}?steps=all")
        for fold in page.locator("aside details:not([open]) > summary").all():
            fold.click()
        refused = page.locator(".c-block", has_text="Refer to a support provider").inner_text()
        assert "V1 has not agreed to sharing" in refused


def test_the_witness_officers_day(browser, instance, width):
    with page_of(browser, instance, width, "wpo") as page:
        typist = typist_of(page, instance)
        page.goto("/today")
        assert TRIAL in page.locator("main").inner_text()
        page.goto(f"/cases/{TRIAL}/witnesses")
        told_here = page.locator("main").inner_text()
        assert "V2" in told_here and "House with the blue gate" not in told_here
        placed = act(
            "witness_support",
            "assess_witness_risk",
            day(instance),
            "V2",
            kind="witness",
            level="high",
        )
        typist.take(TRIAL, placed)


def test_a_hearing_for_four_accused_is_recorded_once(browser, instance, width):
    held = act(
        "prosecution",
        "hold_hearing",
        day(instance),
        *FOUR,
        hearings=[{"kind": "pre_trial", "court": "PH-RTC"}],
        own={label: {"result": "held"} for label in FOUR},
    )
    with page_of(browser, instance, width, "pros") as page:
        typist = typist_of(page, instance)
        with LEDGER.counted("record a hearing for four accused", width, typist):
            typist.take(FOURFOLD, held)
        page.goto(f"/cases/{FOURFOLD}/registers?subject=A4")
        assert "Held" in page.locator("main").inner_text()


def test_a_case_is_handed_over(browser, instance, width):
    offer = act(
        "investigation",
        "offer_transfer",
        day(instance),
        to="SG-AHT",
        reason="competence",
        what=["lead"],
    )
    with page_of(browser, instance, width, "lead") as page:
        typist = typist_of(page, instance)
        with LEDGER.counted("hand over a case: offer", width, typist):
            typist.take(BORDER, offer)
    with page_of(browser, instance, width, "lead.sg") as page:
        assert page.goto(f"/cases/{BORDER}").status == 404
        typist = typist_of(page, instance)
        page.goto("/shares")
        with LEDGER.counted("hand over a case: accept", width, typist):
            page.locator('[name="new_owner"]').select_option(index=1)
            page.locator('[name="specialist"]').select_option(value="yes")
            typist.work.clicks += 2
            typist.press(page.get_by_role("button", name=re.compile("Accept the hand-over")))
        assert page.locator("h1").inner_text() == BORDER
