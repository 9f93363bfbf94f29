"""A served instance, Chromium at both widths. Without Chromium these tests are skipped, loudly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.chromium import executable, launch_arguments
from tests.journeys.instance import Instance, made, served, told


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, not one that Playwright would download."""
    path = executable()
    if path is None:
        pytest.skip("Chromium is not on this machine: install the package 'chromium'")
    return {**browser_type_launch_args, "executable_path": path, "args": launch_arguments()}


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The cases that the pages are looked at with: one told, one of 103 accused, the open ones."""
    home = tmp_path_factory.mktemp("home") / "demo"
    cases = told("PH-GR-195419", "TH-BKK-ROHINGYA-2017", "*-DEMO-*")
    with served(home, made(home, cases)) as running:
        yield running
