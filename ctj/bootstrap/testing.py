"""`python3 -m ctj test`: runs all tests that this machine can run, and says what it left out."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from ctj.bootstrap import services
from ctj.bootstrap.messages import say
from ctj.bootstrap.services import Service
from ctj.paths import CHECKOUT

_MARKERS = {
    "quick": "not full and not long",
    "full": "not long",
    "long": "",
}


def test(arguments: Sequence[str]) -> int:
    """Look for services, say what is missing, run pytest, and return its exit code."""
    chosen, for_pytest = _parser().parse_known_args(arguments)
    found = services.look(os.environ)
    missing = [service for service in found if service.where is None]
    _tell(missing)
    if missing and os.environ.get("CI") == "true":
        say("With CI=true all of them must be there: nothing was tested.")
        return 1
    code = subprocess.run(
        _pytest(chosen.tier, for_pytest), cwd=CHECKOUT, env=_environment(found), check=False
    ).returncode
    _tell(missing)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m ctj test",
        description="Runs the tests. What is not known here goes to pytest.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--tier",
        choices=sorted(_MARKERS),
        default="quick",
        help="quick (default): under 5 minutes; full: under 40; long: before a release",
    )
    return parser


def _pytest(tier: str, arguments: Sequence[str]) -> list[str]:
    command = [sys.executable, "-m", "pytest"]
    if _MARKERS[tier]:
        command += ["-m", _MARKERS[tier]]
    return [*command, *_side_by_side(arguments), *arguments]


def _side_by_side(arguments: Sequence[str]) -> list[str]:
    """A whole tier runs on two processors, a file at a time; what is named runs alone."""
    if (os.cpu_count() or 1) < 2 or any(not one.startswith("-") for one in arguments):
        return []
    return ["-n", "2", "--dist", "loadfile"]


def _environment(found: Sequence[Service]) -> dict[str, str]:
    """What the tests may use, by name; a service that did not answer is not named."""
    environment = dict(os.environ)
    for service in found:
        environment.pop(service.variable, None)
        if service.where is not None:
            environment[service.variable] = service.where
    return environment


def _tell(missing: Sequence[Service]) -> None:
    for service in missing:
        say(f"Skipped: all tests that need {service.name}: {service.why_not}.")
