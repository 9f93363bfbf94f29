"""Names and numbers in a text that are recorded all the same, with a reason (C07).

A sealed name is refused, with the pseudonym to write; where the text is sealed with the case it
passes once a reason is given. What only looks like a number or an address is a warning. Either
stands with the event as a finding. A text in the clear never passes: anybody would read the name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ctj.identity.lookalikes import KINDS, looks_like
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step.errors import NAME_IN_TEXT

LOOKALIKE = "number_in_text"
#: The reason under which a name passes, as a form names it.
REASON = NAME_IN_TEXT
#: The findings of this file.
PASSING = frozenset({NAME_IN_TEXT, LOOKALIKE})


@dataclass
class TextsSeen:
    """What the texts of one step hold. ``reason_given``: why a name stands there was said."""

    reason_given: bool
    names: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def may_pass(self, label: str) -> bool:
        """Whether the name of this person may stand in a sealed text."""
        if self.reason_given:
            self.names.add(label)
        return self.reason_given

    def look_at(self, text: str) -> None:
        """Note what the text seems to hold."""
        self.kinds |= looks_like(text)

    def warnings(self) -> tuple[Missing, ...]:
        """One for the names, one for what looks like numbers and addresses."""
        found = []
        if self.names:
            who = ", ".join(sorted(self.names))
            found.append(_warning(NAME_IN_TEXT, f"A text holds the sealed name of {who}."))
        if self.kinds:
            what = " and ".join(KINDS[kind][0] for kind in KINDS if kind in self.kinds)
            found.append(
                _warning(
                    LOOKALIKE,
                    f"A note holds what looks like {what}. What identifies a person belongs in "
                    "the fields for it.",
                )
            )
        return tuple(found)


def _warning(guard: str, sentence: str) -> Missing:
    return Missing(guard, sentence, blocks=False)
