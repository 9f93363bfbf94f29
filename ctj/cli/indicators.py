"""``ctj indicators``: the figures of the pages, as table, JSON or CSV.

With ``--user`` it counts the cases which that user may see, as the pages do. Without, it counts the
whole instance, for the operator who holds database and key.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ctj.components.catalogue import COMPONENTS, INDICATORS, WAITING
from ctj.components.figures import Figure, compute
from ctj.components.frame import Frame, FrameRefused
from ctj.components.scope import Scope, UnknownDimension
from ctj.components.switches import switches
from ctj.queries.viewers import viewer_of
from ctj.services import Services

from .context import open_services


def add_commands(subparsers: Any) -> None:
    """Register ``indicators``."""
    parser = subparsers.add_parser("indicators", help="the component indicators")
    parser.add_argument("--component", metavar="N", type=int, choices=sorted(COMPONENTS))
    parser.add_argument(
        "--from", dest="first", type=_day, metavar="D", help="first day of the period"
    )
    parser.add_argument("--to", dest="last", type=_day, metavar="D", help="last day of the period")
    parser.add_argument("--where", action="append", default=[], type=_pair, metavar="DIM=VALUE")
    parser.add_argument("--by", metavar="DIM", help="break down by this dimension")
    parser.add_argument("--as-known-on", dest="known_on", type=_day, metavar="D")
    parser.add_argument("--observed-to", dest="observed_to", type=_day, metavar="D")
    parser.add_argument("--user", metavar="EMAIL", help="count the cases that this user may see")
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.set_defaults(handler=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day: write 2025-12-31") from None


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not value:
        raise argparse.ArgumentTypeError(f"'{text}': write DIMENSION=VALUE, for example sex=female")
    return name, value


def run(args: argparse.Namespace) -> int:
    """Compute and print. Exit code 0, or 2 where the question makes no sense."""
    services = open_services(args)
    with services.database.read() as connection:
        today = services.database.now(connection).astimezone(_zone(services)).date()
        viewer = viewer_of(connection, args.user) if args.user else None
        if args.user and viewer is None:
            print(f"No active user has the address {args.user}.", file=sys.stderr)
            return 2
        try:
            frame = _frame(args, today, services)
            chosen = [i for i in INDICATORS.values() if args.component in (None, i.component)]
            if not chosen:
                print(f"Component {args.component} waits for {WAITING[str(args.component)]}.")
                return 0
            figures = compute(
                connection,
                chosen,
                Scope(viewer, dict(args.where)),
                frame,
                zone=services.instance.time_zone,
                by=args.by,
                known_now=frame.known_on >= today,
            )
        except (FrameRefused, UnknownDimension) as refused:
            print(refused, file=sys.stderr)
            return 2
    {"table": _table, "json": _json, "csv": _csv}[args.format](figures)
    return 0


def _zone(services: Services) -> ZoneInfo:
    return ZoneInfo(services.instance.time_zone)


def _frame(args: argparse.Namespace, today: date, services: Services) -> Frame:
    known_on = args.known_on or today
    return Frame(
        args.first or date(today.year - 22, 1, 1),
        args.last or date(today.year - 3, 12, 31),
        known_on,
        args.observed_to or known_on,
        switches(services.library.codes["country"].codes, services.overlay),
    )


def _read_beside(figure: Figure) -> Iterator[tuple[str, str, Any]]:
    """What is read beside the sizes of cells: medians, money, nights."""
    if figure.numbers:
        yield "number", "n", figure.numbers.n
        median = figure.numbers.median
        yield "number", "median", None if median is None else str(median)
        yield "number", "percentile_90", figure.numbers.percentile_90
    for money in figure.money:
        for currency, amount in sorted(money.sums.items()):
            yield "money", f"{money.fact} {currency}", str(amount)
        yield "money_of", money.fact, money.units
    if figure.nights:
        yield "nights", "with_consent", figure.nights.free
        yield "nights", "without", figure.nights.other
        yield "nights", "unknown", figure.nights.unknown
    if not figure.applies:
        yield "does_not_apply", figure.indicator.switch or "", True


def _lines(figure: Figure) -> Iterator[tuple[str, str, Any]]:
    """Every number of a figure as (kind, label, value): the stable shape of CSV and JSON."""
    for counted in figure.counts:
        yield "count", counted.cell, counted.count
    for share in figure.shares:
        value = share.value
        shown = None if share.withheld or value is None else round(float(value), 4)
        yield "share", share.cell, shown
        yield "share_of", share.cell, share.denominator
        yield "share_unknown", share.cell, share.unknown
        if share.withheld:
            yield "share_withheld", share.cell, share.withheld
    if figure.duration:
        d = figure.duration
        yield "duration", "n", d.n
        yield "duration", "decided", d.decided
        yield "duration", "left_otherwise", d.left
        yield "duration", "undecided", d.undecided
        yield "duration", "median_days_kaplan_meier", d.median
        yield "duration", "median_days_of_decided", d.median_decided
        yield "duration", "percentile_90_days_of_decided", d.percentile_90
        yield "duration", f"within_{d.horizon_days}_days", d.within_horizon[0]
        yield "duration", f"observable_{d.horizon_days}_days", d.within_horizon[1]
    yield from _read_beside(figure)
    for out in figure.left_out:
        yield "left_out", out.cell or out.label, out.count
    yield "imported", "", figure.imported


def _table(figures: list[Figure]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for figure in figures:
        group = f" [{figure.group}]" if figure.group else ""
        frame = figure.frame
        title = f"{figure.indicator.id} {figure.indicator.title}{group}"
        table = Table(
            title=title,
            title_justify="left",
            caption=f"{frame.first} to {frame.last}, as known on {frame.known_on}, "
            f"observed to {frame.observed_to}",
            caption_justify="left",
        )
        table.add_column("what")
        table.add_column("which")
        table.add_column("value", justify="right")
        for kind, label, value in _lines(figure):
            table.add_row(kind, label, "–" if value is None else str(value))
        console.print(table)


def _json(figures: list[Figure]) -> None:
    document = [
        {
            "indicator": figure.indicator.id,
            "title": figure.indicator.title,
            "group": figure.group,
            "from": figure.frame.first.isoformat(),
            "to": figure.frame.last.isoformat(),
            "as_known_on": figure.frame.known_on.isoformat(),
            "observed_to": figure.frame.observed_to.isoformat(),
            "values": [{"kind": k, "of": of, "value": v} for k, of, v in _lines(figure)],
        }
        for figure in figures
    ]
    print(json.dumps(document, ensure_ascii=False, indent=2))


def _csv(figures: list[Figure]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(["indicator", "group", "kind", "of", "value"])
    for figure in figures:
        for kind, label, value in _lines(figure):
            writer.writerow([figure.indicator.id, figure.group or "", kind, label, value])
