"""Guards: what must be true before our own users decide something. One small function each."""

from . import (
    approvals,
    care,
    charges,
    clocks,
    closing,
    consents,
    custody,
    evidence,
    facts,
    judgment,
    orders,
    ownership,
    people,
    process,
    registers,
    support,
    witnesses,
)
from .evaluate import evaluate
from .registry import GUARDS, Missing, guard

__all__ = [
    "GUARDS",
    "Missing",
    "approvals",
    "care",
    "charges",
    "clocks",
    "closing",
    "consents",
    "custody",
    "evaluate",
    "evidence",
    "facts",
    "guard",
    "judgment",
    "orders",
    "ownership",
    "people",
    "process",
    "registers",
    "support",
    "witnesses",
]
