"""Why a step was not recorded. Each face maps each of these once; nothing was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ctj.access.errors import NotAllowed, Refusal
from ctj.language import say
from ctj.transaction import DatabaseUnavailable
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step import FieldError

__all__ = [
    "Blocked",
    "Conflict",
    "DatabaseUnavailable",
    "DoesNotFollow",
    "FormErrors",
    "Missing",
    "NeedsApproval",
    "NotAllowedHere",
    "NotFromHere",
    "Refusal",
]


class NotAllowedHere(NotAllowed):
    """The viewer sees the case and may not take this step: role, rights or state. A 403."""


class NotFromHere(NotAllowedHere):
    """The step does not start in the state in which the track stands."""


class FormErrors(Refusal):
    """What was typed cannot be taken; ``errors`` say where and how to mend it."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(
            "; ".join(str(error) for error in errors) or say("The form cannot be taken.")
        )
        self.errors = tuple(errors)


class Blocked(Refusal):
    """Guards refuse. ``missing`` blocks; ``warnings`` need a reason each, by guard."""

    def __init__(self, missing: Sequence[Missing], warnings: Sequence[Missing] = ()) -> None:
        super().__init__(" ".join(one.sentence for one in (*missing, *warnings)))
        self.missing = tuple(missing)
        self.warnings = tuple(warnings)


class NeedsApproval(Blocked):
    """Nothing is missing but a second person. ``content_hash`` names what would be approved;
    ``role`` is that in which it was tried."""

    def __init__(self, missing: Sequence[Missing], what: str, content_hash: str, role: str) -> None:
        super().__init__(missing)
        self.what = what
        self.content_hash = content_hash
        self.role = role


class Conflict(Refusal):
    """Somebody changed the track since it was read. What was typed is kept. A 409.

    ``subject``: the pseudonym, '' for the case. ``by``: name of who changed it, '' if unknown.
    ``at``: when (UTC). ``typed``: what the user had typed.
    """

    def __init__(self, subject: str, by: str, at: datetime, typed: Mapping[str, Any]) -> None:
        whose = say("%(subject)s was", subject=subject) if subject else say("This case was")
        super().__init__(
            say(
                "%(whose)s changed by %(by)s at %(at)s UTC, after you opened this "
                "form. Nothing was saved, and what you typed is kept: look at what "
                "changed, then go on.",
                whose=whose,
                by=by or say("someone else"),
                at=f"{at:%Y-%m-%d %H:%M}",
            )
        )
        self.subject, self.by, self.at, self.typed = subject, by, at, typed


class DoesNotFollow(Refusal):
    """A correction would leave an entry that no longer fits. ``event_id``: the first such entry."""

    def __init__(self, sentence: str, event_id: str | None, seq: int | None) -> None:
        where = say("Entry %(seq)s: ", seq=seq) if seq else ""
        super().__init__(f"{where}{sentence}")
        self.event_id, self.seq, self.sentence = event_id, seq, sentence
