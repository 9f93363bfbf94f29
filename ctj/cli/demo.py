"""``ctj demo``: an instance with invented people and retold cases, served on this machine."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ctj.casework.keys import initialise
from ctj.configuration import Configuration
from ctj.exchange.demonstration.caseload import load_caseload
from ctj.exchange.demonstration.people import PASSWORD, SECOND_FACTOR, seat_everybody
from ctj.exchange.demonstration.safety import (
    mark_demonstration,
    one_at_a_time,
    refuse_open_address,
    refuse_server_database,
)
from ctj.exchange.demonstration.sign_ins import present_code, sign_ins
from ctj.exchange.timeline_format import CaseTimeline
from ctj.services import Services
from ctj.wiring import open_database, open_services, upgrade_database

from .context import configuration
from .serve import serve

NAME, HOME_STATE, ZONE = "CTJ demonstration", "PH", "Asia/Manila"
_ALLOW = "--allow-server-database"


def add_commands(subparsers: Any) -> None:
    """Register ``demo``, ``demo load`` and ``demo code``."""
    parser = subparsers.add_parser("demo", help="a demonstration, ready to sign in")
    parser.add_argument(_ALLOW, action="store_true", help="also on a server kept for tests")
    parser.set_defaults(handler=run)
    commands = parser.add_subparsers(dest="demo_command", metavar="COMMAND")
    loads = commands.add_parser("load", help="the demonstration caseload, without serving it")
    loads.add_argument(_ALLOW, action="store_true", help="also on a server kept for tests")
    loads.set_defaults(handler=run_load)
    code = commands.add_parser("code", help="the second factor's present code")
    code.set_defaults(handler=run_code)


def run(args: argparse.Namespace) -> int:
    """Make ready what is missing, print a sign-in for each role, serve until stopped."""
    setting = configuration(args)
    refuse_open_address(setting.host)
    services, complete = _ready(setting, allow_server=args.allow_server_database)
    if not complete:
        return 1
    _print_sign_ins(services, setting)
    return serve(setting, services)


def run_load(args: argparse.Namespace) -> int:
    """Load what is missing; 1 where a case was refused."""
    services, complete = _ready(configuration(args), allow_server=args.allow_server_database)
    services.database.close()
    return 0 if complete else 1


def run_code(args: argparse.Namespace) -> int:
    """Print the code that the second factor of every demonstration user asks for now."""
    print(present_code(open_services(configuration(args))))
    return 0


def _ready(setting: Configuration, *, allow_server: bool) -> tuple[Services, bool]:
    """Keys, database, people and cases; True if every case is there. Safe to repeat."""
    with one_at_a_time(setting.home):
        if not setting.key_file.exists():
            initialise(setting.key_file, setting.key_file.with_name("anchor.json"))
        upgrade_database(setting)
        database = open_database(setting)
        try:
            refuse_server_database(database, allow=allow_server)
            mark_demonstration(database, name=NAME, jurisdiction=HOME_STATE, zone=ZONE)
        finally:
            database.close()
        services = open_services(setting)
        if seat_everybody(services):
            _say("Made the people of the demonstration.")
        report = load_caseload(services, _progress)
    for refusal in report.refusals:
        print(refusal, file=sys.stderr)
    if report.loaded:
        _say(f"Loaded {len(report.loaded)} cases.")
    return services, report.is_complete


def _progress(case: CaseTimeline, done: int, of: int) -> None:
    """One line for each case, in place where a terminal shows it."""
    end = "\r" if sys.stdout.isatty() and done < of else "\n"
    if sys.stdout.isatty() or done == of:
        print(f"Loading case {done} of {of}: {case.reference}".ljust(70), end=end, flush=True)


def _print_sign_ins(services: Services, setting: Configuration) -> None:
    address = f"http://{setting.host}:{setting.port}"
    print(f"\nCTJ is at {address}  (stop with Ctrl-C). Everybody here is invented.\n")
    for one in sign_ins(services):
        print(f"  {one.role_label:<37} {one.email:<20} {address}/sign-in/link/{one.link_token}")
    print(
        f"\nEach link signs in once. After that: password '{PASSWORD}', second factor\n"
        f"{SECOND_FACTOR}, or its present code from: ctj demo code\n",
        flush=True,
    )


def _say(sentence: str) -> None:
    print(sentence, flush=True)
