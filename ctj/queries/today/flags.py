"""Flags beside a line of Today: what changes how one acts, for the subjects shown, in one query."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, literal, select, union_all

from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow

IN_CUSTODY, CHILD = "in_custody", "child"
_OPEN_CUSTODY = ("arrested", "ordered", "extended")


def flags_of(connection: Connection, subject_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By subject: in custody, child."""
    wanted = sorted(set(subject_ids))
    if not wanted:
        return {}
    accused, victim = TABLES["accused"][0], TABLES["victim"][0]
    rows = connection.execute(
        union_all(
            select(RegisterRow.owner_id.label("subject"), literal(IN_CUSTODY).label("flag")).where(
                RegisterRow.owner_id.in_(wanted),
                RegisterRow.register == "custody",
                RegisterRow.status.in_(_OPEN_CUSTODY),
            ),
            select(accused.c.subject_id, literal(CHILD)).where(
                accused.c.subject_id.in_(wanted), accused.c.charged_age == CHILD
            ),
            select(victim.c.subject_id, literal(CHILD)).where(
                victim.c.subject_id.in_(wanted), victim.c.age_group == CHILD
            ),
        )
    )
    found: dict[str, set[str]] = {}
    for subject, flag in rows:
        found.setdefault(subject, set()).add(flag)
    return {subject: tuple(sorted(flags, reverse=True)) for subject, flags in found.items()}
