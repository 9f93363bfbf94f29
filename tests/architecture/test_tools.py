"""ruff and mypy, so that one command tells everything."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from ctj.paths import CHECKOUT


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--no-fix", "--quiet", "."],
        ["ruff", "format", "--check", "--quiet", "."],
        ["mypy"],
    ],
    ids=["ruff", "ruff-format", "mypy"],
)
@pytest.mark.timeout(300)
def test_a_tool_finds_nothing(command: list[str]) -> None:
    if find_spec(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: python3 -m ctj test brings it")
    told = subprocess.run(
        [sys.executable, "-m", *command], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if told.returncode:
        pytest.fail(told.stdout + told.stderr, pytrace=False)
