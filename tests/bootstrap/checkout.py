"""A small invented checkout, and a record of the commands that the set-up would run."""

from collections.abc import Callable
from pathlib import Path

from ctj.bootstrap.places import Places


def small_checkout(folder: Path) -> Places:
    """Places with locks, and an environment that looks made."""
    places = Places(folder)
    for name in ("run", "test", "lint", "build", "node"):
        _write(places.lock(name), f"{name}==1.0 \\\n    --hash=sha256:00\n")
    _write(places.lock("uv"), "uv==9.9.9 \\\n    --hash=sha256:00\n")
    _write(places.frontend / "package-lock.json", "{}")
    _write(places.frontend / "package.json", "{}")
    _write(places.frontend / ".npmrc", "")
    return places


def looks_made(places: Places) -> None:
    """An environment whose Python has a pip and does nothing, successfully."""
    _write(places.venv / "lib" / "python3.11" / "site-packages" / "README", "")
    program(places.python, '[ "$3" = --version ] && echo "pip 23" || exit 0')


def program(path: Path, script: str) -> None:
    """A small executable in place of a real tool."""
    _write(path, f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def recorder(commands: list[str], fails: Callable[[str], Exception | None]):
    """In place of `steps.run`: notes the command, and fails where it is told to."""

    def run(command, doing, folder, extra_env=None) -> None:
        line = " ".join(str(part) for part in command)
        commands.append(line)
        failure = fails(line)
        if failure:
            raise failure

    return run


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
