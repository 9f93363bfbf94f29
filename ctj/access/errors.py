"""Refusals. A face maps each of them once; none says more than its reader may know."""

from __future__ import annotations

from datetime import datetime


class Refusal(Exception):
    """Somebody may not do this, or not now. ``str()`` is a sentence for the person who asked."""


class NotVisible(Refusal):
    """Absent or not for this viewer: nobody who gets this can tell which (C02). A 404, no text."""


class RoleRefused(Refusal):
    """The viewer may see where this is, and may not do it. A 403 with one sentence."""


#: The same refusal by the name that casework uses.
NotAllowed = RoleRefused


class StepUpNeeded(Refusal):
    """The second factor was given too long ago for this step: it is asked for again."""


class SignInRefused(Refusal):
    """A password, code or link was not accepted. Does not say which part was wrong.

    ``until``: the instant up to which further tries are not judged, if the door is locked.
    """

    def __init__(self, sentence: str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until


class WeakPassword(Refusal):
    """A new password was refused; the sentence says what would be accepted."""


class ApprovalRefused(Refusal):
    """An approval cannot be asked for, decided or used; the sentence says why."""
