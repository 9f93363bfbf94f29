"""``ctj caseload generate``: a large invented caseload, for measuring."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from ctj.exchange.generated.bulk import GenerationRefused, Wanted, generate

from .context import open_services


def add_commands(subparsers: Any) -> None:
    """Register ``caseload``."""
    parser = subparsers.add_parser("caseload", help="a large invented caseload, for measuring")
    commands = parser.add_subparsers(dest="caseload_command", metavar="COMMAND", required=True)
    make = commands.add_parser("generate", help="into a demonstration or test instance only")
    make.add_argument("--cases", type=int, required=True, metavar="N")
    make.add_argument("--seed", type=int, default=1, metavar="S", help="the same gives the same")
    make.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Generate. Exit code 2 where the instance is a real one."""
    services = open_services(args)
    try:
        made = generate(services, Wanted(args.cases, args.seed, progress=_Progress()))
    except GenerationRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    finally:
        services.database.close()
    print(f"Made {made.cases} cases with {made.events} events out of {made.plans} plans.")
    return 0


class _Progress:
    """A line in place on a terminal; elsewhere a line every ten seconds."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        """Say how far it has come."""
        terminal, now = sys.stderr.isatty(), time.monotonic()
        if done < of and now - self._last < (0.2 if terminal else 10):
            return
        self._last = now
        end = "\r" if terminal and done < of else "\n"
        print(f"{what}: {done} of {of}".ljust(50), end=end, file=sys.stderr, flush=True)
