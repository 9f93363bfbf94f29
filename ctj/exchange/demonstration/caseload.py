"""The cases of the demonstration: real judgments retold, and invented ones that are open today."""

from __future__ import annotations

from pathlib import Path

from ...services import Services
from ..loaders import loader_id
from ..timeline_loader import LoadReport, Progress, known_references, load
from .safety import NotADemonstration

CASES = Path(__file__).parent / "cases"


def files() -> tuple[Path, ...]:
    """The timeline files, each named by the one case that it tells."""
    return tuple(sorted(CASES.glob("*.yaml")))


def load_caseload(services: Services, progress: Progress | None = None) -> LoadReport:
    """Load what is not there yet. Raises NotADemonstration on any other instance.

    A file whose case is there is not even read, so that a second start takes no time.
    """
    if not services.instance.demonstration:
        raise NotADemonstration(
            f"The instance '{services.instance.name}' is not a demonstration: nothing is loaded."
        )
    known = known_references(services, [path.stem for path in files()])
    new = [path for path in files() if path.stem not in known]
    report = load(services, new, loader_id(services, None), progress=progress)
    return LoadReport(report.loaded, tuple(sorted(known)), report.refusals)
