"""Every text is in every catalogue, keeps its placeholders, and is not too long."""

import re
from collections.abc import Iterator, Mapping

import pytest
from babel.messages.catalog import Message

from ctj.language import LANGUAGES, SOURCE, catalogue, translations
from ctj.queries.catalogues import NAMES, Text, sources_in_files

OTHERS = [code for code in LANGUAGES if code != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%s|%d")
#: A button or label may be this much longer than the English one before it breaks its place.
LONGER, SPARE = 2.0, 14


@pytest.fixture(scope="module")
def texts() -> Mapping[str, tuple[Text, ...]]:
    return sources_in_files()


def messages(code: str, name: str) -> Iterator[Message]:
    return (message for message in catalogue(code, name) if message.id)


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_has_each_text_and_no_other(
    code: str, name: str, texts: Mapping[str, tuple[Text, ...]]
) -> None:
    """`ctj translations update` was run after the last text changed."""
    there = {str(message.id) for message in messages(code, name)}
    asked = {str(text) for text in texts[name]}
    assert sorted(asked - there) == []
    assert sorted(there - asked) == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_said(code: str, name: str) -> None:
    """In every form that the language's plural asks for."""
    assert [message.id for message in messages(code, name) if not all(strings(message))] == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_placeholders_are_those_of_the_english(code: str, name: str) -> None:
    """A lost placeholder loses a name or a date; an invented one is a 500."""
    wrong = [
        (message.id, said)
        for message in messages(code, name)
        for said in strings(message)
        if said and set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(longest(message)))
    ]
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_no_label_outgrows_its_place(code: str, name: str) -> None:
    """Labels and buttons, not sentences: those wrap."""
    long = [
        (message.id, said)
        for message in messages(code, name)
        for said in strings(message)
        if not longest(message).rstrip().endswith((".", "?", ":"))
        and visible(said) > LONGER * visible(longest(message)) + SPARE
    ]
    assert long == []


def test_a_plural_counts_in_languages_without_one() -> None:
    for code in OTHERS:
        for number in (1, 3):
            said = translations(code).ungettext("%(num)d day", "%(num)d days", number)
            assert said.startswith("%(num)d") and "day" not in said


def strings(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, list | tuple) else (str(said),)


def longest(message: Message) -> str:
    return max(message.id, key=len) if isinstance(message.id, list | tuple) else str(message.id)


def visible(text: str) -> int:
    """Characters that take width: Thai vowels and tones above and below take none."""
    return sum(
        not (ord(c) == 0x0E31 or 0x0E34 <= ord(c) <= 0x0E3A or 0x0E47 <= ord(c) <= 0x0E4E)
        for c in text
    )
