"""Support of one person, told through the write path by a victim-support officer."""

from __future__ import annotations

from typing import Any

from ctj.access.viewers import Viewer
from ctj.casework.steps import Fired
from tests.casework.story import Story
from tests.world import World

CONSENT = {
    "given_by": "self",
    "text_version": "1",
    "language": "tha",
    "how": "oral_witnessed",
}
RIGHTS = {
    "occurred_on": "2024-03-03",
    "notifications": [{"how": "in_person", "understood": "yes"}],
    "language": "tha",
    "interpreter": "yes",
}


class Support(Story):
    """A case with V1, an adult who speaks Thai; the officer is on the case."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        world.agency("shelter", kind="provider")
        world.agency("welfare")
        self.vso = world.viewer("vso", agency="welfare")

    def registered(self, **answers: Any) -> Support:
        self.open()
        self.world.grant(self.case_id, "vso")
        self.victim(**{"age_group": "adult", "language": "tha", **answers})
        return self

    def does(self, transition: str, by: Viewer | None = None, **answers: Any) -> Fired:
        """``story.does('assess_needs', occurred_on='2024-03-05', …)`` for V1."""
        name = f"victim_support.{transition}"
        return self.take(name, "V1", by=by or self.vso, **{"occurred_on": "2024-03-05", **answers})

    def answers(self, purpose: str, answer: str, on: str = "2024-03-03", **more: Any) -> Fired:
        """One purpose, one answer."""
        row = {**CONSENT, "purpose": purpose, "answer": answer, **more}
        return self.does("record_consent", occurred_on=on, consents=[row], interpreter_named="Ms N")

    def presumed(self) -> Fired:
        return self.does(
            "presume_at_once",
            occurred_on="2024-03-03",
            grounds=["cd_documents"],
            why="Found there.",
        )

    def in_plan(self) -> Support:
        """Rights explained, consent to support, needs and risk assessed, plan agreed."""
        self.does("explain_rights", **RIGHTS)
        self.answers("support", "yes")
        self.does(
            "assess_needs",
            needs=[{"need": "safety", "urgency": "immediate"}],
            punished="no",
            interpreter_named="Ms N",
        )
        self.does("assess_risk", kind="initial", level="low")
        self.does(
            "agree_plan",
            plan=[{"steps": "A room, a doctor, a lawyer."}],
            language="tha",
            copy_given="yes",
        )
        return self
