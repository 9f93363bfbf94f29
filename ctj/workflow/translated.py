"""The definitions in another language: the same ids, guards, facts and hashes, other words.

What is said to a reader is listed here by kind of definition; the rest is for machines. Names
of countries and currencies are the Unicode CLDR's and need no catalogue; languages are asked of the
CLDR first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from babel import Locale
from babel.core import get_global

from .definitions import (
    ClockDefinition,
    Code,
    CodeList,
    FactDefinition,
    Field,
    FormPage,
    GuardDefinition,
    GuardUse,
    Library,
    RegisterDefinition,
    Role,
    State,
    TodayEntry,
    TrackDefinition,
    Transition,
)
from .screening.definitions import (
    Choice,
    Dimension,
    Form,
    FormStep,
    Item,
    Question,
    Result,
    Screening,
)

Say = Callable[[str], str]

#: What a reader may read, by kind of definition; of a mapping (statuses), each value.
SPOKEN: Mapping[type, tuple[str, ...]] = {
    State: ("label",),
    TodayEntry: ("heading",),
    Field: ("label", "help"),
    FormPage: ("title",),
    GuardUse: ("sentence",),
    Transition: ("label", "occurred_label", "occurred_help"),
    TrackDefinition: ("label",),
    RegisterDefinition: ("label", "row_label", "statuses"),
    GuardDefinition: ("sentence",),
    ClockDefinition: ("label",),
    Code: ("label",),
    CodeList: ("title",),
    FactDefinition: ("label",),
    Role: ("label", "may", "may_not"),
    Screening: ("ilo11",),
    Dimension: ("label", "question"),
    Item: ("label", "asked"),
    Result: ("said", "next_step", "presume"),
    Choice: ("label",),
    Question: ("text", "guidance"),
    FormStep: ("title", "text", "guidance"),
    Form: ("title", "say_first", "never_promise", "when_not"),
}
#: Lists whose names the CLDR gives, and where it keeps them.
CLDR_LISTS = {"country": "territories", "currency": "currencies", "language": "languages"}


def translated(library: Library, say: Say, language: str) -> Library:
    """The library with every spoken text said by ``say``, and names of the CLDR by it."""
    codes = {
        name: _from_cldr(listed, say, language) if name in CLDR_LISTS else _said(listed, say)
        for name, listed in library.codes.items()
    }
    spoken: Library = _said(library, say, leave=("codes", "source"))
    return replace(spoken, codes=codes, source=library)


def spoken_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Each text with the kind of definition that says it; twice where it is said twice."""
    for name, listed in library.codes.items():
        yield "CodeList", listed.title
        yield from (("Code", one.label) for one in listed.codes.values() if not _in_cldr(name, one))
    for part in fields(library):
        if part.name != "codes":
            yield from _texts(getattr(library, part.name))


def _in_cldr(list_id: str, code: Code) -> bool:
    return list_id in CLDR_LISTS and _cldr_name(list_id, code.code, "en") is not None


def _cldr_name(list_id: str, code: str, language: str) -> str | None:
    names = getattr(Locale.parse(language), CLDR_LISTS[list_id])
    short = get_global("language_aliases") if list_id == "language" else {}
    found: str | None = names.get(code) or names.get(short.get(code, ""))
    return found


def _said(value: Any, say: Say, leave: Iterable[str] = ()) -> Any:
    """A definition, or a collection of them, with its spoken texts said."""
    if isinstance(value, tuple):
        return tuple(_said(one, say) for one in value)
    if isinstance(value, Mapping):
        return {key: _said(one, say) for key, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    spoken = SPOKEN.get(type(value), ())
    changed = {}
    for part in fields(value):
        if part.name in leave:
            continue
        old = getattr(value, part.name)
        new = _words(old, say) if part.name in spoken else _said(old, say)
        if new is not old:
            changed[part.name] = new
    return replace(value, **changed) if changed else value


def _words(value: Any, say: Say) -> Any:
    if isinstance(value, Mapping):
        return {key: say(text) for key, text in value.items()}
    if isinstance(value, tuple):
        return tuple(say(text) for text in value)
    return say(value) if value else value


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif is_dataclass(value):
        spoken = SPOKEN.get(type(value), ())
        for part in fields(value):
            held = getattr(value, part.name)
            if part.name not in spoken:
                yield from _texts(held)
            else:
                several = held.values() if isinstance(held, Mapping) else held
                texts = (held,) if isinstance(held, str | None) else several
                yield from ((type(value).__name__, text) for text in texts if text)


def _from_cldr(listed: CodeList, say: Say, language: str) -> CodeList:
    codes = {
        code: replace(one, label=_cldr_name(listed.id, code, language) or say(one.label))
        for code, one in listed.codes.items()
    }
    return replace(listed, title=say(listed.title), codes=codes)
