"""The vault: what identifies a person, sealed field by field; keys, blind index, erasure.

Write in through `seal.py`; narratives of a case are opened through `narratives.py`; `open.py` opens
persons and may be imported by `casework/reveal.py` alone. `ciphers.py` is for this room only.
Knows tables, and nothing of access, audit, Flask or workflow: who may look is decided before.
"""

from ctj.key_files import KeyRefused

from .errors import Erased, SealBroken
from .keyring import KeyRing, key_file

__all__ = ["Erased", "KeyRefused", "KeyRing", "SealBroken", "key_file"]
