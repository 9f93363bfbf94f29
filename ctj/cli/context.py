"""What every command starts from."""

from __future__ import annotations

import argparse

from ctj.configuration import Configuration, from_environment
from ctj.services import Services
from ctj.wiring import open_services as open_wired


def configuration(_args: argparse.Namespace | None = None) -> Configuration:
    """The instance that the environment names."""
    return from_environment()


def open_services(args: argparse.Namespace) -> Services:
    """Database, keys and definitions of that instance. Raises NotReady with the mend."""
    return open_wired(configuration(args))
