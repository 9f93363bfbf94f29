"""Which persons a running text names, found without opening anything (C07).

Where a script parts its words, words are compared. Thai, Lao, Khmer and Burmese run on: there every
stretch of signs of a length that names have is compared, from each place where a syllable can
begin. The lengths are tried, not stored: they would tell an attacker with the database something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .index import digests, normalised, tokens, words
from .keyring import KeyRing

#: Signs of scripts that write a sentence as one run.
_RUN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
#: A window does not begin within a syllable: with a vowel sign, a tone, a sign under a letter.
_INSIDE = re.compile(
    "[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1060\u17b4-\u17d3\u17dd]"
)
_SHORTEST, _LONGEST = 3, 24
_ENOUGH = 2
NAME = "name"
#: Purposes of the index whose one token is enough.
NUMBERS = ("documents", "contact")
_NUMBER = re.compile(r"[^\W_][\w./-]*\d[\w./-]*")
#: Family names and particles that a whole people shares: they name nobody, however many are met.
_FILLERS = frozenset(
    """nguyen tran pham phan hoang huynh dang bui van thi duc bin binti binte ibn abdul abd
    dela del las los san mrs""".split()  # noqa: SIM905 - prose is easier to review
)
#: Names that thousands bear, or that are words of a language: alone they name nobody.
_COMMON = frozenset(
    """maria santos reyes cruz garcia muhammad mohammad mohamed ahmad haji siti nur
    may june april august summer hope grace joy faith mercy rose angel mark will bill grant
    prince princess king baby star sunny lucky precious victor victoria dawn ivy lily daisy
    violet ruby pearl amber crystal diamond gloria paz luz rey mar sol cielo ligaya bayani
    indah dewi putri putra bulan bintang cahaya melati mawar surya setia budi jaya mega
    police officer court judge lawyer doctor""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class NameDigests:
    """What is known of one name of one person, under one version of the index key."""

    person: str
    version: int
    digests: frozenset[bytes]


@dataclass(frozen=True)
class _Spoken:
    """A word of the text. ``weight``: 2 if alone it is enough to name somebody, 1 if two such
    words are, 0 if it counts only where the whole name stands."""

    word: str
    weight: int


def named_in(keyring: KeyRing, text: str, names: Mapping[str, list[NameDigests]]) -> Iterator[str]:
    """The persons (keys of ``names``) whom ``text`` names: by a word of their name that is no
    ordinary word and is written like a name, by two that are not, or by all of them."""
    spoken = list(_spoken(text))
    by_version: dict[int, dict[bytes, int]] = {}
    for person, known in names.items():
        if any(_hit(one, _of_version(keyring, spoken, one.version, by_version)) for one in known):
            yield person


def numbered_in(
    keyring: KeyRing, purpose: str, text: str, numbers: Mapping[str, list[NameDigests]]
) -> Iterator[str]:
    """The persons whose document number, telephone number or address of e-mail stands in a text."""
    found = tokens(purpose, text)
    if purpose == "documents":
        found |= {token for one in _NUMBER.findall(text) for token in tokens(purpose, one)}
    for person, known in numbers.items():
        for one in known:
            if found and one.digests & set(digests(keyring, purpose, found, one.version).values()):
                yield person
                break


def _of_version(
    keyring: KeyRing, spoken: list[_Spoken], version: int, kept: dict[int, dict[bytes, int]]
) -> Mapping[bytes, int]:
    if version not in kept:
        weights: dict[str, int] = {}
        for one in spoken:
            weights[one.word] = max(weights.get(one.word, 0), one.weight)
        by_word = digests(keyring, NAME, weights, version)
        kept[version] = {digest: weights[word] for word, digest in by_word.items()}
    return kept[version]


def _hit(name: NameDigests, said: Mapping[bytes, int]) -> bool:
    hits = [said[one] for one in name.digests if one in said]
    return sum(hits) >= _ENOUGH or len(hits) == len(name.digests) > 1


def _spoken(text: str) -> Iterator[_Spoken]:
    for part in text.split():
        for word in words(normalised(part)):
            yield _Spoken(word, _weight(word, part))
    for run in _RUN.findall(normalised(text)):
        yield from (_Spoken(one, _ENOUGH if len(one) > _SHORTEST else 0) for one in _windows(run))


def _weight(word: str, part: str) -> int:
    """A word of four letters that is written like a name is enough; one that is not, or that many
    bear, is half of it."""
    if word in _FILLERS or len(word) < 2:
        return 0
    first = next((sign for sign in part if sign.isalpha()), "")
    half = len(word) <= _SHORTEST or word in _COMMON or first.islower()
    return _ENOUGH // 2 if half else _ENOUGH


def _windows(run: str) -> Iterator[str]:
    for start, sign in enumerate(run):
        if _INSIDE.match(sign):
            continue
        for end in range(start + _SHORTEST, min(start + _LONGEST, len(run)) + 1):
            if end == len(run) or not _INSIDE.match(run[end]):
                yield run[start:end]
