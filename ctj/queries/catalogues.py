"""The texts that CTJ says, and what of them each language says: catalogues against their sources.

Three catalogues a language: ``pages`` (templates and code), ``codes`` (code lists), ``workflows``
(everything else of ``workflows/``). A text is *unreviewed* until somebody who reads the law in that
language has taken its mark off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from ctj.language import LANGUAGES, SOURCE, catalogue, catalogue_names
from ctj.paths import PACKAGE, templates_dir, workflows_dir
from ctj.workflow.definitions import Library
from ctj.workflow.overlays import Overlay, overlays_from
from ctj.workflow.reader import load
from ctj.workflow.translated import spoken_texts

NAMES = ("pages", "codes", "workflows")
#: What says a text in code; the second and third name say one of two by number.
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "say": None,
    "mark": None,
    "ngettext": (1, 2),
    "say_many": (1, 2),
}
#: The start speaks before anything is installed, in English.
_PYTHON = [("bootstrap/**.py", "ignore"), ("**.py", "python")]
_JINJA = [("**.html", "jinja2")]
_JINJA_OPTIONS = {"**.html": {"trimmed": "false", "silent": "false"}}
PAGE = 50

Text = str | tuple[str, ...]


@dataclass(frozen=True)
class CatalogueCount:
    """One catalogue in figures."""

    language: str
    language_name: str
    name: str
    texts: int
    untranslated: int
    unreviewed: int


@dataclass(frozen=True)
class SaidText:
    """One text in English and in another language."""

    catalogue: str
    english: str
    said: str
    reviewed: bool


def counts() -> tuple[CatalogueCount, ...]:
    """Every catalogue of every language: how many texts, untranslated, not yet reviewed."""
    return tuple(
        CatalogueCount(
            language=code,
            language_name=LANGUAGES[code],
            name=name,
            texts=len(messages),
            untranslated=sum(not message.string for message in messages),
            unreviewed=sum(message.fuzzy for message in messages),
        )
        for code in LANGUAGES
        if code != SOURCE
        for name in catalogue_names(code)
        for messages in [_messages(catalogue(code, name))]
    )


def texts_of(code: str, search: str = "", only: str = "") -> tuple[SaidText, ...]:
    """The texts of a language that hold ``search``; ``only`` 'unreviewed' or 'untranslated'."""
    wanted = search.casefold()
    found = (
        SaidText(name, _plain(message.id), _plain(message.string), not message.fuzzy)
        for name in catalogue_names(code)
        for message in _messages(catalogue(code, name))
    )
    return tuple(
        text
        for text in found
        if (wanted in text.english.casefold() or wanted in text.said.casefold())
        and not (only == "unreviewed" and text.reviewed)
        and not (only == "untranslated" and text.said)
    )


def sources(library: Library, overlays: Mapping[str, Overlay]) -> Mapping[str, tuple[Text, ...]]:
    """Every text that can be said, by catalogue, each once, in a steady order."""
    codes: dict[Text, None] = {}
    workflows: dict[Text, None] = {}
    for kind, text in spoken_texts(library):
        (codes if kind in ("Code", "CodeList") else workflows)[text] = None
    for overlay in overlays.values():
        workflows.update((text, None) for text in overlay.own_words())
    pages: dict[Text, None] = {}
    for folder, method, options in (
        (PACKAGE, _PYTHON, {}),
        (templates_dir(), _JINJA, _JINJA_OPTIONS),
    ):
        found = extract_from_dir(folder, method, options, keywords=KEYWORDS)
        pages.update((said[2], None) for said in sorted(found, key=_place))
    return {
        "pages": tuple(pages),
        "codes": tuple(text for text in codes if text not in pages),
        "workflows": tuple(text for text in workflows if text not in pages and text not in codes),
    }


def sources_in_files() -> Mapping[str, tuple[Text, ...]]:
    """`sources` of the files of this checkout or wheel."""
    return sources(load(), overlays_from(workflows_dir() / "jurisdictions"))


def brought_up(code: str, name: str, texts: tuple[Text, ...]) -> Catalog:
    """The catalogue with exactly these texts: what was said stays, what is new is empty."""
    old = {
        _key(m.id): m for other in catalogue_names(code) for m in _messages(catalogue(code, other))
    }
    new = Catalog(locale=code, fuzzy=False)
    for text in texts:
        known = old.get(_key(text))
        new.add(text, known.string if known else None, flags=known.flags if known else ["fuzzy"])
    return new


def _messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def _place(found: tuple[str, int, Any, Any, Any]) -> tuple[str, int, str]:
    return found[0], found[1], str(found[2])


def _key(text: Any) -> str:
    return text if isinstance(text, str) else text[0]


def _plain(text: object) -> str:
    return " / ".join(text) if isinstance(text, list | tuple) else str(text or "")


def paged(texts: tuple[SaidText, ...], page: int) -> Iterator[SaidText]:
    """One page of the list, counted from 1."""
    yield from texts[(page - 1) * PAGE : page * PAGE]
