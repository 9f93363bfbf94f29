"""What the operator of an instance does at its terminal, who holds database and keys.

No viewer stands behind it, so nothing sealed is opened, and each look at one case is in the audit.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from ctj.access.errors import NotVisible
from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.model.cases import Case
from ctj.queries.as_known import known_until
from ctj.queries.case_account import account
from ctj.queries.situations import load_case
from ctj.queries.verify import Verified, verify
from ctj.services import Services
from ctj.transaction import SYSTEM, clock, unit_of_work

from .steps import actor_of


def case_told(
    services: Services, reference: str, day: date | None = None, viewer: Viewer | None = None
) -> dict[str, Any]:
    """One case as JSON, as known now or on a day, for a viewer or for the operator.

    Raises NotVisible, NotYetKnown.
    """
    actor = SYSTEM if viewer is None else actor_of(viewer, None)
    with unit_of_work(services.database, actor) as work:
        if viewer is None:
            wanted = select(Case.id).where(Case.reference == reference)
            case_id = work.connection.execute(wanted).scalar_one_or_none()
        else:
            seen = sight_of_reference(work.connection, viewer, reference)
            case_id = seen.case_id if seen is not None else None
        if case_id is None:
            raise NotVisible(f"There is no case {reference}.")
        case = load_case(work.connection, services, case_id, clock(work.connection))
        if day is not None:
            end = known_until(day, case.zone, case.now)
            case = load_case(work.connection, services, case_id, case.now, before=end)
        work.audit("case.told", case_id=case_id, objects={"as_known_on": str(day or "now")})
        return account(work.connection, case, as_known_on=day)


def facts_verified(services: Services, instants: int, seed: int) -> Verified:
    """Compare all cases with their logs; nothing is written."""
    with services.database.read() as connection:
        return verify(connection, services, instants=instants, seed=seed)
