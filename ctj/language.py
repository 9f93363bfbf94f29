"""The language in force, and texts said in it.

The English text is the key. A text that nobody has reviewed carries the PO format's own mark for
that (``fuzzy``) and is used all the same. Catalogues are compiled in memory from
``ctj/translations/<language>/*.po``, so that no built file can lag behind its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent / "translations"
#: Languages of the interface, each by its own name; the first is the language of the sources.
LANGUAGES = {"en": "English", "id": "Bahasa Indonesia", "th": "ไทย"}
SOURCE = "en"

_in_force: ContextVar[str] = ContextVar("ctj_language", default=SOURCE)
_era: ContextVar[str] = ContextVar("ctj_era", default="gregorian")


def language() -> str:
    """The code of the language in force: of the reader, in a request; English otherwise."""
    return _in_force.get()


def speak(code: str) -> None:
    """From here on in this context, say texts in that language; English where it is not known."""
    _in_force.set(code if code in LANGUAGES else SOURCE)


def era() -> str:
    """How years are shown to the reader: 'gregorian' or 'buddhist'."""
    return _era.get()


def count_years(shown: str) -> None:
    """From here on in this context, show years so: what the overlay's calendar_display says."""
    _era.set(shown)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say texts in that language inside the block, and years as Gregorian ones."""
    token = _in_force.set(code if code in LANGUAGES else SOURCE)
    years = _era.set("gregorian")
    try:
        yield
    finally:
        _in_force.reset(token)
        _era.reset(years)


def mark(text: str) -> str:
    """The text as it stands: said later, where it is read; the extraction finds it here."""
    return text


def say(text: str, **values: object) -> str:
    """The text in the language in force, its ``%(name)s`` filled; English where it has none."""
    said = (
        text if not text or language() == SOURCE else str(translations(language()).ugettext(text))
    )
    return said % values if values else said


def say_many(one: str, many: str, number: int, **values: object) -> str:
    """As `say`, for a number of things; ``%(num)d`` is the number."""
    said = translations(language()).ungettext(one, many, number)
    return str(said) % {"num": number, **values}


@cache
def translations(code: str) -> NullTranslations:
    """Everything said in a language, compiled once a process."""
    if code == SOURCE or code not in LANGUAGES:
        return NullTranslations()
    whole = Catalog(locale=code)
    for name in catalogue_names(code):
        for message in catalogue(code, name):
            if message.id and message.string:
                whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(fp=compiled)


def catalogue_names(code: str) -> tuple[str, ...]:
    """The catalogues of a language, in the order of their names."""
    return tuple(path.stem for path in sorted((FOLDER / code).glob("*.po")))


def catalogue(code: str, name: str) -> Catalog:
    """One catalogue as it lies in the folder, with its marks."""
    with (FOLDER / code / f"{name}.po").open("rb") as file:
        return read_po(file, locale=Locale.parse(code))
