"""Makes `.venv` and installs the locked packages into it, each checked against its hash.

uv does the work in a few seconds and is itself installed by hash with pip; where uv cannot run,
pip does all of it. CTJ is not installed: a path file points at the checkout, so that nothing is
built and nothing unhashed enters.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ctj.bootstrap import checks, pip, stamp
from ctj.bootstrap.messages import CannotStart, say
from ctj.bootstrap.places import Places
from ctj.bootstrap.steps import Command, run

_INSTALLER = "uv"
_PATH_FILE = "ctj-checkout.pth"
_COMMAND = '#!/bin/sh\nexec "$(dirname "$0")/python" -m ctj "$@"\n'


def install(places: Places, wanted: set[str]) -> None:
    """Bring the environment to the wanted locks and those that it had before."""
    locks = wanted | stamp.installed_locks(places) | {_INSTALLER}
    stamp.forget(places)
    _make_environment(places)
    _install_locks(places, sorted(locks))
    _point_at_checkout(places)
    stamp.write(places, locks)


def _make_environment(places: Places) -> None:
    if places.python.exists() and _told(places.python, "-m", "pip", "--version"):
        return
    checks.environments_can_be_made()
    # --clear: what an interrupted start, or a Python that is gone, left there.
    # The base Python makes it: --clear would pull the ground from under one that runs inside.
    python = getattr(sys, "_base_executable", sys.executable)
    command: Command = [python, "-m", "venv", "--clear", places.venv]
    run(command, f"Making the environment {places.venv.name}", places.checkout)


def _install_locks(places: Places, locks: Sequence[str]) -> None:
    try:
        if not _has_locked_uv(places):
            pip.install(places, [_INSTALLER], "Installing the installer (uv)")
        return _with_uv(places, locks)
    except CannotStart as refusal:
        if refusal.cause != "other":
            raise
    say("uv does not work on this machine; pip installs instead, which takes longer.")
    rest = [name for name in locks if name != _INSTALLER]
    pip.install(places, rest, "Installing packages (pip)")


def _with_uv(places: Places, locks: Sequence[str]) -> None:
    command: Command = [_uv(places), "pip", "sync", "--python", places.python, "--require-hashes"]
    command += ["--system-certs", "--no-progress", *places.locks(locks)]
    run(command, "Installing packages (uv)", places.checkout, _uv_settings(places))


def _has_locked_uv(places: Places) -> bool:
    version = _told(_uv(places), "--version").split(" ")[1:2]
    return bool(version) and f"uv=={version[0]} " in places.lock(_INSTALLER).read_text()


def _uv_settings(places: Places) -> dict[str, str]:
    """Let uv ask the mirror that pip was told to ask: it reads none of pip's settings itself."""
    if "UV_DEFAULT_INDEX" in os.environ:
        return {}
    mirror = os.environ.get("PIP_INDEX_URL") or _told(
        places.python, "-m", "pip", "config", "get", "global.index-url"
    )
    return {"UV_DEFAULT_INDEX": mirror} if mirror else {}


def _point_at_checkout(places: Places) -> None:
    """Make `import ctj` and the command `ctj` work in the environment without a build."""
    (places.site_packages() / _PATH_FILE).write_text(f"{places.checkout}\n")
    command = places.venv / "bin" / "ctj"
    command.write_text(_COMMAND)
    command.chmod(0o755)


def _uv(places: Places) -> Path:
    return places.venv / "bin" / "uv"


def _told(*command: str | Path) -> str:
    """What a small command prints; nothing where it is missing or fails."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
