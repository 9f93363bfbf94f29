"""The half-filled report of a case that does not exist yet, sealed with the instance's key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ctj.access.viewers import Viewer
from ctj.identity.errors import SealBroken
from ctj.identity.narratives import open_instance
from ctj.identity.seal import instance_sealer
from ctj.model.base import new_id
from ctj.model.drafts import DraftRow
from ctj.services import Services
from ctj.transaction import unit_of_work

from .drafts import Draft
from .steps import actor_of

STEP = "investigation.open_case"


def save_opening(services: Services, viewer: Viewer, answers: Mapping[str, Any]) -> str:
    """Keep what was typed; one per user. Returns the draft's id."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        existing = work.connection.execute(select(DraftRow.id).where(*_own(viewer))).scalar()
        draft_id = existing or new_id()
        sealer = instance_sealer(services.keyring)
        values = {
            "sealed": sealer.seal(f"draft:{draft_id}", {"answers": answers}),
            "changed_at": work.clock,
        }
        if existing:
            work.connection.execute(update(DraftRow).where(DraftRow.id == existing).values(values))
        else:
            keys = {"id": draft_id, "user_id": viewer.user_id, "step": STEP, "seen": {}}
            created = {"created_at": work.clock, **values}
            work.connection.execute(insert(DraftRow).values(**keys, **created))
    return draft_id


def load_opening(connection: Connection, services: Services, viewer: Viewer) -> Draft | None:
    """The viewer's own, opened; None if there is none, or if its key has been replaced since."""
    row = connection.execute(
        select(DraftRow.id, DraftRow.step, DraftRow.sealed, DraftRow.changed_at)
        .where(*_own(viewer))
        .order_by(DraftRow.changed_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    try:
        told = open_instance(services.keyring).open(f"draft:{row.id}", row.sealed)
    except (SealBroken, KeyError):
        return None
    return Draft(row.id, row.step, {}, told["answers"], row.changed_at)


def discard_opening(services: Services, viewer: Viewer) -> None:
    """Throw it away."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        work.connection.execute(delete(DraftRow).where(*_own(viewer)))


def _own(viewer: Viewer) -> tuple[Any, ...]:
    return (
        DraftRow.user_id == viewer.user_id,
        DraftRow.case_id.is_(None),
        DraftRow.step == STEP,
    )
