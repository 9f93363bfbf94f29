"""What a step offers to another agency: a waiting grant, which shows there as shares do."""

from __future__ import annotations

from ctj.access.grants import Grant, give
from ctj.language import say
from ctj.queries.case_team import HAND_OVER
from ctj.transaction import UnitOfWork
from ctj.workflow.step import FieldError

from .act import Act
from .refusals import FormErrors

OFFER = "offer_transfer"
MARK = HAND_OVER


def offer_grants(work: UnitOfWork, act: Act) -> None:
    """One waiting grant for each hand-over that the act offers. Raises FormErrors."""
    viewer = act.doer.viewer
    for event in act.events:
        if event.kind != "transition" or event.transition != OFFER:
            continue
        agency = str(event.data["to"])
        if agency == viewer.agency_id:
            sentence = say("This is your own agency: give it to a colleague instead.")
            raise FormErrors([FieldError("to", sentence, say("To which agency"))])
        grant = Grant("agency", agency, "share", "write", f"{MARK}{event.id}")
        give(work.connection, act.case.id, grant, by=viewer.user_id, now=work.now)
