"""Which answers a reader's role shows, by the field groups of roles.yaml (process.md 2.3; C03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ctj.access.roles import ROLES
from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.workflow.common_fields import DOCUMENTS, NOTE, OCCURRED, SOURCE
from ctj.workflow.definitions import Field, Library, RegisterDefinition, Transition
from ctj.workflow.step.answers import Answer

ALL = frozenset({"yes", "reveal"})
#: What every reader of the case sees of a step: when it was, and on what it rests.
COMMON = frozenset({OCCURRED, SOURCE, DOCUMENTS, NOTE})
#: Limits that tell of what a field group holds: a stay in a shelter, a punishment.
CLOCKS = {
    "shelter_max": "victim_contact",
    "shelter_consent_review": "victim_contact",
    "np_relief": "victim_punishment",
}
#: Columns of a consent that say yes or no to a purpose, and nothing of how it was given.
YES_OR_NO = frozenset({"purpose", "answer", "recipient"})


def word_for(library: Library, viewer: Viewer, sight: Sight, group: str) -> str:
    """The widest word that one of the viewer's roles on this case has for the group; 'no'."""
    bases = {reason.basis for reason in sight.reasons}
    by_role = library.field_groups.get(group, {})
    words = [by_role.get(r, "no") for r in sorted(viewer.roles) if bases & ROLES[r].bases]
    return next(iter(sorted(words, key=_width)), "no")


def hidden_anywhere(library: Library, viewer: Viewer) -> frozenset[str]:
    """Limits that none of the viewer's roles is shown on any case: for lists over many cases."""
    groups = {name: library.field_groups.get(name, {}) for name in CLOCKS.values()}
    return frozenset(
        clock
        for clock, name in CLOCKS.items()
        if all(groups[name].get(role, "no") == "no" for role in viewer.roles)
    )


def hides_step(library: Library, viewer: Viewer, transition: Transition) -> bool:
    """Whether even the name of a step tells what none of the viewer's roles is to know: that a
    victim was arrested or punished (process.md 1.7, 22), or stays in a shelter."""
    groups = {group for one in registers_of(library, transition) if (group := one.seen_by)}
    words = [library.field_groups.get(name, {}) for name in groups]
    return any(all(by_role.get(r, "no") == "no" for r in viewer.roles) for by_role in words)


def step_label(library: Library, viewer: Viewer, transition: Transition) -> str:
    """The name of a step as a list of entries may say it to this viewer."""
    if hides_step(library, viewer, transition):
        return say("An entry that your role does not read")
    return transition.label


def registers_of(library: Library, transition: Transition) -> list[RegisterDefinition]:
    """The registers that a step writes, by its form and by its effects."""
    named = [field.register for field in transition.form if field.register]
    named += [str(effect.get("register")) for effect in transition.row_effects]
    return [library.registers[name] for name in named if name in library.registers]


def _width(word: str) -> int:
    """Widest first."""
    if word in ALL:
        return 0
    return 2 if word == "no" else 1


def shows(word: str, field: Field) -> bool:
    """Whether that word shows this answer or column."""
    if word in ALL or field.id in COMMON:
        return True
    if word == "categories":
        return field.type == "code"
    return word.startswith("yes/no") and field.id in YES_OR_NO


class Reader:
    """What one viewer may read on one case."""

    def __init__(self, library: Library, viewer: Viewer, sight: Sight) -> None:
        self.library, self.viewer, self.sight = library, viewer, sight
        self._words: dict[str, str] = {}

    def word(self, group: str) -> str:
        """What roles.yaml says for this viewer."""
        if group not in self._words:
            self._words[group] = word_for(self.library, self.viewer, self.sight, group)
        return self._words[group]

    def hidden_clocks(self) -> frozenset[str]:
        """Limits that this viewer is not shown."""
        return frozenset(clock for clock, group in CLOCKS.items() if self.word(group) == "no")

    def sees_register(self, register: RegisterDefinition) -> bool:
        """Whether the viewer learns that such rows exist at all."""
        return register.seen_by is None or self.word(register.seen_by) != "no"

    def reads_all(self, transition: Transition) -> bool:
        """Whether no answer of that step is kept from the viewer by a field group."""
        group = self._group_of(transition)
        return all(
            shows(self.word(name), field)
            for field in transition.form
            for name in (group, field.seen_by)
            if name is not None
        )

    def hidden_facts(self) -> frozenset[tuple[str, str]]:
        """Facts (unit, name) that only steps set of whose answers the viewer is shown nothing."""
        hidden: set[tuple[str, str]] = set()
        shown: set[tuple[str, str]] = set()
        for track in self.library.tracks.values():
            for transition in track.transitions.values():
                group = self._group_of(transition)
                place = hidden if group is not None and self.word(group) == "no" else shown
                place |= {(one.unit or track.runs_for, one.fact) for one in transition.facts}
        return frozenset(hidden - shown)

    def row(
        self, register: RegisterDefinition, told: Iterable[Answer], columns: Sequence[Field]
    ) -> tuple[Answer, ...]:
        """The answers of one row, with what the role does not show marked hidden."""
        return self._masked(told, columns, register.seen_by)

    def step(self, transition: Transition, told: Iterable[Answer]) -> tuple[Answer, ...]:
        """The answers of one entry: those of a register that is not read are hidden with it."""
        group = self._group_of(transition)
        return self._masked(told, transition.form, group)

    def _group_of(self, transition: Transition) -> str | None:
        groups = [one.seen_by for one in registers_of(self.library, transition) if one.seen_by]
        return max(groups, key=lambda group: _width(self.word(group)), default=None)

    def _masked(
        self, told: Iterable[Answer], fields: Sequence[Field], group: str | None
    ) -> tuple[Answer, ...]:
        known = {field.id: field for field in fields}
        return tuple(self._one(one, known.get(one.field_id), group) for one in told)

    def _one(self, one: Answer, field: Field | None, group: str | None) -> Answer:
        if field is None or one.hidden:
            return one
        if one.rows:
            return self._rows(one, field, group)
        groups = [g for g in (group, field.seen_by) if g is not None]
        if all(shows(self.word(g), field) for g in groups):
            return one
        return replace(one, words="", rows=(), hidden="group")

    def _rows(self, one: Answer, field: Field, group: str | None) -> Answer:
        register = self.library.registers.get(field.register or "")
        if register is None or field.id in COMMON:
            return one
        columns = field.fields or register.fields
        if not self.sees_register(register):
            return replace(one, rows=(), hidden="group")
        own = register.seen_by or group
        rows = tuple((name, self._masked(inner, columns, own)) for name, inner in one.rows)
        return replace(one, rows=rows)
