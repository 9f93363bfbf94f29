"""What may stand in the repository, and what may not."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from ctj.paths import CHECKOUT
from tests.architecture.source import repository_files, text_files

REQUIREMENTS = CHECKOUT / "ctj" / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
# Put together here, so that this file does not hold what it forbids.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/")
LICENCE = "LICENSE"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    pinned = re.findall(r"^[\w.\[\],-]+==\S+", text, re.MULTILINE)
    unhashed = [line for line in text.splitlines() if "==" in line and not line.endswith("\\")]
    assert pinned
    assert unhashed == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_what_its_list_asks_for(lock: Path) -> None:
    asked = set(_names(lock.with_suffix(".in").read_text()))
    locked = set(_names(lock.read_text()))
    assert asked - locked == set(), "compile the lock anew: docs/decisions/0001"


def test_the_package_asks_for_what_the_lock_was_made_from() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    asked = [line for line in (REQUIREMENTS / "run.in").read_text().splitlines() if line]
    assert sorted(project["dependencies"]) == sorted(
        line for line in asked if not line.startswith("#")
    )


def test_the_lock_of_the_front_end_has_integrity_and_no_address() -> None:
    lock = json.loads((CHECKOUT / "ctj" / "frontend" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert "://" not in json.dumps(lock)  # nor where to pay: npm writes that in by itself


def test_no_file_names_a_package_registry() -> None:
    assert _files_that_hold(REGISTRIES) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert _files_that_hold(MACHINE_PATHS) == []


def test_no_file_holds_a_private_key() -> None:
    assert _files_that_hold(("PRIVATE" + " KEY-----",)) == []


def test_templates_leave_nothing_unescaped() -> None:
    """security.md C18."""
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
    assert _templates_with(unescaped) == []


def test_templates_have_no_inline_script_or_style() -> None:
    """security.md C22: the content security policy would refuse them anyway, unseen by us."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']")
    assert _templates_with(inline) == []


def test_what_the_set_up_makes_is_not_kept() -> None:
    made = (".venv/", "ctj/web/static/vendor/", "instance/", "node_modules/")
    assert [path for path in repository_files() if path.startswith(made)] == []


def _names(requirements: str) -> list[str]:
    lines = re.findall(r"^([A-Za-z0-9][\w.-]*)", requirements, re.MULTILINE)
    return [re.sub(r"[._-]+", "-", name).lower() for name in lines]


def _files_that_hold(words: tuple[str, ...]) -> list[str]:
    return [
        f"{path}: {word}"
        for path, text in text_files()
        if path != LICENCE
        for word in words
        if word in text
    ]


def _templates_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
        for path, text in text_files()
        if path.startswith("templates/")
        for found in pattern.finditer(text)
    ]
