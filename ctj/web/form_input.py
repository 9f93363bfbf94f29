"""What a form of a step sends, as the nested texts that ``step.form.read`` takes.

Names are paths with dots: ``charges.0.offence``, ``occurred_on.day``, ``A1.plea``. Numbers name
places in a list. Buttons and the token are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

#: Names that belong to the page and not to the step.
OWN_NAMES = frozenset({"csrf_token", "do", "seen"})
MOST_ROWS = 500


def nested(form: MultiDict[str, str]) -> dict[str, Any]:
    """Texts by path, as mappings and lists; several values of one name become a list."""
    tree: dict[str, Any] = {}
    for name in form:
        head = name.split(".", 1)[0]
        if head in OWN_NAMES or head.startswith(("seen:", "reason:")):
            continue
        values = form.getlist(name)
        _put(tree, name.split("."), values if len(values) > 1 else values[0])
    return {key: _lists(value) for key, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            inner = tree[step] = {}
        tree = inner
    tree[path[-1]] = value


def _lists(value: Any) -> Any:
    """Mappings whose keys are all numbers are rows: in order, at most so many."""
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(one) for key, one in value.items()}
    if inner and all(key.isdecimal() and len(key) < 5 for key in inner):
        return [inner[key] for key in sorted(inner, key=int)][:MOST_ROWS]
    return inner


def with_row(answers: dict[str, Any], path: str) -> dict[str, Any]:
    """The same answers with one more empty row at ``path``."""
    rows = _rows_at(answers, path)
    if rows is not None and len(rows) < MOST_ROWS:
        rows.append({})
    return answers


def without_row(answers: dict[str, Any], path: str) -> dict[str, Any]:
    """The same answers without the row that ``path`` names (``charges.1``)."""
    list_path, _dot, place = path.rpartition(".")
    rows = _rows_at(answers, list_path)
    if rows and place.isdecimal() and int(place) < len(rows):
        del rows[int(place)]
    return answers


def _rows_at(answers: dict[str, Any], path: str) -> list[Any] | None:
    place: Any = answers
    steps = path.split(".")
    for step in steps[:-1]:
        place = _inside(place, step)
    if not isinstance(place, dict):
        return None
    rows = place.setdefault(steps[-1], [])
    if isinstance(rows, dict) or not isinstance(rows, list):
        rows = place[steps[-1]] = [rows] if rows else []
    return rows


def _inside(place: Any, step: str) -> Any:
    if isinstance(place, dict):
        return place.setdefault(step, {})
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return place[int(step)]
    return None


def prefixed(form: MultiDict[str, str], prefix: str) -> dict[str, str]:
    """Values of the page's own names: ``reason:guard``, ``seen:A1``."""
    return {
        name[len(prefix) :]: form[name] for name in form if name.startswith(prefix) and form[name]
    }


def html_id(path: str) -> str:
    """A path as the id of its input, for labels and links of the error summary."""
    return "f-" + "-".join(path.split("."))


def first_input(path: str, known: Iterable[str]) -> str:
    """The id of the input that an error belongs to: its own, or that of the nearest question."""
    candidates = set(known)
    steps = path.split(".")
    while steps:
        here = ".".join(steps)
        if here in candidates:
            return html_id(here)
        steps.pop()
    return "form"
