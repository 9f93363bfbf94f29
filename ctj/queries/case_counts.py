"""The numbers beside the filters of the case list.

They are of the newest cases up to a number, and say so: to count all that a manager of a large
agency may see takes longer than the list itself, and grows for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, literal, null, select, union_all

from ctj.access.rule import visible_cases
from ctj.access.viewers import Viewer
from ctj.model.cases import Case
from ctj.model.tracks import Track

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Counts:
    """``total``: cases that the viewer may see, at most ``MOST_COUNTED``; ``more``: there are more,
    and the numbers are of the most recently changed. ``states``: cases with an accused in that
    state of a prosecution."""

    total: int
    more: bool
    states: Mapping[str, int]
    jurisdictions: Mapping[str, int]


def counts(connection: Connection, viewer: Viewer) -> Counts:
    """All of them in one query."""
    some = visible_cases(viewer, limit=MOST_COUNTED + 1).cte("some")
    newest = select(some.c.case_id).order_by(some.c.changed_at.desc(), some.c.case_id.desc())
    mine = newest.limit(MOST_COUNTED).cte("mine")
    state = (
        select(literal("state"), Track.state, func.count(Track.case_id.distinct()))
        .join(mine, mine.c.case_id == Track.case_id)
        .where(Track.track == "prosecution")
        .group_by(Track.state)
    )
    jurisdiction = (
        select(literal("jurisdiction"), Case.jurisdiction, func.count())
        .join(mine, mine.c.case_id == Case.id)
        .group_by(Case.jurisdiction)
        .order_by(None)
    )
    total = select(literal("total").label("what"), null().label("which"), func.count().label("n"))
    every: Any = union_all(total.select_from(some), state, jurisdiction)
    found = connection.execute(every).all()
    seen = next(row.n for row in found if row.what == "total")
    return Counts(
        total=min(seen, MOST_COUNTED),
        more=seen > MOST_COUNTED,
        states={row.which: row.n for row in found if row.what == "state"},
        jurisdictions=dict(sorted((r.which, r.n) for r in found if r.what == "jurisdiction")),
    )
