"""Public references of cases: random, read aloud without doubt (C02)."""

from __future__ import annotations

import secrets

#: No vowels and nothing that looks alike: a reference is read aloud and spells no word (C02).
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 8


def new_reference(jurisdiction: str) -> str:
    """A random public reference: nothing about order, time or agency can be read from it."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{jurisdiction}-{drawn[:4]}-{drawn[4:]}"
