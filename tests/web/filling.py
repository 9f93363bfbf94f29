"""Fills the form of a step in from the page: all of it, or the least that the definition asks."""

from __future__ import annotations

from collections.abc import Mapping

from ctj.workflow.definitions import Field, Library, Transition
from tests.web.controls import Control, PageForm

#: What a person would type, by the type of the field.
_TYPED = {
    "text": "a short text",
    "ref": "R-2020-14",
    "note": "What was found at the registry.",
    "num": "1",
    "money": "50000.00",
    "place": "PH-MNL",
}
_DATE = {"day": "2", "month": "3", "year": "2020"}
_NO_VALUE = ("unknown", "not_applicable", "declined", "withheld")


class Filler:
    """For one step of one case. ``given``: answers that a test wants instead, by name."""

    def __init__(
        self,
        library: Library,
        step: Transition,
        *,
        least: bool,
        reference: str,
        given: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.library, self.step, self.least, self.reference = library, step, least, reference
        self.given = dict(given or {})

    def missing_rows(self, form: PageForm) -> str | None:
        """The button of a row question that is still empty and is to be filled; None if none."""
        for button in form.buttons:
            kind, _colon, path = button.partition(":")
            asked = self.definition(path) if kind == "add" else None
            wanted = asked is not None and not self.least and not self.is_left(asked, "", {})
            if wanted and not any(name.startswith(f"{path}.") for name in form.controls):
                return button
        return None

    def filled(self, form: PageForm) -> dict[str, list[str]]:
        """Everything that is sent, by name."""
        told: dict[str, list[str]] = {}
        for name, control in form.controls.items():
            if ("." not in name and name in ("csrf_token",)) or name.startswith("seen:"):
                told[name] = control.values
                continue
            if name in self.given:
                told[name] = self.given[name]
                continue
            value = self._value(name, control, told)
            if value:
                told[name] = value
        return told

    def definition(self, path: str) -> Field | None:
        """The field that a name belongs to; None for a row's own select and status."""
        steps = [one for one in path.split(".") if not one.isdecimal()]
        fields = {one.id: one for one in self.step.form}
        found = fields.get(steps[0])
        for name in steps[1:]:
            if found is None or found.type not in ("row", "doc"):
                return found
            found = {one.id: one for one in self._columns(found)}.get(name)
        return found

    def _columns(self, asked: Field) -> tuple[Field, ...]:
        register = self.library.registers.get(asked.register or "documents")
        return asked.fields or (register.fields if register else ())

    def is_left(self, asked: Field, prefix: str, told: Mapping[str, list[str]]) -> bool:
        """Whether the question is not asked: its condition does not hold."""
        for name, accepted in asked.when.items():
            answers = told.get(prefix + name) or told.get(name) or []
            if not set(answers) & set(accepted):
                return True
        return False

    def _value(self, name: str, control: Control, told: dict[str, list[str]]) -> list[str]:
        asked = self.definition(name)
        if asked is None or asked.type in ("row", "doc"):  # which row, what becomes of it
            return self._choice(control)
        question, part = _split(name, asked)
        prefix = question.rpartition(".")[0]
        inside = f"{prefix}." if prefix else ""
        if self.is_left(asked, inside, told) or self._not_needed(asked, inside, told):
            return control.values if part == "currency" else []
        if asked.type == "date":
            return [_DATE[part]] if part in _DATE else []
        if asked.type in ("case", "request", "event"):
            return [self.reference] if asked.type == "case" else []
        if control.choices:
            return self._choice(control)
        if asked.type == "num" and asked.minimum:
            return [str(asked.minimum)]
        return [_TYPED.get(asked.type, "a short text")]

    def _not_needed(self, asked: Field, inside: str, told: Mapping[str, list[str]]) -> bool:
        if not self.least:
            return False
        names_a_row = told.get(f"{inside}row", ["new"])[0] not in ("", "new")
        return not asked.required or (bool(inside) and names_a_row)

    def _choice(self, control: Control) -> list[str]:
        standing = [one for one in control.values if one]
        if standing and control.kind == "select":
            return standing
        real = [one for one in control.choices if one and one not in _NO_VALUE]
        return (real or [one for one in control.choices if one])[:1]


def _split(name: str, asked: Field) -> tuple[str, str]:
    """The question's path and the part of it: ``occurred_on.to.day`` has the part ``to.day``."""
    steps = name.split(".")
    place = len(steps) - 1 - steps[::-1].index(asked.id)
    return ".".join(steps[: place + 1]), ".".join(steps[place + 1 :])
