"""Whose rule of safe contact a user has opened today: nobody is called before it was read."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from ctj.access.viewers import Viewer
from ctj.model.audit import AuditRow
from ctj.queries.looks import REVEAL
from ctj.queries.situations import CaseFile
from ctj.workflow.instants import local_day, start_of_day

#: A look at the rule itself, and looks at the group of identity that it stands in.
OPENED = "safe_contact.opened"
GROUPS = frozenset({"contact", "safe_contact"})


def opened_today(connection: Connection, viewer: Viewer, case: CaseFile) -> frozenset[str]:
    """Subjects of the case, by the audit of this user since midnight in the case's time zone."""
    today = start_of_day(local_day(case.now, case.zone), case.zone)
    rows = connection.scalars(
        select(AuditRow.body).where(
            AuditRow.user_id == viewer.user_id,
            AuditRow.case_id == case.id,
            AuditRow.action.in_((REVEAL, OPENED)),
            AuditRow.at >= today,
        )
    )
    found = [json.loads(one)["what"]["objects"] for one in rows]
    return frozenset(
        str(one["subject"])
        for one in found
        if one.get("subject") and one.get("group", "safe_contact") in GROUPS
    )
