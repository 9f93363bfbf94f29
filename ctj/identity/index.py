"""The blind index: keyed digests of what a person can be found by, and of nothing else (C05).

Names are split into tokens, which match in any order; documents and telephone numbers count whole,
without the signs between. What takes few values (sex, nationality, a date of birth) is never
indexed: its digests could be counted back. Each purpose has its own key.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ctj.model.base import new_id

from .keyring import KeyRing


@dataclass(frozen=True)
class Purpose:
    """``digest_bytes``: how much of the HMAC is kept. ``whole``: the value is one token."""

    id: str
    digest_bytes: int
    whole: bool


#: Field groups that can be searched. Groups that are absent here are never indexed.
PURPOSES: Mapping[str, Purpose] = {
    "name": Purpose("name", digest_bytes=8, whole=False),
    "documents": Purpose("documents", digest_bytes=16, whole=True),
    "contact": Purpose("contact", digest_bytes=16, whole=True),
}
#: Fields of a searchable group that take too few values, or that are text and no identifier.
NEVER = frozenset({"sex", "gender", "nationality", "citizenship", "birth_year", "birth_date"})

_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_LETTERS_ALIKE = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "’": None, "'": None})
#: Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")


def normalised(text: str) -> str:
    """NFKC and case-folded; marks on Latin, Greek and Cyrillic letters are dropped, so that
    'Nguyễn' is found by 'Nguyen'; marks of other scripts are letters and stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS_ALIKE)


def tokens(purpose: str, text: str) -> frozenset[str]:
    """What of ``text`` is looked up for a purpose; empty if nothing of it can be."""
    plain = normalised(text)
    if not PURPOSES[purpose].whole:
        return frozenset(words(plain))
    if "@" in plain:
        return frozenset({"".join(plain.split())})
    joined = "".join(sign for sign in plain if sign.isalnum())
    return frozenset({joined}) if len(joined) >= 4 else frozenset()


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
    return tokens(group, text)


def digests(keyring: KeyRing, purpose: str, found: Iterable[str], version: int) -> dict[str, bytes]:
    """The keyed digest of each token under one version of the index key."""
    key = keyring.index_key(version, purpose)
    length = PURPOSES[purpose].digest_bytes
    return {token: hmac.digest(key, token.encode(), sha256)[:length] for token in found}


def index_rows(
    keyring: KeyRing, person: str, field: str, group: str, text: str
) -> list[dict[str, object]]:
    """The index rows of one field under the newest key; none for what must not be searchable."""
    version = keyring.current
    found = indexed_tokens(group, field, text)
    kept = set(digests(keyring, group, found, version).values()) if found else set()
    return [
        {
            "id": new_id(),
            "person_id": person,
            "field": field,
            "purpose": group,
            "key_version": version,
            "digest": digest,
        }
        for digest in sorted(kept)
    ]
