"""The register of agencies, courts, prosecution offices, providers and counterparts: by kind, by
part of a name or code, a page at a time. It holds nothing of a case (C28)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from ctj.model.organisations import Organisation
from ctj.model.users import User

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One organisation. ``users``: how many active users belong to it."""

    id: str
    code: str
    name: str
    kind: str
    agency_kind: str | None
    jurisdiction: str
    active: bool
    users: int


@dataclass(frozen=True)
class RegisterPage:
    """``total``: how many there are of that kind and search; ``page`` counts from 1; ``following``
    and ``earlier``: numbers of the pages beside it."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    following: int | None
    earlier: int | None


def register_page(
    connection: Connection, *, kind: str = "", wanted: str = "", page: int = 1
) -> RegisterPage:
    """A page of the register by name; beyond the last one, the last."""
    chosen = []
    if kind:
        chosen.append(Organisation.kind == kind)
    if wanted:
        like = f"%{_plain(wanted)}%"
        chosen.append(
            or_(
                Organisation.name.ilike(like, escape="\\"),
                Organisation.code.ilike(like, escape="\\"),
            )
        )
    total = connection.execute(
        select(func.count()).select_from(Organisation).where(*chosen)
    ).scalar_one()
    last = max(1, -(-total // PAGE))
    page = min(max(page, 1), last)
    users = (
        select(func.count()).where(User.agency_id == Organisation.id, User.active).scalar_subquery()
    )
    names = [name for name in Entry.__dataclass_fields__ if name != "users"]
    rows = connection.execute(
        select(*[getattr(Organisation, name) for name in names], users.label("users"))
        .where(*chosen)
        .order_by(Organisation.name, Organisation.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    entries = tuple(Entry(**row._mapping) for row in rows)
    return RegisterPage(
        entries, total, page, page + 1 if page < last else None, page - 1 if page > 1 else None
    )


def _plain(text: str) -> str:
    return text[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
