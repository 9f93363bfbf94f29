"""The files of this repository, as the house rules see them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ctj.paths import CHECKOUT


@dataclass(frozen=True)
class Source:
    """One Python file: where, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    def line(self, number: int) -> str:
        return self.text.splitlines()[number - 1]

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def repository_files() -> tuple[str, ...]:
    """Every file that git keeps, and what is new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return tuple(path for path in sorted(told.stdout.splitlines()) if (CHECKOUT / path).is_file())


@cache
def application() -> tuple[Source, ...]:
    """The Python files under `ctj/`."""
    names = [path for path in repository_files() if path.startswith("ctj/")]
    return tuple(_read(path) for path in names if path.endswith(".py"))


def text_files() -> Iterator[tuple[str, str]]:
    """Path and text of every file in the repository that is text."""
    for path in repository_files():
        try:
            yield path, (CHECKOUT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _read(path: str) -> Source:
    text = Path(CHECKOUT / path).read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text, path))
