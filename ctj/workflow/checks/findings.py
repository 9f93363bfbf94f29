"""What a check of the definition files found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that must be mended: where (`line` from 1; 0 = the whole file), what, and how."""

    file: str
    line: int
    reason: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.reason} {self.mend}"
