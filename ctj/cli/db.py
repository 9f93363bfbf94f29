"""``ctj db upgrade``: migrations."""

from __future__ import annotations

import argparse
from typing import Any

from ctj.wiring import upgrade_database

from .context import configuration


def add_commands(subparsers: Any) -> None:
    """Register ``db``."""
    parser = subparsers.add_parser("db", help="the database's schema")
    commands = parser.add_subparsers(dest="db_command", metavar="COMMAND", required=True)
    upgrade = commands.add_parser("upgrade", help="run the migrations that are missing")
    upgrade.set_defaults(handler=run_upgrade)


def run_upgrade(args: argparse.Namespace) -> int:
    """Bring the schema up with the owner's role, and grant the application's role its rights."""
    upgrade_database(configuration(args))
    print("The database is up to date.")
    return 0
