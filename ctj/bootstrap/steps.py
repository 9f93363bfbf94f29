"""Runs one long step, shows that it goes on, and says why it failed."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from ctj.bootstrap.failures import explain
from ctj.bootstrap.messages import CannotStart, say

Command = list[str | Path]

_REMIND_EVERY = 15  # seconds between signs of life where the terminal cannot be rewritten


def run(
    command: Command,
    doing: str,
    folder: Path,
    extra_env: Mapping[str, str] | None = None,
) -> None:
    """Run `command` in `folder`; its output is kept back and read only if it fails."""
    with tempfile.TemporaryFile() as output:
        process = _begun(command, folder, {**os.environ, **(extra_env or {})}, output)
        code = _wait(process, doing)
        if code:
            output.seek(0)
            raise explain(output.read().decode(errors="replace"), doing, folder)


def _begun(
    command: Command, folder: Path, environment: dict[str, str], output: IO[bytes]
) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise CannotStart(
            f"{command[0]} cannot be run on this machine ({error.strerror}).",
            "Delete the folder .venv and give the same command again.",
        ) from None


def _wait(process: "subprocess.Popen[bytes]", doing: str) -> int:
    begun = time.monotonic()
    show = _rewritten if sys.stderr.isatty() else _line_by_line
    try:
        while True:
            show(doing, int(time.monotonic() - begun))
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                continue
    except BaseException:
        process.terminate()  # Ctrl-C: leave nobody installing behind our back
        process.wait()
        raise
    finally:
        if sys.stderr.isatty():
            say("")


def _rewritten(doing: str, seconds: int) -> None:
    print(f"\r{doing} ... {seconds} s", end="", file=sys.stderr, flush=True)


def _line_by_line(doing: str, seconds: int) -> None:
    if seconds == 0:
        say(f"{doing} ...")
    elif seconds % _REMIND_EVERY == 0:
        say(f"{doing} ... {seconds} s")
