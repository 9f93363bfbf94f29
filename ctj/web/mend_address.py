"""Which mend of which entry: what the form, the check and the recording of it share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ctj.access.flask import current_services, current_viewer, end_reading, read_connection
from ctj.casework.drafts import Draft, discard_draft, load_draft, save_draft
from ctj.casework.entries import Entry
from ctj.casework.mending import Mending
from ctj.casework.refusals import DoesNotFollow
from ctj.casework.steps import CORRECT, INSERT, WITHDRAW, Correction, Step, SubjectStep
from ctj.queries.open_case import OpenCase

#: Name of what is asked about the mend itself, beside the answers of the step.
MEND = "mend"
TRANSITIONS = {"correct": CORRECT, "withdraw": WITHDRAW, "insert": INSERT}
LONGEST_EXPLANATION = 4000
_ANY_REASON = "other"


def reasons() -> list[tuple[str, str]]:
    """Why an entry is corrected: (code, label)."""
    codes = current_services().library.codes["supersede_reason"].codes
    return [(code.code, code.label) for code in codes.values()]


@dataclass(frozen=True)
class Trouble:
    """What stands in the way. ``mend``: what is missing in the reasons, by question."""

    errors: tuple[Any, ...] = ()
    mend: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""
    refused: str = ""
    misfit: DoesNotFollow | None = None

    def __bool__(self) -> bool:
        return bool(
            self.errors or self.mend or self.conflict or self.refused or self.misfit is not None
        )


@dataclass(frozen=True)
class MendAddress:
    """The part of the address that all pages of one mend share. ``forgotten``: the step to put
    before the entry."""

    reference: str
    event_id: str
    kind: str
    forgotten: str = ""

    def url(self, endpoint: str, **more: Any) -> str:
        """A page of this mend."""
        step: dict[str, Any] = {"step": self.forgotten} if self.forgotten else {}
        return url_for(
            endpoint,
            reference=self.reference,
            event_id=self.event_id,
            kind=self.kind,
            **step,
            **more,
        )

    def entry_url(self) -> str:
        """The page of the entry itself."""
        return url_for("entries.show", reference=self.reference, event_id=self.event_id)

    def _step(self, track: str, answers: Mapping[str, Any], version: int | None = None) -> Step:
        """What the draft is kept under."""
        name = ":".join(part for part in (self.kind, self.event_id, self.forgotten) if part)
        return Step(
            self.reference, track, name, subjects=(SubjectStep("", version),), answers=answers
        )

    def draft(self, track: str) -> Draft | None:
        """What the viewer has kept of this mend."""
        step = self._step(track, {})
        return load_draft(read_connection(), current_services(), current_viewer(), step)

    def save(self, track: str, answers: Mapping[str, Any], seen: str) -> None:
        """Keep what was typed; ``seen``: version of the track when the form was opened."""
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        save_draft(current_services(), current_viewer(), self._step(track, answers, version))
        end_reading()

    def discard(self, track: str) -> None:
        """Throw the draft away."""
        discard_draft(current_services(), current_viewer(), self._step(track, {}))
        end_reading()

    def missing_reasons(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """What is not said about the mend itself, by question."""
        told = _reasons_told(answers)
        found = {}
        if told.get("reason") not in dict(reasons()):
            found["reason"] = _("Reason: choose one of the list")
        explanation = str(told.get("explanation") or "").strip()
        if not explanation:
            found["explanation"] = _("Explanation: say in a sentence what was wrong")
        elif len(explanation) > LONGEST_EXPLANATION:
            found["explanation"] = _("Explanation: at most %(n)s characters", n=LONGEST_EXPLANATION)
        return found

    def correction(
        self, entry: Entry, asked: Mending | None, kept: Draft, *, complete: bool = False
    ) -> Correction:
        """The mend as casework takes it; ``complete``: with a reason in place of a missing one, so
        that what is wrong with the answers is told at the same time."""
        told = _reasons_told(kept.answers)
        values = {name: value for name, value in kept.answers.items() if name != MEND}
        return Correction(
            case_reference=self.reference,
            track=entry.root.track,
            transition=TRANSITIONS[self.kind],
            entry=self.event_id,
            reason=_ANY_REASON if complete else str(told.get("reason", "")),
            explanation="-" if complete else str(told.get("explanation", "")).strip(),
            answers=asked.told(values) if asked else {},
            forgotten=self.forgotten or None,
            seen_version=kept.seen.get(""),
        )


def kept_mend(opened: OpenCase, name: str) -> tuple[str, str] | None:
    """(words, link) of a kept mend by the name of its draft; None if it is none."""
    kind, _mark, rest = name.partition(":")
    event_id, _mark, forgotten = rest.partition(":")
    event = next((one for one in opened.file.log if one.id == event_id), None)
    if kind not in TRANSITIONS or event is None:
        return None
    address = MendAddress(opened.identity.reference, event_id, kind, forgotten)
    words = {
        "correct": _("correction of entry %(n)s", n=event.seq),
        "withdraw": _("withdrawal of entry %(n)s", n=event.seq),
        "insert": _("forgotten step before entry %(n)s", n=event.seq),
    }
    return words[kind], address.url("entries.mend")


def _reasons_told(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    told = answers.get(MEND)
    return told if isinstance(told, Mapping) else {}
