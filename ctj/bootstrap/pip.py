"""Installs locks with pip, which every Python that can make environments brings along."""

from pathlib import Path

from ctj.bootstrap import certificates
from ctj.bootstrap.messages import CannotStart
from ctj.bootstrap.places import Places
from ctj.bootstrap.steps import Command, run


def install(places: Places, locks: list[str], doing: str, *options: str | Path) -> None:
    """Install; once more with the machine's certificates if pip's own do not suffice.

    Pip before 24.2 does not look at the machine's certificates by itself.
    """
    command: Command = [places.python, "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--retries", "2", *options]
    for lock in places.locks(locks):
        command += ["-r", lock]
    try:
        run(command, doing, places.checkout)
    except CannotStart as refusal:
        machine = certificates.settings("PIP_CERT")
        if refusal.cause != "certificate" or not machine:
            raise
        run(command, doing, places.checkout, machine)
