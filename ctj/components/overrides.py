"""Consents replaced by a legal duty, counted for whoever supervises (process.md 7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ctj.model.cases import Case
from ctj.model.registers import RegisterRow

from .scope import Scope

OVERRIDDEN = "overridden_by_law"


@dataclass(frozen=True)
class Overrides:
    """``rows`` consents of ``persons`` persons in ``cases`` cases stand overridden."""

    rows: int
    persons: int
    cases: int


def overrides(connection: Connection, scope: Scope) -> Overrides:
    """Of the cases that the viewer may see. Counted, never listed: which purpose and whom is for
    those who may see consents."""
    row = RegisterRow
    counts = (
        func.count(),
        func.count(func.distinct(row.owner_id)),
        func.count(func.distinct(row.case_id)),
    )
    query = (
        select(*counts)
        .join(Case, Case.id == row.case_id)
        .where(row.register == "consents", row.status == OVERRIDDEN, scope.cases())
    )
    return Overrides(*connection.execute(query).one())
