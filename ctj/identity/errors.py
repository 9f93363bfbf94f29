"""What can go wrong with keys and seals. No message ever holds a value, a key or a nonce."""

from __future__ import annotations


class SealBroken(Exception):
    """A sealed value does not open here: it was altered, moved, or its key is another one."""


class Erased(Exception):
    """The person's key was destroyed on record; nothing can be sealed for or opened of her."""
