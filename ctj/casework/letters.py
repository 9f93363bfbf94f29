"""The mail of a notice: a reference and nothing else (C32), sent at most once.

Before it is handed to a mail server the notice is marked as claimed, in a transaction of its own.
Who dies between handing over and marking leaves it claimed: then nobody knows whether the server
took it, and it is not sent again by itself; the notice inside the product is there in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from ctj.access.readers import reader
from ctj.language import say, speaking
from ctj.model.cases import Case
from ctj.model.notices import Notice
from ctj.model.users import User
from ctj.services import Services
from ctj.transaction import unit_of_work


class Unsure(Exception):
    """The mail was claimed before and nobody knows whether it went out."""


@dataclass(frozen=True)
class Letter:
    """``id`` is that of the notice, and makes the message's own id."""

    id: str
    to: str
    subject: str
    text: str


def claim_letter(
    services: Services, notice_id: str, *, again: bool = False, at: datetime | None = None
) -> Letter | None:
    """The letter to send now; None where it went out, or the user may not see the case any more.

    ``again``: sending twice does no harm, or somebody decided so. Raises Unsure.
    """
    with unit_of_work(services.database, recorded_at=at) as work:
        row = _row(work.connection, notice_id)
        if row is None or row.mailed_at is not None:
            return None
        if row.case_id and reader(work.connection, row.case_id, row.user_id) is None:
            return None
        claim = update(Notice).where(Notice.id == notice_id, Notice.mailed_at.is_(None))
        if not again:
            claim = claim.where(Notice.mail_claimed_at.is_(None))
        if not work.connection.execute(claim.values(mail_claimed_at=work.now)).rowcount:
            raise Unsure
    return _worded(services, notice_id, row)


def _worded(services: Services, notice_id: str, row: Any) -> Letter:
    """In the language that the reader chose; it says neither what nor of whom."""
    with speaking(row.locale or ""):
        if row.reference:
            subject = say("Task on case %(reference)s", reference=row.reference)
            text = say("There is something for you on case %(reference)s.", reference=row.reference)
        else:
            subject = say("Task without a case")
            text = say("There is something for you.")
        rest = say(
            "Sign in to %(name)s to read it. Nothing more is said by mail.",
            name=services.instance.name,
        )
    return Letter(notice_id, row.email, subject, f"{text}\n{rest}\n")


def mailed(services: Services, notice_id: str, at: datetime | None = None) -> None:
    """The mail server took it."""
    with unit_of_work(services.database, recorded_at=at) as work:
        work.connection.execute(
            update(Notice).where(Notice.id == notice_id).values(mailed_at=work.now)
        )


def not_mailed(services: Services, notice_id: str) -> None:
    """The mail server surely did not take it: it may be tried again."""
    with unit_of_work(services.database) as work:
        work.connection.execute(
            update(Notice)
            .where(Notice.id == notice_id, Notice.mailed_at.is_(None))
            .values(mail_claimed_at=None)
        )


def _row(connection: Any, notice_id: str) -> Any:
    return connection.execute(
        select(
            Notice.user_id,
            Notice.case_id,
            Notice.mailed_at,
            User.email,
            User.locale,
            Case.reference,
        )
        .join(User, User.id == Notice.user_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .where(Notice.id == notice_id)
    ).one_or_none()
