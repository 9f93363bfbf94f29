"""Names as a jurisdiction says them: states, steps, roles, lists, statuses, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ctj.language import mark, say

from ..definitions import Field, Library, State, TrackDefinition, Transition, When
from ..overlays import Overlay
from ..step.fields.codes import NO_VALUE, YES_NO

_PLAIN = {
    "agency": mark("the agency"),
    "body": mark("the body"),
    "date": mark("a date"),
    "provider": mark("the provider"),
}


@dataclass(frozen=True)
class Speaker:
    """Speaks of one track; `overlay` None: the words of the definition files."""

    library: Library
    track: TrackDefinition
    overlay: Overlay | None = None

    def local(self, kind: str, name: str) -> str | None:
        """The local word for a state, transition, role, track; None where there is none."""
        return self.overlay.label(kind, name) if self.overlay else None

    def state(self, state: State) -> str:
        """The label of a state."""
        return self.plainly(self.local("state", state.id) or state.label)

    @staticmethod
    def plainly(label: str) -> str:
        """A label without its placeholders: what is known only in a case is a plain word."""
        return re.sub(r"\{(\w+)\}", lambda found: say(_PLAIN.get(found[1], found[1])), label)

    def state_named(self, name: str) -> str:
        """The label of a state by id."""
        state = self.track.states.get(name)
        return self.state(state) if state else name

    def step(self, transition: Transition) -> str:
        """The button."""
        return self.local("transition", transition.id) or transition.label

    def step_named(self, name: str) -> str:
        """The button of a step by id, of this track or of another."""
        for track in (self.track, *self.library.tracks.values()):
            if name in track.transitions:
                return self.step(track.transitions[name])
        return name

    def role(self, name: str) -> str:
        """The label of a role."""
        role = self.library.roles.get(name)
        return self.local("role", name) or (role.label if role else name)

    def roles(self, names: Iterable[str]) -> tuple[str, ...]:
        """The labels of roles."""
        return tuple(self.role(name) for name in names)

    def clock(self, name: str) -> str:
        """The label of a clock."""
        clock = self.library.clocks.get(name)
        return clock.label if clock else name

    def fact(self, unit: str, name: str) -> str:
        """The label of a fact."""
        fact = self.library.facts.get((unit, name))
        return fact.label if fact else name

    def register(self, name: str | None) -> str:
        """The label of a register."""
        register = self.library.registers.get(name or "")
        return register.label if register else str(name)

    def status(self, register: str | None, name: str) -> str:
        """The label of a row's status."""
        known = self.library.registers.get(register or "")
        return known.statuses.get(name, name) if known else name

    def code(self, lists: Sequence[str], code: str) -> str:
        """The label of a code in one of the lists."""
        for name in lists:
            listed = self.library.codes.get(name)
            if listed and code in listed.codes:
                return listed.codes[code].label
        return say(NO_VALUE.get(code) or YES_NO.get(code) or code)

    def condition(self, when: When, fields: Sequence[Field]) -> str:
        """'if ‘In custody?’ is Yes or Not known'; '' where there is no condition."""
        known = {field.id: field for field in fields}
        said = []
        for name, values in when.items():
            field = known.get(name)
            label = (
                f"‘{field.label}’"
                if field
                else say("the jurisdiction’s ‘%(name)s’", name=name.replace("_", " "))
            )
            answers = [self.code(field.lists if field else (), value) for value in values]
            said.append(say("%(label)s is %(listed)s", label=label, listed=" or ".join(answers)))
        return say("if %(listed)s", listed=" and ".join(said)) if said else ""
