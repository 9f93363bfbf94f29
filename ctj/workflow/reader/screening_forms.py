"""One form of `screening/`: its steps, questions and answers."""

from __future__ import annotations

from collections.abc import Mapping as Texts
from dataclasses import replace
from typing import Any

from ..screening.definitions import PROFILES, YES, Choice, Form, FormStep, Question
from ..yaml_text import Mapping, Node
from .nodes import FileReader

_FORM = (
    "form", "version", "title", "status", "audience", "profiles", "max_minutes", "consent",
    "asks", "say_first", "never_promise", "when_not", "steps",
)  # fmt: skip
_STEP = (
    "id", "title", "text", "guidance", "before", "say_first", "when", "not_when", "questions",
)  # fmt: skip
_QUESTION = (
    "id", "text", "guidance", "by", "about", "kind", "list", "required", "choices", "stop_on",
    "code_sets",
)  # fmt: skip
_CHOICE = ("code", "label", "sets", "item", "flag", "stops", "child", "alone", "touches")
KINDS = ("choice", "choices", "code", "text")
ABOUT = ("situation", "facts", "behaviour")
AUDIENCES = ("front_line", "trained", "observation")


def read_form(reader: FileReader, node: Node) -> Form | None:
    """The form of one file."""
    mapping = reader.mapping(node, "A screening form")
    name = mapping and reader.text(mapping, "form", required="A screening form")
    if mapping is None or not name:
        return None
    what = f"The form '{name}'"
    reader.known(mapping, _FORM, what)
    for profile in reader.texts(mapping, "profiles"):
        if profile not in PROFILES:
            reader.refuse(profile, f"There is no profile '{profile}'.", "Use al, cl, as or cs.")
    return Form(
        id=name,
        version=reader.number(mapping, "version") or 0,
        title=reader.text(mapping, "title", required=what) or name,
        status=reader.choice(mapping, "status", ("verified", "unverified"), "unverified"),
        audience=reader.choice(mapping, "audience", AUDIENCES, "trained"),
        profiles=tuple(p for p in reader.texts(mapping, "profiles") if p in PROFILES),
        max_minutes=reader.number(mapping, "max_minutes") or 0,
        consent=reader.text(mapping, "consent", required=what) or "",
        asks=reader.texts(mapping, "asks"),
        steps=tuple(s for one in reader.entries(mapping, "steps") if (s := _step(reader, one))),
        say_first=reader.texts(mapping, "say_first"),
        never_promise=reader.text(mapping, "never_promise") or "",
        when_not=reader.texts(mapping, "when_not"),
    )


def _step(reader: FileReader, node: Any) -> FormStep | None:
    entry = reader.mapping(node, "A step")
    name = entry and reader.text(entry, "id", required="A step")
    if entry is None or not name:
        return None
    what = f"The step '{name}'"
    reader.known(entry, _STEP, what)
    told = {k: reader.text(entry, k, required=what) or "" for k in ("title", "text", "guidance")}
    asked = [q for one in reader.entries(entry, "questions") if (q := _question(reader, one))]
    return FormStep(
        id=name,
        questions=tuple(asked),
        before=reader.flag(entry, "before"),
        say_first=reader.flag(entry, "say_first"),
        when=_flag(reader, entry, "when"),
        not_when=_flag(reader, entry, "not_when"),
        **told,
    )


def _flag(reader: FileReader, entry: Mapping, key: str) -> str:
    """The flag of a condition `{flag: child}`; '' where there is none."""
    node = entry.get(key)
    inner = reader.mapping(node, f"'{key}'") if node is not None else None
    if inner is None:
        return ""
    reader.known(inner, ("flag",), f"'{key}'")
    return reader.choice(inner, "flag", ("child",), "")


def _question(reader: FileReader, node: Any) -> Question | None:
    entry = reader.mapping(node, "A question")
    name = entry and reader.text(entry, "id", required="A question")
    if entry is None or not name:
        return None
    what = f"The question '{name}'"
    reader.known(entry, _QUESTION, what)
    choices = [c for one in reader.entries(entry, "choices") if (c := _choice(reader, one))]
    return Question(
        id=name,
        text=reader.text(entry, "text", required=what) or "",
        # An absent one is refused by the checks, with what it is for.
        guidance=reader.text(entry, "guidance") or "",
        kind=reader.choice(entry, "kind", KINDS, "choice"),
        by=reader.choice(entry, "by", ("person", "officer"), "person"),
        about=reader.choice(entry, "about", ABOUT, ""),
        list=reader.text(entry, "list") or "",
        required=reader.flag(entry, "required"),
        choices=(*choices, *_of_list(reader, entry)),
    )


def _choice(reader: FileReader, node: Any) -> Choice | None:
    entry = reader.mapping(node, "An answer")
    code = entry and reader.text(entry, "code", required="An answer")
    if entry is None or not code:
        return None
    reader.known(entry, _CHOICE, f"The answer '{code}'")
    item = reader.text(entry, "item")
    return Choice(
        code=code,
        label=reader.text(entry, "label", required=f"The answer '{code}'") or code,
        sets={**_sets(reader, entry.get("sets")), **({item: YES} if item else {})},
        flag=reader.text(entry, "flag") or "",
        stops=reader.text(entry, "stops") or "",
        child=reader.flag(entry, "child"),
        alone=reader.flag(entry, "alone"),
        touches=reader.choice(entry, "touches", ("labour", "sexual"), ""),
    )


def _sets(reader: FileReader, node: Any) -> dict[str, str]:
    inner = reader.mapping(node, "'sets'") if node is not None else None
    if inner is None:
        return {}
    allowed = (YES, "no", "not_applicable")
    return {k: reader.choice(inner, k, allowed, "not_applicable") for k in inner}


def _of_list(reader: FileReader, entry: Mapping) -> list[Choice]:
    """What codes of a code list bring with them; their labels are those of the list."""
    found: dict[str, Choice] = {}
    for key in ("stop_on", "code_sets"):
        node = entry.get(key)
        inner: Texts[str, Any] | None = reader.mapping(node, f"'{key}'") if node else None
        for code in inner or {}:
            old = found.get(code, Choice(code, ""))
            value = (inner or {})[code]
            if key == "stop_on":
                found[code] = replace(old, stops=str(value))
            else:
                found[code] = replace(old, sets=_sets(reader, value))
    return list(found.values())
