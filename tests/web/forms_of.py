"""The forms of a page as a browser would send them: every field with what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.area: str | None = None
        self.select: str | None = None
        self.chosen: list[str] = []
        self.first: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = Form(of.get("action", ""), of.get("method", "get"), of.get("id", ""))
            self.forms.append(self.inside)
        if self.inside is None:
            return
        name = of.get("name", "")
        if tag == "input" and name:
            kind = of.get("type", "text")
            if kind not in ("radio", "checkbox"):
                self.inside.values.setdefault(name, []).append(of.get("value", ""))
            elif "checked" in of:
                self.inside.values.setdefault(name, []).append(of.get("value", "on"))
        elif tag == "textarea" and name:
            self.area = name
            self.inside.values[name] = [""]
        elif tag == "select" and name:
            self.select, self.chosen, self.first = name, [], None
            self.several = "multiple" in of
        elif tag == "option" and self.select:
            value = of.get("value", "")
            self.first = value if self.first is None else self.first
            if "selected" in of:
                self.chosen.append(value)

    def handle_data(self, text: str) -> None:
        if self.area and self.inside:
            self.inside.values[self.area] = [self.inside.values[self.area][0] + text]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select" and self.select and self.inside:
            usual = [] if self.several else [self.first or ""]
            values = self.chosen or usual
            if values:
                self.inside.values[self.select] = values
            self.select = None
        elif tag == "form":
            self.inside = None


class Form:
    """``values``: by name, in the order of the page."""

    def __init__(self, action: str, method: str, form_id: str) -> None:
        self.action, self.method, self.id = action, method, form_id
        self.values: dict[str, list[str]] = {}

    def with_(self, **changed: str | list[str]) -> dict[str, list[str]]:
        """The values with some changed; ``__`` in a name stands for a dot."""
        found = dict(self.values)
        for name, value in changed.items():
            found[name.replace("__", ".")] = [value] if isinstance(value, str) else value
        return found


def forms_of(page: str) -> list[Form]:
    """Every form of the page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_of(page: str, *, action: str = "") -> Form:
    """The form whose address holds ``action``, or the one called 'form'."""
    found = [
        one
        for one in forms_of(page)
        if (action and action in one.action) or (not action and one.id == "form")
    ]
    assert found, f"no form for {action or 'form'}"
    return found[0]
