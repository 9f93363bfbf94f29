"""6.14: each of its four parts alone decides, and what is not known keeps the whole unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ctj.components.catalogue import INDICATORS
from ctj.components.engine.memory import answer
from ctj.components.frame import Frame
from ctj.model.facts import WITNESS
from tests.components.worked_example import date_columns

FRAME = Frame(date(2023, 1, 1), date(2023, 12, 31), date(2025, 12, 31), date(2025, 12, 31))
#: Informed on the day she agreed, assessed 10 days later, heard with a screen and told in 20 days.
SUPPORTED = {
    "asked": "2023-01-02",
    "informed": "2023-01-02",
    "agreed": "2023-01-02",
    "risk_assessed": "2023-01-12",
    "statement": "2023-02-01",
    "testified": "2023-10-10",
    "case_verdict": "2024-02-01",
    "told_outcome": "2024-02-21",
}


def _row(changes: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"origin": "native", "special_measures": "|screen|", "supporter": "no"}
    for name, kind in [*WITNESS, ("case_verdict", "date")]:
        if kind == "date":
            row |= {f"{name}_{part}": None for part in ("from", "to", "precision")}
        else:
            row.setdefault(name, None)
    for name, text in (SUPPORTED | changes).items():
        row |= date_columns(name, text) if text[:2] in ("20", "-", "?") else {name: text}
    return row


def _has(changes: dict[str, str]) -> bool | None:
    cells = INDICATORS["6.14"].kind.cells(FRAME)
    found = [name for name in ("yes", "no") if answer(cells[name].predicate, _row(changes))]
    return {"yes": True, "no": False}[found[0]] if found else None


@pytest.mark.parametrize(
    ("changes", "supported"),
    [
        ({}, True),
        ({"informed": "2023-01-03"}, False),  # after she agreed
        ({"risk_assessed": "2023-01-17"}, False),  # the 15th day
        ({"told_outcome": "2024-03-03"}, False),  # the 31st day
        ({"told_outcome": "2024-03-02"}, True),  # the 30th
        ({"special_measures": "|unknown|", "measures": "|unknown|"}, None),
        ({"special_measures": "|unknown|", "told_outcome": "2024-03-03"}, False),
    ],
)
def test_one_part_known_no_is_a_no(changes: dict[str, str], supported: bool | None) -> None:
    assert _has(changes) is supported
