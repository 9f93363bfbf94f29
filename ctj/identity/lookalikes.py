"""What looks like a telephone number, a paper of identity or an address, whose ever it is (C07).

Patterns, not knowledge: a hit is a warning. Dates are taken out first; dockets stand in fields of
their own, which nobody asks here.
"""

from __future__ import annotations

import re

_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+|\(?0)\d(?:[ ()./-]{0,2}\d){7,13}(?!\d)")
_DOCUMENT = re.compile(r"\b[A-Z]{1,2}\d{6,8}[A-Z]?\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? (?:[^\W\d_]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane)\b"
    r"|\b(?:Jalan|Jl\.?|Soi|Barangay|Brgy\.?) (?:[^\W\d_]+\.? ){0,3}\d"
    r"|(?:ถนน|ซอย|หมู่ที่)[^\n]{0,40}?\d"
)
#: What is found -> its word in a sentence.
KINDS = {
    "telephone": ("a telephone number", _TELEPHONE),
    "document": ("the number of a passport or card", _DOCUMENT),
    "mail": ("an address of e-mail", _MAIL),
    "street": ("an address", _STREET),
}


def looks_like(text: str) -> frozenset[str]:
    """The kinds (keys of ``KINDS``) of which something seems to stand in ``text``."""
    plain = _DATE.sub(" ", text)
    return frozenset(kind for kind, (_words, pattern) in KINDS.items() if pattern.search(plain))
