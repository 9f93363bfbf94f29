"""Code lists as codelists.md 0.2 wants them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..definitions import Code, CodeList
from ..step.fields.codes import OUTSIDE
from ..yaml_text import Mapping as Node
from ..yaml_text import Sequence, YamlRefused
from ..yaml_text import read as read_yaml
from .found import Found

_SNAKE = re.compile(r"[a-z0-9][a-z0-9_]*")
#: Lists whose codes are those of a standard and not ours to shape.
_THEIRS = frozenset({*OUTSIDE, "isic", "isced", "place"})


def check_code_lists(found: Found, directory: Path) -> None:
    """Every list; `standards/` beside the lists holds the values of each standard mapped to."""
    standards = _standards(directory / "standards")
    for listed in found.library.codes.values():
        file = f"codes/{listed.id}.yaml"
        for code in listed.codes.values():
            _code(found, file, listed, code)
            _maps_out(found, file, code, standards)
        _maps_in(found, file, listed)


def _code(found: Found, file: str, listed: CodeList, code: Code) -> None:
    if listed.id not in _THEIRS and not _SNAKE.fullmatch(code.code):
        found.refuse(
            file, code.code, f"The code '{code.code}' is not in snake_case.", "Use a-z, 0-9, '_'."
        )
    if not code.meaning:
        found.refuse(
            file,
            code.code,
            f"The code '{code.code}' has no meaning.",
            "Say what it means; repeat the label if that says it all.",
        )
    for key, name in (("parent", code.parent), ("replaced_by", code.replaced_by)):
        if name is not None:
            found.known(file, name, listed.codes, f"code for '{key}'")
    if _in_circle(listed, code):
        found.refuse(
            file, code.code, f"'{code.code}' is its own parent, in a circle.", "Break the circle."
        )


def _in_circle(listed: CodeList, code: Code) -> bool:
    seen, at = {code.code}, code.parent
    while at is not None and at in listed.codes:
        if at in seen:
            return at == code.code
        seen.add(at)
        at = listed.codes[at].parent
    return False


def _maps_out(found: Found, file: str, code: Code, standards: Mapping[str, frozenset[str]]) -> None:
    for standard, value in _mapped(code, "out"):
        values = standards.get(standard)
        if values is None:
            found.refuse(
                file,
                code.code,
                f"'{code.code}' maps to '{standard}', whose values are not shipped.",
                f"Add standards/{standard}.yaml, or take the map out.",
            )
        elif value not in values:
            found.refuse(
                file,
                code.code,
                f"'{value}' is no value of {standard}.",
                f"Use a value of standards/{standard}.yaml, letter by letter.",
            )


def _maps_in(found: Found, file: str, listed: CodeList) -> None:
    """A foreign value maps in to one code only: mapping in may not invent."""
    taken: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in listed.codes.values():
        for standard, value in _mapped(code, "in"):
            taken[(standard, value)].append(code.code)
    for (standard, value), codes in taken.items():
        if len(codes) > 1:
            found.refuse(
                file,
                codes[1],
                f"The value '{value}' of {standard} maps in to {' and '.join(codes)}.",
                "Keep one: a code as broad as the value itself.",
            )


def _mapped(code: Code, way: str) -> Iterator[tuple[str, str]]:
    """Pairs of standard and value that a code maps out to, or is mapped in from."""
    for standard, maps in code.maps.items():
        if isinstance(maps, Mapping):
            values: Any = maps.get(way, ())
        else:
            values = maps if way == "out" else ()
        for value in values if isinstance(values, tuple) else (values,):
            if value not in (None, ""):
                yield standard, str(value)


def _standards(folder: Path) -> dict[str, frozenset[str]]:
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            node = read_yaml(path)
        except YamlRefused:
            continue
        values = node.get("values") if isinstance(node, Node) else None
        if isinstance(values, Sequence):
            found[path.stem] = frozenset(str(one) for one in values)
    return found
