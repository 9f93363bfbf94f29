"""Four eyes (C27): one asks, another person decides on exactly this content, once, within 72 hours.

Primitives on a connection. What needs approval, and who has authority on the case, is casework's;
here stands what no caller may leave out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from ctj.language import say
from ctj.model.approvals import ApprovalRow
from ctj.model.base import new_id

from .errors import ApprovalRefused, NotVisible

APPROVED, DECLINED = "approved", "declined"


@dataclass(frozen=True)
class Asked:
    """What is asked for. ``content`` is sealed by the caller; ``content_hash`` is of its plain text
    (`hash_of`); ``seen`` holds the versions that the requester saw."""

    what: str
    transition: str
    content_hash: str
    content: bytes
    case_id: str | None = None
    track_id: str | None = None
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Approval:
    """A request and what became of it."""

    id: str
    case_id: str | None
    what: str
    track_id: str | None
    transition: str
    content_hash: str
    content: bytes
    seen: Mapping[str, Any]
    requested_by: str
    requested_role: str
    requested_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    decision_reason: str | None
    used_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be decided."""
        return self.decision is None and self.expires_at > now


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash that binds an approval to its exact content: SHA-256 of canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"ctj/approval/1\n" + text.encode()).hexdigest()


def request(
    connection: Connection,
    asked: Asked,
    *,
    by: str,
    role: str,
    now: datetime,
    life: timedelta,
) -> str:
    """Write the request; returns its id. Raises ApprovalRefused if the same one is open already."""
    same = _select().where(
        ApprovalRow.case_id == asked.case_id if asked.case_id else ApprovalRow.case_id.is_(None),
        ApprovalRow.content_hash == asked.content_hash,
        ApprovalRow.used_at.is_(None),
        ApprovalRow.decision.is_(None),
        ApprovalRow.expires_at > now,
    )
    if connection.execute(same).first() is not None:
        raise ApprovalRefused(
            say("Exactly this has been asked for already and waits for a decision.")
        )
    approval_id = new_id()
    connection.execute(
        insert(ApprovalRow).values(
            id=approval_id,
            case_id=asked.case_id,
            what=asked.what,
            track_id=asked.track_id,
            transition=asked.transition,
            content_hash=asked.content_hash,
            content=asked.content,
            seen=dict(asked.seen or {}),
            requested_by=by,
            requested_role=role,
            requested_at=now,
            expires_at=now + life,
        )
    )
    return approval_id


def load(connection: Connection, approval_id: str) -> Approval:
    """The approval of this id. Raises NotVisible if there is none."""
    row = connection.execute(_select().where(ApprovalRow.id == approval_id)).one_or_none()
    if row is None:
        raise NotVisible
    return Approval(**row._mapping)


def decide(
    connection: Connection,
    approval_id: str,
    decision: str,
    *,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> Approval:
    """Approve or decline, as another person than the one who asked. Raises ApprovalRefused."""
    if decision not in (APPROVED, DECLINED):
        raise ApprovalRefused(say("A request is approved or declined; there is nothing between."))
    approval = load(connection, approval_id)
    if approval.requested_by == by:
        raise ApprovalRefused(say("You asked for this. Another person decides."))
    done = connection.execute(
        update(ApprovalRow)
        .where(
            ApprovalRow.id == approval_id,
            ApprovalRow.decision.is_(None),
            ApprovalRow.used_at.is_(None),
            ApprovalRow.expires_at > now,
            ApprovalRow.requested_by != by,
        )
        .values(decided_by=by, decided_at=now, decision=decision, decision_reason=reason)
    )
    if done.rowcount != 1:
        if approval.expires_at <= now:
            raise ApprovalRefused(
                say("This request is more than 72 hours old. It must be asked anew.")
            )
        raise ApprovalRefused(say("This request has been decided already."))
    return load(connection, approval_id)


def consume(
    connection: Connection, approval_id: str, content_hash: str, *, by: str, now: datetime
) -> Approval:
    """Use an approval for exactly this content, once, in the name of ``by``.

    Raises ApprovalRefused if it is not approved, expired, used, or if the content has changed.
    """
    approval = load(connection, approval_id)
    if approval.decision != APPROVED:
        raise ApprovalRefused(say("This has not been approved by a second person."))
    if approval.content_hash != content_hash:
        raise ApprovalRefused(say("What was approved is not what is to be recorded. Ask anew."))
    if by not in (approval.requested_by, approval.decided_by):
        raise ApprovalRefused(say("Only who asked or who decided can carry this out."))
    done = connection.execute(
        update(ApprovalRow)
        .where(
            ApprovalRow.id == approval_id,
            ApprovalRow.used_at.is_(None),
            ApprovalRow.decision == APPROVED,
            ApprovalRow.content_hash == content_hash,
            ApprovalRow.expires_at > now,
        )
        .values(used_at=now)
    )
    if done.rowcount != 1:
        if approval.expires_at <= now:
            raise ApprovalRefused(
                say("This approval is more than 72 hours old. It must be asked anew.")
            )
        raise ApprovalRefused(say("This approval has been used already."))
    return approval


def withdraw(connection: Connection, approval_id: str, now: datetime) -> None:
    """Nobody can decide or use it any more."""
    connection.execute(
        update(ApprovalRow)
        .where(ApprovalRow.id == approval_id, ApprovalRow.used_at.is_(None))
        .values(used_at=now)
    )


def _select() -> Select[Any]:
    return select(*(getattr(ApprovalRow, name) for name in Approval.__dataclass_fields__))
