"""Finding a case for a write: seen by the viewer, locked until the commit, then loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from ctj.access.errors import NotVisible
from ctj.access.rule import Sight, sight_of_reference
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.cases import Case
from ctj.queries.situations import CaseFile, load_case
from ctj.services import Services
from ctj.transaction import UnitOfWork, clock

from .refusals import NotAllowedHere

Others = Callable[[str], Sequence[str]]


def no_others(_case_id: str) -> Sequence[str]:
    """Where a step concerns one case alone."""
    return ()


@dataclass(frozen=True)
class Held:
    """A locked case. ``now``: when what is done now is recorded."""

    case: CaseFile
    sight: Sight
    now: datetime


def hold_case(
    work: UnitOfWork,
    services: Services,
    viewer: Viewer,
    reference: str,
    others: Others = no_others,
) -> Held:
    """Lock the case of this reference and load it. Raises NotVisible; the refusal is audited.

    The lock is the head of the case's audit chain: what is loaded after it cannot be overtaken.
    ``others`` names further cases by the id of this one: all are locked in order of their ids.
    """
    sight = sight_of_reference(work.connection, viewer, reference)
    if sight is None:
        digest = sha256(reference.encode()).hexdigest()  # what was typed may be a name
        work.refused("case.not_visible", rule="C01", objects={"reference_sha256": digest})
        raise NotVisible
    beside = others(sight.case_id)
    work.lock([sight.case_id, *beside])
    case = load_case(work.connection, services, sight.case_id, clock(work.connection))
    work.fix_clock(case.now)
    return Held(case, sight, _recorded_at(work, services, case, beside))


def _recorded_at(
    work: UnitOfWork, services: Services, case: CaseFile, beside: Sequence[str]
) -> datetime:
    """Never before the last event of the cases: a clock that was put back must not reorder it."""
    last = case.head.changed_at
    if beside:
        changed = work.connection.scalars(select(Case.changed_at).where(Case.id.in_(beside)))
        last = max(last, *changed)
    if work.recorded_at_given:
        _check_given(work, services, last)
    return max(work.now, last)


def _check_given(work: UnitOfWork, services: Services, last: datetime) -> None:
    """When something was recorded is the database's to say, but on a demonstration (C12)."""
    if not services.instance.demonstration:
        raise NotAllowedHere(
            say("When something was recorded can be said on a demonstration only.")
        )
    if work.now > work.clock:
        raise NotAllowedHere(
            say(
                "It cannot have been recorded at %(now)s UTC yet.", now=f"{work.now:%Y-%m-%d %H:%M}"
            )
        )
    if work.now < last:
        raise NotAllowedHere(
            say(
                "This would be recorded at %(now)s UTC, before the last entry of "
                "the case (%(last)s UTC). Put it after that entry.",
                now=f"{work.now:%Y-%m-%d %H:%M}",
                last=f"{last:%Y-%m-%d %H:%M}",
            )
        )
