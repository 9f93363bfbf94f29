"""Passwords: Argon2id, length, and a list of what everybody tries first (C20).

There is always a second factor, so twelve characters are asked for; nothing about their kinds, and
no change by the calendar (NIST SP 800-63B-4).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ctj.language import say

from .errors import WeakPassword
from .settings import AccessSettings

SHORTEST, LONGEST = 12, 256


class Passwords:
    """Hashing and checking with the settings' cost."""

    def __init__(self, settings: AccessSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.hash_passes,
            memory_cost=settings.hash_memory_kib,
            parallelism=settings.hash_lanes,
        )

    def hash(self, password: str) -> str:
        """What is stored. The password has passed `check_new`."""
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether it is the one. Takes as long where nothing is stored as where it is wrong."""
        known = stored or _of_nobody(self._hasher)
        try:
            right = self._hasher.verify(known, _normal(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed at another cost and should be hashed anew."""
        return self._hasher.check_needs_rehash(stored)


@cache
def _of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("the password of nobody at all")


def check_new(password: str, *, email: str) -> None:
    """Raises WeakPassword unless it may be chosen by the user with this e-mail address."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise WeakPassword(
            say(
                "A password needs at least %(shortest)s characters. A few words in a row are good.",
                shortest=SHORTEST,
            )
        )
    if len(normal) > LONGEST:
        raise WeakPassword(
            say("A password may have at most %(longest)s characters.", longest=LONGEST)
        )
    plain = normal.casefold()
    if plain in common_passwords() or _repeats(plain) or _is_run(plain):
        raise WeakPassword(
            say(
                "This password is among the first that anybody tries. Choose "
                "another: a few words that do not belong together are good."
            )
        )
    if email.casefold().split("@")[0] in plain and len(email.split("@")[0]) > 3:
        raise WeakPassword(say("The password holds your e-mail address. Choose one that does not."))


@cache
def common_passwords() -> frozenset[str]:
    """The block list: one a line, in lower case, twelve characters or more."""
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _normal(password: str) -> str:
    """The same characters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


def _repeats(plain: str) -> bool:
    """One short piece over and over: 'aaaaaaaaaaaa', 'abc1abc1abc1'."""
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def _is_run(plain: str) -> bool:
    """A row of neighbours: '123456789012', 'abcdefghijkl', or one of the keyboard."""
    rows = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    return any(plain in row or plain[::-1] in row for row in rows)
