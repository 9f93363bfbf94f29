"""Chromium of the system, at the two widths that every page is made for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.instance import Instance

WIDTHS = (1280, 390)
HEIGHTS = {1280: 900, 390: 844}


def executable() -> str | None:
    """Where Chromium is; None where this machine has none."""
    named = os.environ.get("CTJ_TEST_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def launch_arguments() -> list[str]:
    """Chromium's own sandbox does not work for the superuser, as in a container."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def view(width: int) -> ViewportSize:
    return {"width": width, "height": HEIGHTS[width]}


@contextmanager
def page_of(
    browser: Browser, instance: Instance, width: int, role: str = "", *, stepped_up: bool = False
) -> Iterator[Page]:
    """A page at that width, signed in as the demonstration's user of that role ('' = nobody)."""
    context = browser.new_context(
        viewport=view(width), base_url=instance.address, reduced_motion="reduce", locale="en-GB"
    )
    if role:
        token = instance.session(role, stepped_up=stepped_up)
        context.add_cookies([{"name": "ctj", "value": token, "url": instance.address}])
    try:
        yield context.new_page()
    finally:
        context.close()
