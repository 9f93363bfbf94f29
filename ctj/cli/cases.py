"""``ctj cases show REF`` and ``ctj cases load FILE…``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import Any

from ctj.casework.operator import case_told
from ctj.queries.viewers import viewer_of

from . import cases_load
from .context import open_services


def add_commands(subparsers: Any) -> None:
    """Register ``cases``."""
    parser = subparsers.add_parser("cases", help="show a case, or load timelines into cases")
    commands = parser.add_subparsers(dest="cases_command", metavar="COMMAND", required=True)
    show = commands.add_parser("show", help="one case: tracks, clocks, events")
    show.add_argument("reference", metavar="REF")
    show.add_argument("--as-known-on", type=_day, metavar="D", help="what was recorded by then")
    show.add_argument("--json", action="store_true", help="as JSON (docs/case-json.md)")
    show.add_argument("--user", metavar="EMAIL", help="only if this user may see it")
    show.set_defaults(handler=run_show)
    cases_load.add_commands(commands)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day: write 2025-12-31") from None


def run_show(args: argparse.Namespace) -> int:
    """Exit code 0, or 2 where there is no such case, or the day is not over."""
    services = open_services(args)
    viewer = None
    if args.user:
        with services.database.read() as connection:
            viewer = viewer_of(connection, args.user)
        if viewer is None:
            print(f"No active user has the address {args.user}.", file=sys.stderr)
            return 2
    told = case_told(services, args.reference, args.as_known_on, viewer)
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(told)
    return 0


def _print(told: dict[str, Any]) -> None:
    known = f", as known on {told['as_known_on']}" if told["as_known_on"] else ""
    print(f"{told['reference']} ({told['jurisdiction']}){known}")
    for track in told["tracks"]:
        print(f"  {track['track']} {_of(track)}: {track['label']} (since {_date(track['since'])})")
    open_clocks = [one for one in told["clocks"] if not (one["stopped"] or one["cancelled"])]
    if open_clocks:
        print("Clocks")
    for clock in open_clocks:
        due = clock["due"] or "no end known"
        law = f", {clock['article']} ({clock['article_status']})" if clock["article"] else ""
        print(f"  {clock['clock']} {_of(clock)}: {clock['status']}, {due}{law}")
    print("Entries")
    for event in told["events"]:
        mark = "" if event["kind"] == "transition" else f" [{event['kind']}]"
        about = f" {event['refers_to']}" if event["refers_to"] else ""
        print(
            f"  {event['seq']:>4} {_date(event['occurred']):<12} {event['track']}."
            f"{event['transition']} {_of(event)}{mark}{about}"
        )


def _of(told: dict[str, Any]) -> str:
    return told["of"] or "case"


def _date(told: Any) -> str:
    return str(told["value"] if isinstance(told, dict) else told)
