"""``ctj COMMAND``: the contract of commands (DESIGN section 10).

Exit codes: 0 good, 1 a check found something, 2 wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence

from ctj.refusals import told_in_one_sentence

#: A module per noun, each with ``add_commands(subparsers)``, in the order of the help text.
NOUNS = (
    "demo",
    "caseload",
    "serve",
    "db",
    "keys",
    "people",
    "cases",
    "workflows",
    "translations",
    "indicators",
    "facts",
    "audit",
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(prog="ctj", description="Counter-trafficking justice tracker")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for noun in NOUNS:
        if importlib.util.find_spec(f"ctj.cli.{noun}"):
            importlib.import_module(f"ctj.cli.{noun}").add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what cannot be done is told in one sentence, without a traceback."""
    try:
        args = build_parser().parse_args(argv)
    except SystemExit as ended:
        return int(ended.code or 0)
    try:
        return int(args.handler(args))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except Exception as error:
        sentence = told_in_one_sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
