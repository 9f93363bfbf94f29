"""The cases of the demonstration: real judgments retold, and invented ones that are open today."""

from __future__ import annotations

from pathlib import Path

from ...services import Services
from ..loaders import loader_id
from ..timeline_loader import LoadReport, Progress, load
from .safety import NotADemonstration

CASES = Path(__file__).parent / "cases"


def files() -> tuple[Path, ...]:
    """The timeline files, in the order in which they are loaded."""
    return tuple(sorted(CASES.glob("*.yaml")))


def load_caseload(services: Services, progress: Progress | None = None) -> LoadReport:
    """Load what is not there yet. Raises NotADemonstration on any other instance."""
    if not services.instance.demonstration:
        raise NotADemonstration(
            f"The instance '{services.instance.name}' is not a demonstration: nothing is loaded."
        )
    loader = loader_id(services, None)
    return load(services, files(), loader, progress=progress, skip_known=True)
