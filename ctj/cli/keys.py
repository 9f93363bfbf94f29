"""``ctj keys init|rotate``: the root key, in a file outside the database with mode 0600."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ctj.casework.keys import KeyRefused, Rotation, initialise, rotate

from .context import configuration, open_services


def add_commands(subparsers: Any) -> None:
    """Register ``keys``."""
    parser = subparsers.add_parser("keys", help="make the keys of this instance, or change them")
    commands = parser.add_subparsers(dest="keys_command", metavar="COMMAND", required=True)
    init = commands.add_parser("init", help="make the root key and the key that signs anchors")
    init.set_defaults(handler=run_init)
    change = commands.add_parser("rotate", help="move everything to a new root key")
    change.add_argument(
        "--destroy-old",
        action="store_true",
        help="then take the old key out of the file; older backups cannot be opened any more",
    )
    change.set_defaults(handler=run_rotate)


def run_init(args: argparse.Namespace) -> int:
    """Make the key files. Exit code 2 if there are some already."""
    try:
        root, anchor = initialise(configuration(args).key_file)
    except KeyRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    print(f"Made the root key {root} and the key that signs anchors {anchor}.")
    print("Keep a copy of both in a safe, apart from every backup of the database: without the")
    print("root key no identity can be opened again.")
    return 0


def run_rotate(args: argparse.Namespace) -> int:
    """Rotate, or go on where it stopped. Exit code 1 if something is left under an old key."""
    services = open_services(args)
    try:
        rotation = rotate(services.database, services.keyring, destroy_old=args.destroy_old)
    except KeyRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    _say(rotation)
    if rotation.is_complete:
        print("The old key was destroyed." if args.destroy_old else _OLD_STAYS)
    return 0 if rotation.is_complete else 1


_OLD_STAYS = (
    "The old key stays in the file, for backups from before. When none is needed any more: "
    "ctj keys rotate --destroy-old"
)


def _say(rotation: Rotation) -> None:
    left = rotation.left
    print(f"Moved {rotation.moved} rows to version {rotation.version}.")
    print(
        f"{left.total} rows under an old version: {left.person_keys} keys of persons, "
        f"{left.case_keys} keys of cases, {left.index_rows} index rows, {left.secrets} secrets."
    )
    for owner in rotation.unreadable:
        print(f"Does not open, because it was altered: {owner}", file=sys.stderr)
