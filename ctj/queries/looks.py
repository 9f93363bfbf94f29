"""Who looked: every identity that was opened in a case, for those who answer for it (C08)."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ctj.access.errors import RoleRefused
from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.identity.errors import SealBroken
from ctj.identity.keyring import KeyRing
from ctj.identity.narratives import Opener, open_case
from ctj.language import say
from ctj.model.audit import AuditRow
from ctj.model.cases import SubjectRow
from ctj.model.organisations import Organisation
from ctj.model.users import User

#: The action of the audit row that `casework/reveal.py` writes.
REVEAL = "identity.reveal"
#: The case lead and the victim-support officer see who looked.
MAY_SEE = frozenset({"lead", "vso"})


@dataclass(frozen=True)
class SeenIdentity:
    """One look. ``role``: the one it was opened in. ``reason``: as the viewer gave it."""

    at: datetime
    user_id: str
    user: str
    agency: str
    role: str
    subject_label: str
    group: str
    reason: str


def may_see_looks(viewer: Viewer) -> bool:
    """Whether the page offers the list to this viewer."""
    return bool(viewer.roles & MAY_SEE)


def who_looked(
    connection: Connection, keyring: KeyRing, viewer: Viewer, sight: Sight, *, limit: int = 200
) -> tuple[SeenIdentity, ...]:
    """The looks in a case that the viewer is known to see, latest first.

    Raises RoleRefused for whoever is neither case lead nor victim-support officer.
    """
    if not may_see_looks(viewer):
        raise RoleRefused(
            say("Who looked is shown to the case lead and the victim-support officer.")
        )
    rows = connection.execute(
        select(AuditRow.at, AuditRow.user_id, AuditRow.body, User.name, Organisation.name)
        .join(User, User.id == AuditRow.user_id)
        .join(Organisation, Organisation.id == User.agency_id)
        .where(AuditRow.case_id == sight.case_id, AuditRow.action == REVEAL)
        .order_by(AuditRow.at.desc(), AuditRow.seq.desc())
        .limit(limit)
    ).all()
    if not rows:
        return ()
    labels = _labels(connection, sight.case_id)
    opener = open_case(connection, keyring, sight.case_id)
    return tuple(_look(row, labels, opener) for row in rows)


def _labels(connection: Connection, case_id: str) -> Mapping[str, str]:
    found = connection.execute(
        select(SubjectRow.id, SubjectRow.label).where(SubjectRow.case_id == case_id)
    )
    return {row.id: row.label for row in found}


def _look(row: Any, labels: Mapping[str, str], opener: Opener) -> SeenIdentity:
    at, user_id, body, user, agency = row
    said = json.loads(body)
    what = said["what"]["objects"]
    return SeenIdentity(
        at=at,
        user_id=user_id,
        user=user,
        agency=agency,
        role=said["who"]["role"] or "",
        subject_label=labels.get(what["subject"], ""),
        group=what["group"],
        reason=_reason(what, opener),
    )


def _reason(what: Mapping[str, Any], opener: Opener) -> str:
    try:
        return str(opener.open(f"look:{what['look']}", b64decode(what["reason"]))["reason"])
    except SealBroken:
        return say("(cannot be read: it was altered)")
