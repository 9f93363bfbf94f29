"""Approvals that a step may use: another person's, of exactly this content, unused (C27)."""

from __future__ import annotations

from sqlalchemy import select

from ctj.access.approvals import APPROVED, consume
from ctj.model.approvals import ApprovalRow
from ctj.transaction import UnitOfWork
from ctj.workflow.situation import Approval

from .act import Act
from .judging import Asked


def approvals_for(work: UnitOfWork, act: Act, content_hash: str) -> tuple[Approval, ...]:
    """What a guard may look at; whether it is valid is said by the database's clock."""
    rows = work.connection.execute(
        select(ApprovalRow)
        .where(
            ApprovalRow.case_id == act.case.id,
            ApprovalRow.content_hash == content_hash,
            ApprovalRow.decision == APPROVED,
            ApprovalRow.used_at.is_(None),
        )
        .with_only_columns(
            ApprovalRow.id, ApprovalRow.what, ApprovalRow.decided_by, ApprovalRow.expires_at
        )
    )
    return tuple(
        Approval(row.id, row.what, row.decided_by, content_hash, row.expires_at > work.clock)
        for row in rows
    )


def consume_approvals(work: UnitOfWork, act: Act, asked: Asked) -> None:
    """Use the first valid approval, once; all events of the act name it. Raises ApprovalRefused."""
    usable = [one for one in asked.approvals if one.valid]
    if not usable:
        return
    by = act.doer.viewer.user_id
    consume(work.connection, usable[0].id, asked.content_hash, by=by, now=work.clock)
    for event in act.events:
        act.approvals[event.id] = usable[0].id
