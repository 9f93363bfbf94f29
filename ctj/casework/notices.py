"""Telling users once: a notice inside the product, and by mail where the user wants it.

A notice names user, case and a code; it is written once per user, kind, source and mark, however
often the work behind it is repeated. Its mail is a row of the outbox in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from ctj.access.viewers import Viewer
from ctj.model.base import new_id
from ctj.model.notices import Notice, NoticeChoice
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work

from .steps import actor_of

MAIL = "notice.mail"
#: Kind -> whether it also goes by mail unless the user says otherwise.
KINDS: Mapping[str, bool] = {
    "limit_near": True,
    "limit_over": True,
    "task": True,
    "came_back": True,
    "given": True,
    "mentioned": False,
    "approval_asked": True,
    "approval_decided": False,
    "known_elsewhere": True,
}


@dataclass(frozen=True)
class Told:
    """What a notice says. ``about``: code of a clock or step; ``source_id`` and ``mark`` make it
    the same notice when the work is repeated. Without a case, ``agency_id`` says whom to ask."""

    kind: str
    case_id: str | None
    source_id: str
    about: str = ""
    mark: str = ""
    subject_id: str | None = None
    due_at: datetime | None = None
    agency_id: str | None = None


def tell(work: UnitOfWork, user_id: str, told: Told) -> bool:
    """Tell this user, who must be known to see the case. False if that was told before."""
    if told.kind not in KINDS:
        raise ValueError(f"no such kind of notice: {told.kind}")
    dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
    notice_id = new_id()
    written = work.connection.execute(
        dialect.insert(Notice)
        .values(id=notice_id, user_id=user_id, created_at=work.now, **vars(told))
        .on_conflict_do_nothing()
        .returning(Notice.id)
    )
    if written.scalar_one_or_none() is None:
        return False
    if _wants_mail(work, user_id, told.kind):
        work.outbox(MAIL, {"notice": notice_id}, case_id=told.case_id, due_at=work.now)
    return True


def _wants_mail(work: UnitOfWork, user_id: str, kind: str) -> bool:
    chosen = work.connection.execute(
        select(NoticeChoice.by_mail).filter_by(user_id=user_id, kind=kind)
    ).scalar_one_or_none()
    return KINDS[kind] if chosen is None else bool(chosen)


def choose_mail(services: Services, viewer: Viewer, kinds: frozenset[str]) -> None:
    """Exactly these kinds come by mail from now on."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
        for kind in KINDS:
            row = {"user_id": viewer.user_id, "kind": kind, "by_mail": kind in kinds}
            statement = dialect.insert(NoticeChoice).values(row)
            keys = ["user_id", "kind"]
            work.connection.execute(
                statement.on_conflict_do_update(
                    index_elements=keys, set_={"by_mail": row["by_mail"]}
                )
            )
        work.audit("notices.chosen", objects={"by_mail": sorted(kinds & KINDS.keys())})


def mark_read(services: Services, viewer: Viewer, notice_id: str | None = None) -> None:
    """The viewer has read this notice, or all of them."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        mine = update(Notice).where(Notice.user_id == viewer.user_id, Notice.read_at.is_(None))
        if notice_id is not None:
            mine = mine.where(Notice.id == notice_id)
        work.connection.execute(mine.values(read_at=work.now))
