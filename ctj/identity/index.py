"""The blind index: keyed digests of what a person can be found by, and of nothing else (C05).

Names are split into tokens, which match in any order; numbers of documents, telephone numbers and
addresses of e-mail count whole, without the signs between. What takes few values (sex, nationality,
a date of birth) is never indexed: its digests could be counted back. Each purpose has its own key.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ctj.model.base import new_id

from .keyring import KeyRing
from .sounds import in_latin, sound


@dataclass(frozen=True)
class Purpose:
    """``digest_bytes``: how much of the HMAC is kept. ``every``: a search must meet all tokens of
    what was typed; else one of them is enough."""

    id: str
    digest_bytes: int
    every: bool


#: Field groups that can be searched. Groups that are absent here are never indexed.
PURPOSES: Mapping[str, Purpose] = {
    "name": Purpose("name", digest_bytes=8, every=True),
    "documents": Purpose("documents", digest_bytes=16, every=False),
    "contact": Purpose("contact", digest_bytes=16, every=False),
}
#: A name is found by its words as they are, in Latin letters, and by their sound; each of these is
#: a purpose with a key of its own, so that no digest of one says anything of another.
LATIN, SOUND = "name_latin", "name_sound"
#: How long a digest of each purpose is. Sounds are coarse by design, and kept shorter.
_DIGEST_BYTES = {**{one.id: one.digest_bytes for one in PURPOSES.values()}, LATIN: 8, SOUND: 6}
#: Fields of a searchable group that take too few values, or that are text and no identifier.
NEVER = frozenset({"sex", "gender", "nationality", "citizenship", "birth_year", "birth_date"})

#: More words than this are a narrative and no name.
_LONGEST_NAME = 12
_LONGEST_NUMBER = 24
_EMAIL = re.compile(r"[^\s<>,;@]+@[^\s<>,;@]+")
_TELEPHONE = re.compile(r"[+(]?\d[\d\s()./-]{5,}\d")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_LETTERS_ALIKE = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "’": None, "'": None})


def normalised(text: str) -> str:
    """NFKC and case-folded; marks on Latin, Greek and Cyrillic letters are dropped, so that
    'Nguyễn' is found by 'Nguyen'; marks of other scripts are letters and stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS_ALIKE)


def tokens(purpose: str, text: str) -> frozenset[str]:
    """What of ``text`` is looked up for a purpose; empty if nothing of it can be."""
    plain = normalised(text)
    if purpose == "documents":
        return frozenset(_numbers(plain))
    if purpose == "contact":
        return frozenset(_reached_at(plain))
    return frozenset(words(plain))


def _numbers(plain: str) -> Iterator[str]:
    """Numbers of documents: the whole text if it is short, and each part that has four digits."""
    parts = ["".join(filter(str.isalnum, part)) for part in plain.split()]
    whole = "".join(parts)
    if len(whole) <= _LONGEST_NUMBER:
        parts.append(whole)
    return (part for part in parts if sum(map(str.isdigit, part)) >= 4)


def _reached_at(plain: str) -> Iterator[str]:
    """Addresses of e-mail, and telephone numbers by their last nine digits: the same at home and
    from abroad."""
    yield from _EMAIL.findall(plain)
    for found in _TELEPHONE.findall(plain):
        digits = "".join(filter(str.isdigit, found))
        if len(digits) >= 7:
            yield digits[-9:]


def words(plain: str) -> list[str]:
    """The words of a normalised text, in order. Marks of Asian scripts belong to their word."""
    cleaned = "".join(s if _belongs_to_word(s) else " " for s in plain)
    return cleaned.split()


def _belongs_to_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def indexed_tokens(group: str, field: str, text: str) -> frozenset[str]:
    """The tokens to write for one field of one person: none for what must not be searchable."""
    if group not in PURPOSES or field in NEVER:
        return frozenset()
    found = tokens(group, text)
    return found if len(found) <= _LONGEST_NAME else frozenset()


def keys_of(purpose: str, text: str) -> dict[str, frozenset[str]]:
    """By purpose, all that ``text`` is written under: for a name also its Latin letters, its
    sounds, and all of it as one word, since some scripts part no words."""
    found = {purpose: tokens(purpose, text)}
    if purpose == "name" and found["name"]:
        spelled = words(normalised(text))
        for kind, key in ((LATIN, in_latin), (SOUND, sound)):
            keys = {key(word) for word in spelled}
            if 1 < len(spelled) <= _LONGEST_NAME:
                keys.add(joined(key("".join(spelled))))
            found[kind] = frozenset(keys - {"", joined("")})
    return found


def joined(key: str) -> str:
    """The mark of several words that are looked for as one. It meets one word and never another
    such mark: names that only sound alike from end to end are not one name."""
    return f"={key}"


def digests(keyring: KeyRing, purpose: str, found: Iterable[str], version: int) -> dict[str, bytes]:
    """The keyed digest of each token under one version of the index key."""
    key = keyring.index_key(version, purpose)
    length = _DIGEST_BYTES[purpose]
    return {token: hmac.digest(key, token.encode(), sha256)[:length] for token in found}


def index_rows(
    keyring: KeyRing, person: str, field: str, group: str, text: str
) -> list[dict[str, object]]:
    """The index rows of one field under the newest key; none for what must not be searchable."""
    version = keyring.current
    if not indexed_tokens(group, field, text):
        return []
    return [
        {
            "id": new_id(),
            "person_id": person,
            "field": field,
            "purpose": purpose,
            "key_version": version,
            "digest": digest,
        }
        for purpose, found in keys_of(group, text).items()
        for digest in sorted(set(digests(keyring, purpose, found, version).values()))
    ]
