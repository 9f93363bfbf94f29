"""Figures of the worked example, asked for as indicators.md section 4.10 asks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from ctj.components.catalogue import INDICATORS
from ctj.components.figures import Figure, compute
from ctj.components.frame import Frame
from ctj.components.scope import Scope

T = date(2025, 12, 31)
KNOWN_FIRST, KNOWN_LATER = date(2025, 12, 31), date(2026, 3, 31)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
YEAR_2024 = (date(2024, 1, 1), date(2024, 12, 31))
YEARS = (date(2023, 1, 1), date(2025, 12, 31))
#: The overlay of the worked example, whose cases are opened as of state PH.
SWITCHES = {rule: frozenset({"PH"}) for rule in ("police_led", "reflection", "early_testimony")}


def figure(
    connection: Connection,
    indicator: str,
    known_on: date = KNOWN_FIRST,
    period: tuple[date, date] = YEAR,
) -> Figure:
    """One figure of the whole worked example."""
    frame = Frame(*period, known_on, T, SWITCHES)
    (found,) = compute(connection, [INDICATORS[indicator]], Scope(None), frame, zone="UTC")
    return found


def counts(found: Figure) -> dict[str, int]:
    """The sizes of its cells."""
    return {one.cell: one.count for one in found.counts}


def left_out(found: Figure) -> dict[str, int]:
    """Who is left out, by cell."""
    return {one.cell: one.count for one in found.left_out}
