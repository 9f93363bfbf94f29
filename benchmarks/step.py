"""One transition as a user takes it: the form is sent, the answers are checked, it is recorded."""

from __future__ import annotations

from .browser import Answer, Browser
from .people import Accused

STEP = "prosecution/schedule_hearing"
FORM = {
    "occurred_on.day": "1",
    "occurred_on.month": "6",
    "occurred_on.year": "2026",
    "hearings.0.kind": "trial",
    "planned.day": "20",
    "planned.month": "12",
    "planned.year": "2026",
    "witness_called": "no",
    "do": "check",
}


def fill(browser: Browser, accused: Accused) -> None:
    """Send the form; what was typed waits in a draft. Raises where it is not taken."""
    address = _address(accused, "")
    page = browser.get(address)
    seen = {f"seen:{accused.label}": str(accused.version)}
    answer = browser.post(address, {**FORM, **seen})
    if answer.status not in (302, 303):
        raise RuntimeError(f"The form is not taken ({page.status}, {answer.status})")


def record(browser: Browser, accused: Accused) -> Answer:
    """The button that records. Raises where it is not recorded."""
    answer = browser.post(_address(accused, "/check"), {"do": "record"})
    if answer.status not in (302, 303) or not answer.location.endswith(accused.reference):
        raise RuntimeError(f"Not recorded ({answer.status}): {answer.location}")
    return answer


def _address(accused: Accused, after: str) -> str:
    return f"/cases/{accused.reference}/steps/{STEP}{after}?for={accused.label}"
