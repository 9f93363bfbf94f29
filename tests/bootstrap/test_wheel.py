"""CTJ as a wheel: built from locked parts, complete, and at work where no checkout is."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from ctj.paths import CHECKOUT

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]
LOCKS = CHECKOUT / "ctj" / "requirements"
INSIDE = (
    "ctj/_data/workflows/prosecution.yaml",
    "ctj/_data/templates/",
    "ctj/_data/migrations/",
    "ctj/web/static/vendor/tabler.min.css",
    "ctj/web/static/vendor/htmx.min.js",
    "ctj/web/static/vendor/fonts.css",
    "ctj/web/static/vendor/fonts/noto-sans-khmer-khmer-400-normal.woff2",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built without isolation, by the back end that `build.txt` locks, with no registry asked."""
    pytest.importorskip("hatchling", reason="the build back end is not installed")
    target = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", target]
    _run([sys.executable, "-m", "pip", "wheel", *options, CHECKOUT], target)
    return next(target.glob("ctj-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder far from the checkout, with an environment that holds the wheel and run.txt."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    uv = [Path(sys.executable).with_name("uv"), "pip", "install", "--python", python]
    _run([*uv, "--require-hashes", "--system-certs", "-r", LOCKS / "run.txt"], folder)
    _run([*uv, "--no-deps", "--offline", wheel], folder)
    return folder


@pytest.mark.parametrize("part", INSIDE)
def test_the_wheel_holds(wheel, part) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.startswith(part)]


def test_the_wheel_brings_no_environment_and_no_tests(wheel) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"ctj", names[-1].split("/")[0]}
    assert [name for name in names if "node_modules" in name or "__pycache__" in name] == []


def test_the_installed_command_checks_its_own_workflows(installed) -> None:
    told = _run([installed / "venv" / "bin" / "ctj", "workflows", "check"], installed)
    assert told.returncode == 0


def test_the_module_starts_without_a_set_up(installed) -> None:
    python = installed / "venv" / "bin" / "python"
    told = _run([python, "-m", "ctj", "workflows", "check"], installed)
    assert "Installing" not in told.stderr
    assert not (installed / ".venv").exists()


def _run(command: list[object], folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    told = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told
