"""What each kind of work does: plain functions of ids, which bear being called twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ctj.casework import aftermath, letters, notices, warnings
from ctj.casework.known_people import CUSTODIAN_MATCH, SEARCHED
from ctj.casework.outbox import Work
from ctj.services import Services

from .mail import Mailer, NotSent


@dataclass(frozen=True)
class Tools:
    """What handlers work with. ``at`` stands for the database's clock, in tests."""

    services: Services
    mailer: Mailer | None
    at: datetime | None = None


Handler = Callable[[Tools, Work], None]


def act_recorded(tools: Tools, work: Work) -> None:
    """A step was recorded: warnings and notices follow."""
    aftermath.after_act(tools.services, work.payload["case"], work.payload["act"], tools.at)


def approval_requested(tools: Tools, work: Work) -> None:
    """A second person is asked for: those who may decide are told."""
    aftermath.after_request(tools.services, work.payload["approval"], tools.at)


def approval_decided(tools: Tools, work: Work) -> None:
    """It was decided: who asked is told."""
    aftermath.after_decision(tools.services, work.payload["approval"], tools.at)


def note_mentioned(tools: Tools, work: Work) -> None:
    """A note names a colleague."""
    told = work.payload
    aftermath.after_mention(tools.services, told["event"], told["user"], tools.at)


def custodian_match(tools: Tools, work: Work) -> None:
    """A search met somebody whom the searcher may not see: a custodian is told."""
    told = work.payload
    match = aftermath.Match(
        told["search"], told["user"], told["agency"], work.case_id, told.get("subject")
    )
    aftermath.after_match(tools.services, match, tools.at)


def searched(_tools: Tools, _work: Work) -> None:
    """Written for every search, so that one that met somebody hidden looks like any other."""


def limit_warned(tools: Tools, work: Work) -> None:
    """A mark of a limit has come."""
    warnings.warn(tools.services, work.id, work.payload["clock"], tools.at)


def notice_mailed(tools: Tools, work: Work) -> None:
    """Claimed, sent, marked. Raises NotSent, Unsure."""
    if tools.mailer is None:
        return
    notice_id, services = work.payload["notice"], tools.services
    again = tools.mailer.repeatable or work.by_hand
    letter = letters.claim_letter(services, notice_id, again=again, at=tools.at)
    if letter is None:
        return
    try:
        tools.mailer.send(letter)
    except NotSent:
        letters.not_mailed(services, notice_id)
        raise
    letters.mailed(services, notice_id, tools.at)


HANDLERS: Mapping[str, Handler] = {
    "act.recorded": act_recorded,
    "approval.requested": approval_requested,
    "approval.decided": approval_decided,
    "note.mentioned": note_mentioned,
    CUSTODIAN_MATCH: custodian_match,
    SEARCHED: searched,
    warnings.KIND: limit_warned,
    notices.MAIL: notice_mailed,
}
