"""The controls of the form of a step as the page has them: names, kinds, choices, what stands in
them; so that a test can fill a form in from the page alone, as a person does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """One name of a form. ``choices``: values that may be chosen, of selects, boxes and buttons."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """The controls by name, in page order; the buttons called ``do``; every id of the page."""

    controls: dict[str, Control]
    buttons: list[str]
    ids: set[str]

    def sent(self, changed: Mapping[str, list[str]] | None = None) -> dict[str, list[str]]:
        """What a browser sends: every control that has a value, with some changed."""
        values = {name: one.values for name, one in self.controls.items() if one.values}
        return {name: told for name, told in (values | dict(changed or {})).items() if told}


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.form = PageForm({}, [], set())
        self.now: Control | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        if "id" in of:
            self.form.ids.add(of["id"])
        if tag == "form":
            self.inside = of.get("id") == self.form_id
        elif tag == "button" and of.get("name") == "do" and (self.inside or "form" in of):
            self.form.buttons.append(of.get("value", ""))
        elif self.inside and tag in ("input", "select", "textarea") and of.get("name"):
            self._control(tag, of)
        elif tag == "option" and self.now is not None and self.now.kind.startswith("select"):
            self._option(of)

    def _control(self, tag: str, of: dict[str, str]) -> None:
        kind = of.get("type", "text") if tag == "input" else tag
        if tag == "select" and "multiple" in of:
            kind = "select-multiple"
        control = self.form.controls.setdefault(of["name"], Control(of["name"], kind))
        if kind in ("radio", "checkbox"):
            control.choices.append(of.get("value", "on"))
            if "checked" in of:
                control.values.append(of.get("value", "on"))
        elif tag == "input":
            control.values.append(of.get("value", ""))
        else:
            self.now = control

    def _option(self, of: dict[str, str]) -> None:
        assert self.now is not None
        self.now.choices.append(of.get("value", ""))
        if "selected" in of:
            self.now.values.append(of.get("value", ""))

    def handle_data(self, text: str) -> None:
        if self.now is not None and self.now.kind == "textarea":
            self.now.values = ["".join(self.now.values) + text]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag in ("select", "textarea") and self.now is not None:
            if tag == "select" and self.now.kind == "select" and not self.now.values:
                self.now.values = self.now.choices[:1]
            self.now = None


def form_in(page: str, form_id: str = "form") -> PageForm:
    """The form of that id. Raises AssertionError where the page has none."""
    reader = _Reader(form_id)
    reader.feed(page)
    assert reader.form.controls, f"no form {form_id}"
    return reader.form
