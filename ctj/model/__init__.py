"""The tables, a file per noun. Imports nothing else of ctj."""

from . import (  # noqa: F401
    absences,
    access,
    approvals,
    audit,
    cases,
    clocks,
    documents,
    drafts,
    events,
    facts,
    instance,
    notices,
    organisations,
    outbox,
    registers,
    sessions,
    tracks,
    users,
    vault,
)
from .base import Base, metadata

__all__ = ["Base", "metadata"]
