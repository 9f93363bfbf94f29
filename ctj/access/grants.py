"""Writing grants. Only what the rule reads; who may give one is casework's to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ctj.model.access import CaseGrant
from ctj.model.base import new_id
from ctj.model.cases import Case


@dataclass(frozen=True)
class Grant:
    """To whom (user, team, agency, supervisors), on which basis (team, supervision, share), and
    with which rights (read, write). A share waits until it is accepted."""

    grantee_kind: str
    grantee_id: str
    basis: str = "team"
    rights: str = "write"
    reason: str | None = None
    expires_at: datetime | None = None


def give(
    connection: Connection, case_id: str, grant: Grant, *, by: str | None, now: datetime
) -> str:
    """Write the grant with the case's sort key; returns its id."""
    grant_id = new_id()
    changed_at = select(Case.changed_at).where(Case.id == case_id).scalar_subquery()
    connection.execute(
        insert(CaseGrant).values(
            id=grant_id,
            case_id=case_id,
            grantee_kind=grant.grantee_kind,
            grantee_id=grant.grantee_id,
            basis=grant.basis,
            rights=grant.rights,
            reason=grant.reason,
            granted_by=by,
            granted_at=now,
            accepted_at=None if grant.basis == "share" else now,
            expires_at=grant.expires_at,
            revoked_at=None,
            changed_at=changed_at,
        )
    )
    return grant_id


def revoke(connection: Connection, grant_id: str, now: datetime) -> bool:
    """End a grant at once. False if it had ended already."""
    done = connection.execute(
        update(CaseGrant)
        .where(CaseGrant.id == grant_id, CaseGrant.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return done.rowcount == 1


def accept(connection: Connection, grant_id: str, now: datetime) -> bool:
    """Take up a share that was offered. False if it was taken up, withdrawn or has expired."""
    done = connection.execute(
        update(CaseGrant)
        .where(
            CaseGrant.id == grant_id,
            CaseGrant.basis == "share",
            CaseGrant.accepted_at.is_(None),
            CaseGrant.revoked_at.is_(None),
            (CaseGrant.expires_at.is_(None)) | (CaseGrant.expires_at > now),
        )
        .values(accepted_at=now)
    )
    return done.rowcount == 1


def touch(connection: Connection, case_id: str, changed_at: datetime) -> None:
    """Copy a case's new sort key into its grants; called whenever ``cases.changed_at`` moves."""
    connection.execute(
        update(CaseGrant).where(CaseGrant.case_id == case_id).values(changed_at=changed_at)
    )
