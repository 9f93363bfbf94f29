"""The tables of facts have exactly the facts of ``workflows/facts.yaml``."""

from __future__ import annotations

import pytest

from ctj.model.facts import ROWS, TABLES, UNITS
from ctj.paths import workflows_dir
from ctj.workflow.reader.library import load

KINDS = {"count": "number", "subj": "code"}


def _declared(facts: dict[str, str]) -> dict[str, str]:
    return {name: KINDS.get(kind, kind) for name, kind in facts.items() if kind != "row"}


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_has_its_facts(unit: str) -> None:
    library = load(workflows_dir())
    declared = {name: fact.type for (of, name), fact in library.facts.items() if of == unit}
    assert dict(UNITS[unit]) == _declared(declared)


def test_only_requests_wait_for_their_track() -> None:
    assert {unit for unit, _ in load(workflows_dir()).facts} - UNITS.keys() == {"request"}


def test_each_row_fact_has_a_table() -> None:
    declared = load(workflows_dir()).row_facts
    assert declared.keys() == ROWS.keys()
    assert TABLES.keys() == UNITS.keys() | ROWS.keys()
