"""`screening/`: items, rule and forms (screening.md section 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..screening.definitions import (
    PROFILES,
    Condition,
    Dimension,
    Floor,
    Form,
    Item,
    Result,
    Row,
    Rules,
    Screening,
)
from ..yaml_text import Mapping, Node
from .nodes import FileReader
from .screening_forms import read_form

ITEMS, RULES = "items.yaml", "rules.yaml"
_NO_RULES = Rules(0, "unverified", "", (), {}, (), (), Floor())
_ITEMS = ("source", "status", "dimensions", "ilo11", "items", "purpose_items")
_ITEM = (
    "code", "dimension", "label", "asked", "strength", "basis", "profiles", "ilo11", "also",
    "status",
)  # fmt: skip
_RULES = (
    "rules", "status", "source", "dimension_positive", "results", "adult", "child", "floor",
    "flags", "flag_advice",
)  # fmt: skip
_RESULT = ("code", "said", "next_step", "advice", "proposes", "presume", "flags")
_CONDITIONS = ("all", "any", "positive", "yes", "purpose", "open", "always")


def read_screening(
    files: Callable[[str], tuple[FileReader, Node] | None], forms: list[str]
) -> Screening:
    """Everything of the folder; `files` gives a file's reader and content, None where it cannot."""
    dimensions, items, ilo, source = _items(files(ITEMS))
    told = files(RULES)
    rules = _rules(*told) if told else _NO_RULES
    found = [_form(name, *one) for name in forms if (one := files(name))]
    return Screening(
        dimensions=dimensions,
        items=items,
        ilo11=ilo,
        rules=rules,
        forms={form.id: form for form in found if form is not None},
        source=source,
    )


def _form(name: str, reader: FileReader, node: Node) -> Form | None:
    form = read_form(reader, node)
    if form is not None and f"{form.id}.yaml" != name:
        reader.refuse(
            form.id,
            f"The form is called '{form.id}', its file '{name}'.",
            f"Rename the file to {form.id}.yaml.",
        )
    return form


def _items(
    told: tuple[FileReader, Node] | None,
) -> tuple[dict[str, Dimension], dict[str, Item], dict[int, str], str]:
    mapping = told and told[0].mapping(told[1], ITEMS)
    if told is None or mapping is None:
        return {}, {}, {}, ""
    reader = told[0]
    reader.known(mapping, _ITEMS, ITEMS)
    dimensions = [d for one in reader.entries(mapping, "dimensions") if (d := _dim(reader, one))]
    found = [i for one in reader.entries(mapping, "items") if (i := _item(reader, one, True))]
    found += [
        i for one in reader.entries(mapping, "purpose_items") if (i := _item(reader, one, False))
    ]
    ilo = {}
    for one in reader.entries(mapping, "ilo11"):
        entry = reader.mapping(one, "An indicator")
        number = entry and reader.number(entry, "code")
        if entry is not None and number:
            ilo[number] = reader.text(entry, "label", required="An indicator") or ""
    return (
        reader.keyed(dimensions, lambda one: one.code, "dimension"),
        reader.keyed(found, lambda one: one.code, "item"),
        ilo,
        reader.text(mapping, "source") or "",
    )


def _dim(reader: FileReader, node: Any) -> Dimension | None:
    entry = reader.mapping(node, "A dimension")
    code = entry and reader.text(entry, "code", required="A dimension")
    if entry is None or not code:
        return None
    reader.known(entry, ("code", "label", "question", "element"), f"The dimension '{code}'")
    told = {key: reader.text(entry, key, required=code) or "" for key in ("label", "question")}
    return Dimension(
        code=code,
        element=reader.choice(entry, "element", ("means", "purpose"), "means"),
        **told,
    )


def _item(reader: FileReader, node: Any, in_dimension: bool) -> Item | None:
    entry = reader.mapping(node, "An item")
    code = entry and reader.text(entry, "code", required="An item")
    if entry is None or not code:
        return None
    what = f"The item '{code}'"
    reader.known(entry, _ITEM, what)
    dimension = reader.text(entry, "dimension", required=what if in_dimension else "") or ""
    numbers = reader.texts(entry, "ilo11")
    return Item(
        code=code,
        dimension=dimension,
        label=reader.text(entry, "label", required=what) or code,
        asked=reader.text(entry, "asked", required=what if in_dimension else "") or "",
        strength=_by_profile(reader, entry, "strength", ("S", "M", "W")),
        basis=_by_profile(reader, entry, "basis", ("retold", "known", "assumed", "read")),
        profiles=reader.texts(entry, "profiles"),
        ilo11=tuple(int(one) for one in numbers if one.isascii() and one.isdigit()),
        also=reader.texts(entry, "also"),
        status=reader.choice(entry, "status", ("verified", "unverified"), "unverified"),
    )


def _by_profile(
    reader: FileReader, entry: Mapping, key: str, allowed: tuple[str, ...]
) -> dict[str, str]:
    node = entry.get(key)
    inner = reader.mapping(node, f"'{key}'") if node is not None else None
    if inner is None:
        return {}
    reader.known(inner, PROFILES, f"'{key}'")
    return {p: reader.choice(inner, p, allowed, allowed[-1]) for p in inner if p in PROFILES}


def _rules(reader: FileReader, node: Node) -> Rules:
    mapping = reader.mapping(node, RULES)
    if mapping is None:
        return _NO_RULES
    reader.known(mapping, _RULES, RULES)
    results = [r for one in reader.entries(mapping, "results") if (r := _result(reader, one))]
    flagged = []
    for one in reader.entries(mapping, "flags"):
        entry = reader.mapping(one, "A flag")
        if entry is not None:
            flag = reader.text(entry, "flag", required="A flag") or ""
            flagged.append((flag, _condition(reader, entry.get("if"), entry)))
    return Rules(
        version=reader.number(mapping, "rules") or 0,
        status=reader.choice(mapping, "status", ("verified", "unverified"), "unverified"),
        source=reader.text(mapping, "source", required=RULES) or "",
        dimension_positive=_triples(reader, mapping),
        results=reader.keyed(results, lambda one: one.code, "result"),
        adult=_rows(reader, mapping, "adult"),
        child=_rows(reader, mapping, "child"),
        floor=_floor(reader, mapping),
        flags=tuple(flagged),
        flag_advice=_texts(reader, mapping, "flag_advice"),
    )


def _triples(reader: FileReader, mapping: Mapping) -> tuple[tuple[int, int, int], ...]:
    found = []
    for one in reader.entries(mapping, "dimension_positive"):
        texts = [str(part) for part in one] if isinstance(one, list) else []
        if len(texts) != 3 or not all(text.isascii() and text.isdigit() for text in texts):
            reader.refuse(one, "This is not 'at least so many S, M, W'.", "Write [2, 0, 0].")
            continue
        strong, medium, weak = map(int, texts)
        found.append((strong, medium, weak))
    return tuple(found)


def _result(reader: FileReader, node: Any) -> Result | None:
    entry = reader.mapping(node, "A result")
    code = entry and reader.text(entry, "code", required="A result")
    if entry is None or not code:
        return None
    what = f"The result '{code}'"
    reader.known(entry, _RESULT, what)
    told = {k: reader.text(entry, k, required=what) or "" for k in ("said", "next_step", "presume")}
    return Result(
        code=code,
        advice=reader.texts(entry, "advice"),
        proposes=reader.text(entry, "proposes") or "",
        flags=reader.texts(entry, "flags"),
        **told,
    )


def _rows(reader: FileReader, mapping: Mapping, key: str) -> tuple[Row, ...]:
    found = []
    for one in reader.entries(mapping, key):
        entry = reader.mapping(one, "A row")
        if entry is not None:
            reader.known(entry, ("if", "result", "because"), "A row")
            result = reader.text(entry, "result", required="A row") or ""
            found.append(Row(_condition(reader, entry.get("if"), entry), result))
    return tuple(found)


def _condition(reader: FileReader, node: Any, at: Any) -> Condition:
    entry = reader.mapping(node if node is not None else at, "A condition")
    kind = next(iter(entry), "") if entry is not None and node is not None else ""
    if entry is None or len(entry) != 1 or kind not in _CONDITIONS:
        reader.refuse(
            at,
            "This is not one named condition.",
            f"Use exactly one of: {', '.join(_CONDITIONS)}.",
        )
        return Condition("never")
    if kind in ("all", "any"):
        parts = tuple(_condition(reader, part, at) for part in reader.entries(entry, kind))
        return Condition(kind, parts=parts)
    return Condition(str(kind), reader.texts(entry, kind))


def _floor(reader: FileReader, mapping: Mapping) -> Floor:
    entry = reader.mapping(mapping.get("floor"), "'floor'")
    if entry is None:
        return Floor()
    reader.known(entry, ("flags", "lifts", "result"), "'floor'")
    result = reader.text(entry, "result", required="'floor'") or ""
    return Floor(reader.texts(entry, "flags"), reader.texts(entry, "lifts"), result)


def _texts(reader: FileReader, mapping: Mapping, key: str) -> dict[str, str]:
    node = mapping.get(key)
    inner = reader.mapping(node, f"'{key}'") if node is not None else None
    return {k: reader.text(inner, k) or "" for k in inner} if inner is not None else {}
