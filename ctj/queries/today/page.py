"""The whole of Today for one viewer: at most eight queries, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ctj.access.viewers import Viewer
from ctj.services import Services

from ..approvals import ApprovalLine, waiting
from ..diary import Hearing, hearings, unrecorded_hearings
from .flags import flags_of
from .limits import OWED, LimitGroup, limit_groups
from .own_reports import OwnReport, own_reports
from .responsibility import local_today
from .supervision import Burden, OverdueKind, burdens, overdue_kinds, stuck_tracks
from .tracks import BACK, NEXT, QUIET, WAITING, Section, Total, TrackLine, sections, totals

#: Roles whose day is a caseload of their own; the others supervise, or keep the record.
CASELOAD = frozenset({"front", "inv", "lead", "pros", "vso", "wpo", "cao"})


@dataclass(frozen=True)
class Supervised:
    """A manager's part. ``unrecorded``: hearings without a result, and how many."""

    overdue: tuple[OverdueKind, ...]
    burdens: tuple[Burden, ...]
    quiet: int
    unrecorded: tuple[Hearing, ...]
    unrecorded_count: int


@dataclass(frozen=True)
class Today:
    """Empty parts are left out by the page. ``owed``: obligations, apart from limits.
    ``totals``: the viewer's own, then those of each absent colleague. ``flags``: by subject id.
    """

    now: datetime
    totals: tuple[Total, ...]
    limits: tuple[LimitGroup, ...]
    owed: LimitGroup | None
    sections: tuple[Section, ...]
    approvals: tuple[ApprovalLine, ...]
    hearings: tuple[Hearing, ...]
    reports: tuple[OwnReport, ...]
    supervised: Supervised | None
    flags: Mapping[str, tuple[str, ...]]

    def of(self, side: str) -> tuple[Section, ...]:
        """The sections of one side: next, waiting, back or quiet."""
        return tuple(one for one in self.sections if one.side == side)

    def longest(self, side: str, most: int = 5) -> tuple[TrackLine, ...]:
        """The lines of one side, of all its sections, longest without an entry first."""
        lines = [line for one in self.of(side) for line in one.lines]
        return tuple(sorted(lines, key=lambda line: line.changed_at)[:most])

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all needs the viewer."""
        parts = (self.limits, self.sections, self.approvals, self.hearings, self.reports)
        return not any(parts) and self.owed is None and self.supervised is None


def today(connection: Connection, viewer: Viewer, services: Services) -> Today:
    """What needs this viewer now."""
    works = bool(viewer.roles & CASELOAD)
    library = services.library
    groups = limit_groups(connection, viewer, services)
    day = local_today(viewer, services)
    subjects = [s[0] for group in groups for line in group.lines for s in line.subjects]
    asked = (one for one in waiting(connection, viewer, library) if one.may_decide)
    return Today(
        now=viewer.now,
        totals=totals(connection, viewer, services) if works else (),
        limits=tuple(one for one in groups if one.level != OWED),
        owed=next((one for one in groups if one.level == OWED), None),
        sections=sections(connection, viewer, services) if works else (),
        approvals=tuple(asked),
        hearings=hearings(connection, viewer, day, day, courts=False) if works else (),
        reports=own_reports(connection, viewer) if "front" in viewer.roles else (),
        supervised=_supervised(connection, viewer, services) if "mgr" in viewer.roles else None,
        flags=flags_of(connection, subjects),
    )


def _supervised(connection: Connection, viewer: Viewer, services: Services) -> Supervised:
    day = local_today(viewer, services)
    unrecorded, count = unrecorded_hearings(connection, viewer, day)
    return Supervised(
        overdue=overdue_kinds(connection, viewer, services),
        burdens=burdens(connection, viewer, services.library),
        quiet=stuck_tracks(connection, viewer, services.library),
        unrecorded=unrecorded,
        unrecorded_count=count,
    )


__all__ = ["BACK", "CASELOAD", "NEXT", "QUIET", "WAITING", "Supervised", "Today", "today"]
