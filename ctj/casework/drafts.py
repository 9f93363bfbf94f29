"""Half-filled steps, sealed with the case key, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ctj.access.errors import NotVisible
from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.identity.narratives import open_case
from ctj.identity.seal import case_sealer
from ctj.model.base import new_id
from ctj.model.drafts import DraftRow
from ctj.services import Services
from ctj.transaction import DatabaseUnavailable, is_in_unit_of_work, unit_of_work

from .steps import By, Step, actor_of


@dataclass(frozen=True)
class Draft:
    """``seen``: version of each track by pseudonym when the form was opened; ``reasons`` as in
    Step."""

    id: str
    step: str
    seen: Mapping[str, Any]
    answers: Mapping[str, Any]
    changed_at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)


def name_of(step: Step) -> str:
    """What a draft is for: the transition and the subjects, 'prosecution.charge A1 A2'."""
    labels = " ".join(one.label for one in step.subjects if one.label)
    return f"{step.track}.{step.transition} {labels}".strip()[:200]


def save_draft(services: Services, viewer: Viewer, step: Step) -> None:
    """Keep what was typed; one draft per user, case and step, the newest. Raises NotVisible."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        case_id = _visible_case(work.connection, viewer, step.case_reference)
        sealer = case_sealer(work.connection, services.keyring, case_id)
        values = {
            "sealed": sealer.seal(
                _context(viewer, step), {"answers": step.answers, "reasons": step.reasons}
            ),
            "seen": {one.label: one.seen_version for one in step.subjects},
            "changed_at": work.clock,
        }
        keys = {"user_id": viewer.user_id, "case_id": case_id, "step": name_of(step)}
        kind = postgresql if work.connection.dialect.name == "postgresql" else sqlite
        made = kind.insert(DraftRow).values(id=new_id(), created_at=work.clock, **keys, **values)
        work.connection.execute(made.on_conflict_do_update(index_elements=list(keys), set_=values))


def load_draft(
    connection: Connection, services: Services, viewer: Viewer, step: Step
) -> Draft | None:
    """The viewer's own draft of this step, opened. Raises NotVisible."""
    case_id = _visible_case(connection, viewer, step.case_reference)
    row = connection.execute(
        select(
            DraftRow.id, DraftRow.step, DraftRow.seen, DraftRow.sealed, DraftRow.changed_at
        ).where(*_own(viewer, case_id, name_of(step)))
    ).one_or_none()
    if row is None:
        return None
    opener = open_case(connection, services.keyring, case_id)
    told = opener.open(_context(viewer, step), row.sealed)
    return Draft(
        row.id, row.step, row.seen, told["answers"], row.changed_at, told.get("reasons", {})
    )


def discard_draft(services: Services, viewer: Viewer, step: Step) -> bool:
    """Throw the draft away. False if there was none. Raises NotVisible."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        case_id = _visible_case(work.connection, viewer, step.case_reference)
        done = work.connection.execute(
            delete(DraftRow).where(*_own(viewer, case_id, name_of(step)))
        )
    return done.rowcount > 0


def keep_typed(services: Services, viewer: Viewer, step: Step, by: By) -> None:
    """After a conflict: what was typed becomes a draft. A loader types nothing."""
    if by.loaded_by is not None or is_in_unit_of_work(services.database):
        return
    try:
        save_draft(services, viewer, step)
    except (DatabaseUnavailable, NotVisible):
        return  # the conflict itself is told; what was typed is still in the answer to it


def _visible_case(connection: Connection, viewer: Viewer, reference: str) -> str:
    seen = sight_of_reference(connection, viewer, reference)
    if seen is None:
        raise NotVisible
    return seen.case_id


def _own(viewer: Viewer, case_id: str, step: str) -> tuple[Any, ...]:
    return (
        DraftRow.user_id == viewer.user_id,
        DraftRow.case_id == case_id,
        DraftRow.step == step,
    )


def _context(viewer: Viewer, step: Step) -> str:
    """What a sealed draft is bound to: whose it is, and for which step."""
    return f"draft:{viewer.user_id}:{name_of(step)}"
