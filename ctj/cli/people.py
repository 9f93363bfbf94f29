"""``ctj agency add``, ``ctj user add`` and ``ctj user link``: the first accounts of an instance."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ctj.casework.administration import ORGANISATION_KINDS, NewAgency, add_agency
from ctj.casework.refusals import FormErrors
from ctj.casework.rights import add_user_with_roles, link_for

from .context import configuration, open_services


def add_commands(subparsers: Any) -> None:
    """Register ``agency`` and ``user``."""
    agency = subparsers.add_parser("agency", help="agencies, courts and other organisations")
    commands = agency.add_subparsers(dest="agency_command", metavar="COMMAND", required=True)
    one = commands.add_parser("add", help="add one")
    one.add_argument("code", help="short and without spaces, such as PH-DOJ")
    one.add_argument("--name", required=True)
    one.add_argument("--kind", choices=ORGANISATION_KINDS, default="agency")
    one.add_argument("--agency-kind", help="a code of the list agency_kind")
    one.add_argument("--jurisdiction", help="the instance's own if left out")
    one.set_defaults(handler=run_agency_add)
    _add_user_commands(subparsers)


def _add_user_commands(subparsers: Any) -> None:
    user = subparsers.add_parser("user", help="accounts")
    commands = user.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    one = commands.add_parser("add", help="add one; prints a one-time sign-in link")
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--role", required=True, action="append", help="may be given several times")
    one.add_argument("--agency", required=True, help="code of an agency or prosecution office")
    one.add_argument("--name", help="the part of the address before the @ if left out")
    one.set_defaults(handler=run_user_add)
    again = commands.add_parser("link", help="another one-time link for an account")
    again.add_argument("email", metavar="EMAIL")
    again.set_defaults(handler=run_user_link)


def run_agency_add(args: argparse.Namespace) -> int:
    """Add an organisation. Exit code 2 where something does not fit."""
    services = open_services(args)
    new = NewAgency(args.code, args.name, args.kind, args.agency_kind, args.jurisdiction)
    try:
        add_agency(services, None, new)
    except FormErrors as refused:
        return _told(refused)
    print(f"{args.name} is on the list as {args.code.strip()}.")
    return 0


def run_user_add(args: argparse.Namespace) -> int:
    """Add a user with roles and print the link. Exit code 2 where something does not fit."""
    services = open_services(args)
    name = args.name or args.email.split("@")[0]
    try:
        token = add_user_with_roles(services, args.email, name, args.agency, args.role)
    except FormErrors as refused:
        return _told(refused)
    _print_link(args, token)
    return 0


def run_user_link(args: argparse.Namespace) -> int:
    """Print another link for an account; the earlier one ends. Exit code 2 if there is none."""
    _print_link(args, link_for(open_services(args), args.email))
    return 0


def _print_link(args: argparse.Namespace, token: str) -> None:
    setting = configuration(args)
    base = "" if setting.https else f"http://{setting.host}:{setting.port}"
    print(f"{base}/sign-in/link/{token}")
    if not base:
        print("(below the address of this instance)", file=sys.stderr)
    print("It works once, within 24 hours. Hand it over in person.", file=sys.stderr)


def _told(refused: FormErrors) -> int:
    for error in refused.errors:
        print(error, file=sys.stderr)
    return 2
