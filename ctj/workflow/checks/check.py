"""`ctj workflows check`: everything that is wrong with the definition files, at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..reader import read
from .clocks import check_clocks
from .code_lists import check_code_lists
from .effects import check_effects, check_guards
from .findings import Finding
from .forms import check_forms, check_registers
from .found import Found
from .overlays import check_overlays
from .roles import check_facts, check_roles
from .screening import check_screening
from .stored import check_stored
from .tracks import check_tracks


def check(workflows_dir: Path, stored: Iterable[str] = ()) -> list[Finding]:
    """All findings, in the order of files and lines; empty if the definitions can be used.

    `stored`: canonical texts of the versions that a database keeps; what they name must be there.
    """
    reading = read(workflows_dir)
    found = Found(reading.library, set(reading.findings))
    check_tracks(found)
    check_forms(found)
    check_registers(found)
    check_guards(found)
    check_effects(found)
    check_clocks(found)
    check_code_lists(found, workflows_dir)
    check_roles(found)
    check_facts(found)
    check_screening(found)
    check_stored(found, stored)
    found.findings.update(check_overlays(workflows_dir, reading.library))
    return sorted(found.findings)
