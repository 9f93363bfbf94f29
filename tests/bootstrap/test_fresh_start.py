"""The whole set-up on a fresh clone: empty home, no variables, no Node, no make."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from ctj.paths import CHECKOUT

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]
NOWHERE = "http://127.0.0.1:9/simple"


@dataclass(frozen=True)
class FreshMachine:
    """A clone, an empty home, and a PATH on which there is a Python and a shell."""

    clone: Path
    home: Path
    tools: Path

    def ctj(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        # Certificates are the machine's own business, as an administrator would set them.
        known = {key: os.environ[key] for key in ("PIP_CERT",) if key in os.environ}
        environment = {"HOME": str(self.home), "PATH": str(self.tools), **known, **variables}
        return subprocess.Popen(
            ["python3", "-m", "ctj", *arguments],
            executable=self.tools / "python3",
            cwd=self.clone,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> FreshMachine:
    return _fresh(tmp_path_factory.mktemp("fresh"))


def _fresh(folder: Path) -> FreshMachine:
    machine = FreshMachine(folder / "ctj", folder / "home", folder / "tools")
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, machine.clone], check=True)
    machine.home.mkdir()
    machine.tools.mkdir()
    python = getattr(sys, "_base_executable", sys.executable)
    (machine.tools / "python3").symlink_to(os.path.realpath(python))
    (machine.tools / "sh").symlink_to("/bin/sh")
    return machine


def _ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    told, _ = process.communicate(timeout=500)
    return process.returncode, told


def test_a_fresh_machine_is_set_up_by_the_command_itself(machine) -> None:
    code, told = _ended(machine.ctj("test", "--version"))
    assert code == 0, told
    assert "Bringing Node.js" in told
    assert "\npytest " in told
    vendor = machine.clone / "ctj" / "web" / "static" / "vendor"
    assert {"tabler.min.css", "htmx.min.js", "fonts.css"} <= {p.name for p in vendor.iterdir()}


def test_the_second_start_takes_seconds(machine) -> None:
    begun = time.monotonic()
    code, told = _ended(machine.ctj("test", "--version"))
    assert code == 0, told
    assert "Installing" not in told
    assert time.monotonic() - begun < 5


def test_two_starts_at_once_both_work(machine) -> None:
    (machine.clone / ".venv" / "ctj-installed.json").unlink()
    starts = [machine.ctj("test", "--version") for _ in range(2)]
    outcomes = [_ended(start) for start in starts]
    assert [code for code, _ in outcomes] == [0, 0], outcomes
    assert sum("waiting" in told for _, told in outcomes) == 1


def test_nothing_that_git_would_keep_was_made(machine) -> None:
    status = ["git", "status", "--porcelain"]
    told = subprocess.run(status, cwd=machine.clone, capture_output=True, text=True, check=True)
    assert told.stdout == ""


def test_without_a_network_one_sentence_says_so(tmp_path) -> None:
    machine = _fresh(tmp_path)
    offline = {"PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull}
    code, told = _ended(machine.ctj("test", "--version", **offline))
    assert code == 1
    assert "Connect to the internet and give the same command again" in told
    assert "Traceback" not in told
