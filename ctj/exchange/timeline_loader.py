"""Timelines into cases, through the very functions that the pages call (DESIGN section 10).

Each event is a step of the user who sits at its seat; the audit says who loaded it. A case is saved
whole or not at all; one that is refused does not keep others out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from ..model.cases import Case
from ..services import Services
from ..transaction import DatabaseUnavailable
from .case_loader import CaseLoader
from .load_refusals import EventRefused
from .refusals import Refusal
from .timeline_format import CaseTimeline
from .timeline_reader import read_timelines

#: Told after each case: its timeline, how many are done, and how many there are.
Progress = Callable[[CaseTimeline, int, int], None]


@dataclass(frozen=True)
class LoadedCase:
    """A case that was saved. ``reference`` is the file's on a demonstration, elsewhere random."""

    told_as: str
    reference: str
    case_id: str
    events: int


@dataclass(frozen=True)
class LoadReport:
    """What became of each case of the files, in their order."""

    loaded: tuple[LoadedCase, ...] = ()
    skipped: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        """Whether nothing was refused."""
        return not self.refusals


def load(
    services: Services,
    paths: Sequence[Path],
    loaded_by: str | None,
    *,
    progress: Progress | None = None,
    skip_known: bool = False,
) -> LoadReport:
    """Load every case of the files; ``loaded_by``: id of the user who runs the loader.

    ``skip_known``: a case whose reference is there already is left alone, not refused. Raises
    TimelineRefused where a file cannot be read: then nothing of any file was loaded.
    """
    return load_cases(services, read_timelines(paths), loaded_by, progress, skip_known=skip_known)


def load_cases(
    services: Services,
    cases: Sequence[CaseTimeline],
    loaded_by: str | None,
    progress: Progress | None = None,
    *,
    skip_known: bool = False,
) -> LoadReport:
    """As ``load``, for timelines that were read."""
    known = known_references(services, [case.reference for case in cases])
    loader = CaseLoader(services, loaded_by)
    made = _Made()
    for place, case in enumerate(cases, 1):
        try:
            made.take(loader, case, case.reference in known, skip_known)
        except DatabaseUnavailable as lost:
            made.refusals.append(_lost(case, lost))
            break
        if progress is not None:
            progress(case, place, len(cases))
    return LoadReport(tuple(made.loaded), tuple(made.skipped), tuple(made.refusals))


@dataclass
class _Made:
    """What has become of the cases so far."""

    loaded: list[LoadedCase] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def take(self, loader: CaseLoader, case: CaseTimeline, is_known: bool, skip: bool) -> None:
        """Load the case, leave it alone, or note why it is refused."""
        if is_known and skip:
            self.skipped.append(case.reference)
        elif is_known:
            self.refusals.append(_known_already(case))
        else:
            try:
                reference, case_id = loader.load(case)
            except EventRefused as refused:
                self.refusals.extend(refused.refusals)
            else:
                events = len(case.events)
                self.loaded.append(LoadedCase(case.reference, reference, case_id, events))


def _lost(case: CaseTimeline, lost: DatabaseUnavailable) -> Refusal:
    """The database went away: this case and those after it are not loaded."""
    mend = "What was loaded before stays: load the same files again with --skip-known."
    return Refusal(case.file, case.line, str(lost), mend, case.reference)


def known_references(services: Services, references: Sequence[str]) -> set[str]:
    """Those of the references that a case has."""
    with services.database.read() as connection:
        found = connection.execute(select(Case.reference).where(Case.reference.in_(references)))
        return set(found.scalars())


def _known_already(case: CaseTimeline) -> Refusal:
    return Refusal(
        case.file,
        case.line,
        f"A case with the reference {case.reference} is there already.",
        "Give this one another reference, or leave it out.",
        case.reference,
    )
