"""Search before create: who may be the person that somebody is about to add (C05).

Wider than `seal.matches`: a word counts as it is, in Latin letters, or by its sound, in any order;
and a whole name counts as one word. Nothing is opened. Whether the searcher may learn of a person
is for the caller to decide, who must answer alike if not.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from ctj.model.vault import BlindIndex

from .family import kept_for
from .index import LATIN, PURPOSES, SOUND, digests, joined, normalised, tokens, words
from .keyring import KeyRing
from .sounds import in_latin, sound

#: The ways to be like somebody, closest first.
CLOSENESS = ("documents", "contact", "name", LATIN, SOUND)
_Digest = tuple[str, bytes]


def likely(connection: Connection, keyring: KeyRing, text: str) -> Mapping[str, str]:
    """Ids of persons whom ``text`` may mean, each with the widest way (of `CLOSENESS`) that it
    took to find them. A number or address is enough; of a name every word must be met."""
    names, numbers = _wanted_names(keyring, text), _wanted_numbers(keyring, text)
    have = _found(connection, {*names, *numbers})
    told: dict[str, str] = {}
    for person, digests_ in have.items():
        by_number = {numbers[one] for one in digests_ if one in numbers}
        way = min(by_number, key=CLOSENESS.index) if by_number else _by_name(text, names, digests_)
        if way is not None:
            told[person] = way
    kept = kept_for(connection, told)
    found: dict[str, str] = {}
    for person, way in told.items():
        closest = min(way, found.get(kept[person], way), key=CLOSENESS.index)
        found[kept[person]] = closest
    return found


def _wanted_names(keyring: KeyRing, text: str) -> dict[_Digest, tuple[str, str]]:
    """What to look for: digest -> (purpose, token)."""
    spelled = words(normalised(text))
    one = "".join(spelled)
    asked: dict[str, set[str]] = {
        "name": {*spelled, one},
        LATIN: {*map(in_latin, [*spelled, one]), joined(in_latin(one))},
        SOUND: {*map(sound, [*spelled, one]), joined(sound(one))},
    }
    return {
        (purpose, digest): (purpose, token)
        for purpose, found in asked.items()
        for version in keyring.versions
        for token, digest in digests(keyring, purpose, found - {""}, version).items()
    }


def _wanted_numbers(keyring: KeyRing, text: str) -> dict[_Digest, str]:
    return {
        (purpose, digest): purpose
        for purpose in PURPOSES
        if purpose != "name"
        for version in keyring.versions
        for digest in digests(keyring, purpose, tokens(purpose, text), version).values()
    }


def _found(connection: Connection, wanted: set[_Digest]) -> dict[str, set[_Digest]]:
    have: dict[str, set[_Digest]] = {}
    rows = connection.execute(
        select(BlindIndex.person_id, BlindIndex.purpose, BlindIndex.digest).where(
            BlindIndex.purpose.in_((*PURPOSES, LATIN, SOUND)),
            BlindIndex.digest.in_(sorted({digest for _purpose, digest in wanted})),
        )
    )
    for person, purpose, digest in rows:
        if (purpose, bytes(digest)) in wanted:
            have.setdefault(person, set()).add((purpose, bytes(digest)))
    return have


def _by_name(text: str, names: Mapping[_Digest, tuple[str, str]], have: set[_Digest]) -> str | None:
    """The widest of the ways by which the words were met; None if one was not."""
    met = {names[one] for one in have if one in names}
    spelled = words(normalised(text))
    ways = [_way(word, met) for word in spelled]
    if all(ways):
        return max((way for way in ways if way), key=CLOSENESS.index)
    one = "".join(spelled)
    return _way(one, met) if len(spelled) > 1 else _whole(one, met)


def _way(word: str, met: set[tuple[str, str]]) -> str | None:
    for purpose, key in (("name", word), (LATIN, in_latin(word)), (SOUND, sound(word))):
        if (purpose, key) in met:
            return purpose
    return None


def _whole(word: str, met: set[tuple[str, str]]) -> str | None:
    """One word that is a name of several, as Thai, Khmer and Burmese write it."""
    for purpose, key in ((LATIN, in_latin(word)), (SOUND, sound(word))):
        if (purpose, joined(key)) in met:
            return purpose
    return None
