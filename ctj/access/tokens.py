"""Random secrets and their digests: session tokens, one-time links, device marks, keyed digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from ctj.identity.keyring import KeyRing

TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is stored of a random token. No key is needed: nobody can try 2^256 tokens."""
    return hashlib.sha256(b"ctj/token/1\n" + token.encode()).hexdigest()


def keyed_digest(keyring: KeyRing, purpose: str, text: str) -> str:
    """What is stored of something guessable, such as an address; useless without the key ring."""
    key = keyring.derived(keyring.current, f"digest {purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
