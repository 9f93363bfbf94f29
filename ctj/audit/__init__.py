"""The audit: one chain of hashed rows for each case and one for the instance; anchors; proof.

`chain.append` is called by `ctj/transaction.py` just before the commit; `verify.py` walks what was
written; `anchors.py` signs checkpoints that leave the machine. The bytes are specified in
docs/audit-format.md. Holds no identity value: only salted commitments to them. Knows tables alone.
"""

from .chain import INSTANCE, Entry, Head, append, case_chain, lock
from .commitments import IdentityValue

__all__ = ["INSTANCE", "Entry", "Head", "IdentityValue", "append", "case_chain", "lock"]
