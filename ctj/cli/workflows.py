"""``ctj workflows``: checks the definition files, tells a track in words, draws it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ctj.queries.definition_files import (
    NoSuchDefinition,
    findings,
    picture_of_track,
    stored_definitions,
    words_of_track,
)
from ctj.wiring import open_database

from .context import configuration


def add_commands(subparsers: Any) -> None:
    """Register ``workflows check``, ``workflows show`` and ``workflows diagram``."""
    parser = subparsers.add_parser("workflows", help="the tracks, their law and their checks")
    commands = parser.add_subparsers(dest="workflows_command", metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="validate all definitions")
    check.add_argument(
        "--files-only",
        action="store_true",
        help="do not compare with the versions that the database keeps",
    )
    check.set_defaults(handler=check_all)
    show = commands.add_parser("show", help="print a track in words")
    show.add_argument("name", metavar="NAME")
    show.add_argument("--jurisdiction", default="", metavar="C", help="as it is read there: ph, sg")
    show.set_defaults(handler=show_track)
    diagram = commands.add_parser("diagram", help="draw a track as SVG")
    diagram.add_argument("name", metavar="NAME")
    diagram.add_argument("--out", required=True, type=Path, metavar="FILE")
    diagram.add_argument("--state", default="", help="mark this state as the present one")
    diagram.add_argument("--jurisdiction", default="", metavar="C")
    diagram.set_defaults(handler=draw_track)


def check_all(args: argparse.Namespace) -> int:
    """Print every finding with file and line. 0: none; 1: some."""
    found = findings([] if args.files_only else _stored())
    for finding in found:
        print(finding)
    if found:
        print(f"{len(found)} finding{'' if len(found) == 1 else 's'}.", file=sys.stderr)
        return 1
    print("The definitions are free of findings.")
    return 0


def show_track(args: argparse.Namespace) -> int:
    """Print one track in words. 0, or 2 where there is no such track."""
    try:
        print(words_of_track(args.name, args.jurisdiction), end="")
    except NoSuchDefinition as unknown:
        print(unknown, file=sys.stderr)
        return 2
    return 0


def draw_track(args: argparse.Namespace) -> int:
    """Write one track as SVG. 0, or 2 where there is no such track or no such folder."""
    try:
        picture = picture_of_track(args.name, args.state, args.jurisdiction)
        args.out.write_text(picture, encoding="utf-8")
    except NoSuchDefinition as unknown:
        print(unknown, file=sys.stderr)
        return 2
    except OSError as wrong:
        print(
            f"{args.out} cannot be written: {wrong.strerror}. Choose another file.", file=sys.stderr
        )
        return 2
    print(f"Drawn: {args.out}")
    return 0


def _stored() -> list[str]:
    """The versions that this instance's database keeps; none where there is no database yet."""
    configured = configuration()
    if (
        configured.embedded
        and not Path(configured.database_url.removeprefix("sqlite:///")).exists()
    ):
        return []
    database = open_database(configured)
    try:
        with database.read() as connection:
            return stored_definitions(connection)
    finally:
        database.close()
