"""``ctj cases load FILE…``: timelines into cases; errors name file, line, event, field and mend."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ctj.exchange.loaders import loader_id
from ctj.exchange.refusals import Refusal, TimelineRefused
from ctj.exchange.timeline_format import CaseTimeline
from ctj.exchange.timeline_loader import LoadReport, load

from .context import open_services


def add_commands(subparsers: Any) -> None:
    """Register ``load`` under ``cases``."""
    parser = subparsers.add_parser("load", help="timelines (YAML) into cases")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--loaded-by",
        metavar="EMAIL",
        help="who loads, for the audit; on a demonstration its data steward if left out",
    )
    parser.add_argument(
        "--skip-known", action="store_true", help="leave cases alone that are there already"
    )
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Load the files; 0 if every case was taken, 1 if anything was refused."""
    services = open_services(args)
    try:
        loader = loader_id(services, args.loaded_by)
        report = load(services, args.files, loader, progress=_progress, skip_known=args.skip_known)
    except TimelineRefused as refused:
        _refuse(refused.refusals)
        return 1
    finally:
        services.database.close()
    _tell(report)
    return 0 if report.is_complete else 1


def _progress(case: CaseTimeline, done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else "\r"
        print(f"{done} of {of}: {case.reference}".ljust(70), end=end, file=sys.stderr, flush=True)


def _tell(report: LoadReport) -> None:
    for case in report.loaded:
        named = "" if case.told_as == case.reference else f", told as {case.told_as}"
        print(f"{case.reference}: {case.events} events loaded{named}")
    for reference in report.skipped:
        print(f"{reference}: there already, left alone")
    _refuse(report.refusals)


def _refuse(refusals: Iterable[Refusal]) -> None:
    for refusal in refusals:
        print(refusal, file=sys.stderr)
