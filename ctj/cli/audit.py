"""``ctj audit verify|anchor|export``: what proves that the record was not changed.

None of them needs the root key: an auditor can check the record and open no identity.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ctj.casework.keys import KeyRefused
from ctj.casework.oversight import (
    AnchorKey,
    AnchorRefused,
    Verification,
    anchor_key_file,
    known_public_key,
    verify_audit,
    write_anchor,
    write_export,
)
from ctj.wiring import open_current_database

from .context import configuration


def add_commands(subparsers: Any) -> None:
    """Register ``audit``."""
    parser = subparsers.add_parser("audit", help="prove that the record was not changed")
    commands = parser.add_subparsers(dest="audit_command", metavar="COMMAND", required=True)
    verify = commands.add_parser("verify", help="walk all chains")
    verify.add_argument("--anchor", type=Path, metavar="FILE", help="hold them against this anchor")
    verify.add_argument(
        "--public-key", type=Path, metavar="FILE", help="of whoever signs the anchors"
    )
    verify.set_defaults(handler=run_verify)
    anchor = commands.add_parser("anchor", help="write a signed checkpoint, to be kept elsewhere")
    anchor.add_argument("--out", type=Path, metavar="FILE", required=True)
    anchor.set_defaults(handler=run_anchor)
    export = commands.add_parser("export", help="write all rows, for docs/verify_audit.py")
    export.add_argument("--out", type=Path, metavar="FILE", required=True)
    export.set_defaults(handler=run_export)


def _anchor_key(args: argparse.Namespace) -> Path:
    return anchor_key_file(configuration(args).key_file)


def run_verify(args: argparse.Namespace) -> int:
    """Exit code 0: nothing found; 1: something was; 2: the anchor or key cannot be used."""
    database = open_current_database(configuration(args))
    try:
        public_key = known_public_key(args.public_key, _anchor_key(args))
        found = verify_audit(database, args.anchor, public_key)
    except AnchorRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    _say(found)
    return 0 if found.is_clean else 1


def _say(found: Verification) -> None:
    print(f"Walked {found.rows} rows of {found.chains} chains.")
    for finding in found.findings:
        row = f", row {finding.seq}" if finding.seq is not None else ""
        print(f"FOUND {finding.chain}{row}: {finding.says}")
    if found.found > len(found.findings):
        print(f"and {found.found - len(found.findings)} more like these")
    print(f"{found.found} findings." if found.found else "No row was changed, moved or taken out.")
    for sentence in found.unproved:
        print(sentence)


def run_anchor(args: argparse.Namespace) -> int:
    """Write an anchor. Exit code 2 without the key that signs it, or if the file is there."""
    database = open_current_database(configuration(args))
    if args.out.exists():
        print(f"There is a file {args.out} already.", file=sys.stderr)
        return 2
    try:
        anchor = write_anchor(database, AnchorKey.load(_anchor_key(args)), args.out)
    except (KeyRefused, OSError) as refused:
        print(refused, file=sys.stderr)
        return 2
    print(f"Anchored {anchor.rows} rows of {anchor.chains} chains at {anchor.at}.")
    print(f"Root {anchor.root}")
    print(f"Keep {args.out} on a machine that nobody here administers.")
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Write all rows as lines of JSON. Exit code 2 if the file cannot be written."""
    database = open_current_database(configuration(args))
    if args.out.exists():
        print(f"There is a file {args.out} already.", file=sys.stderr)
        return 2
    try:
        rows = write_export(database, args.out)
    except OSError as refused:
        print(f"{args.out} cannot be written: {refused.strerror}.", file=sys.stderr)
        return 2
    print(f"Wrote {rows} rows to {args.out}.")
    return 0
