"""Where findings are collected, with the file and line of what they are about."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..definitions import Library
from .findings import Finding


@dataclass
class Found:
    """The library as read (its texts know their lines), and what was found so far."""

    library: Library
    findings: set[Finding] = field(default_factory=set)

    def refuse(self, file: str, at: Any, reason: str, mend: str) -> None:
        """Note a finding at a line, or at a text that knows its line."""
        line = at if isinstance(at, int) else getattr(at, "line", 0)
        self.findings.add(Finding(file, line, reason, mend))

    def known(self, file: str, name: str, known: Iterable[str], what: str, at: Any = None) -> bool:
        """Whether `name` is among `known`; refused at `at` (default: `name`) where it is not."""
        names = list(known)
        if name in names:
            return True
        near = difflib.get_close_matches(name, names, 3, 0.6)
        mend = (
            f"Did you mean {' or '.join(near)}?" if near else f"Add the {what}, or mend the name."
        )
        self.refuse(file, at or name, f"There is no {what} '{name}'.", mend)
        return False
