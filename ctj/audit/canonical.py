"""The one text that a value has (docs/audit-format.md, section 1), and the hash of a row.

JSON with sorted keys, no spaces, Unicode in NFC, instants in UTC to the microsecond, and no
floating-point numbers, whose text differs between machines.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

#: Version of the row's layout; stands in every body and in the tag that is hashed before it.
VERSION = 1
#: Hashed before the body of a row, so that these bytes are a row and nothing else.
ROW_TAG = b"ctj/audit/row/1\n"
#: Whole numbers beyond this are not kept exactly by every JSON reader.
_GREATEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value that has no single text: a float, a naive time, a key twice, a broken character."""


def canonical(value: Any) -> str:
    """The canonical text of a value of plain parts. Raises NotCanonical."""
    plain = _plain(value)
    return json.dumps(
        plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def instant(moment: datetime) -> str:
    """An aware instant as ``2026-03-01T09:05:00.000000Z``."""
    if moment.tzinfo is None:
        raise NotCanonical("a time without zone has no place in the audit")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def row_hash(body: str) -> str:
    """SHA-256, in hexadecimal, of the tag and the canonical body."""
    return sha256(ROW_TAG + body.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        if abs(value) > _GREATEST:
            raise NotCanonical("a whole number in the audit must stay below 2**53")
        return int(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return _collection(value)


def _collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        plain = {_key(key): _plain(part) for key, part in value.items()}
        if len(plain) != len(value):
            raise NotCanonical("two keys of one object are the same text")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    raise NotCanonical(f"a {type(value).__name__} has no canonical text; give it as text")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical("keys in the audit are texts")
    return _text(key)


def _text(text: str) -> str:
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise NotCanonical("a text in the audit holds half a character")
    return unicodedata.normalize("NFC", text)
