"""``ctj facts rebuild|verify``: makes facts from events again, or proves that they are the same."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ctj.casework.operator import facts_verified
from ctj.casework.rebuild import rebuild
from ctj.queries.verify import in_words

from .context import open_services

#: So many findings are printed one by one.
MOST = 50


def add_commands(subparsers: Any) -> None:
    """Register ``facts``."""
    parser = subparsers.add_parser("facts", help="what is made from the events")
    commands = parser.add_subparsers(dest="facts_command", metavar="COMMAND", required=True)
    again = commands.add_parser("rebuild", help="throw it away and make it again from the events")
    again.set_defaults(handler=run_rebuild)
    check = commands.add_parser("verify", help="prove that it is what the events say")
    check.add_argument(
        "--instants", type=int, default=3, metavar="N", help="random instants per case (3)"
    )
    check.add_argument("--seed", type=int, default=0, metavar="S", help="which instants are drawn")
    check.set_defaults(handler=run_verify)


def run_rebuild(args: argparse.Namespace) -> int:
    """Exit code 0, or 1 where the log of a case does not fold."""
    rebuilt = rebuild(open_services(args), _progress)
    print(f"Made {rebuilt.cases} cases again from their events.")
    for reference, sentence in rebuilt.refused:
        print(f"{reference} was left as it is: {sentence}", file=sys.stderr)
    return 1 if rebuilt.refused else 0


def run_verify(args: argparse.Namespace) -> int:
    """Exit code 0: identical; 1: something differs."""
    verified = facts_verified(open_services(args), args.instants, args.seed)
    print(
        f"Compared {verified.rows} rows of {verified.cases} cases with their {verified.events} "
        "events."
    )
    words = in_words(verified.findings)
    for sentence in words[:MOST]:
        print(sentence)
    if len(words) > MOST:
        print(f"and {len(words) - MOST} more like these")
    print(f"{len(words)} findings." if words else "All of it is what the events say.")
    return 1 if words else 0


def _progress(number: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{number} of {total} cases", end="" if number < total else "\n", file=sys.stderr)
