"""Why something from outside was not taken: where it stands, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Refusal:
    """``line`` counts from 1 (0 = the whole file); ``event`` is its place in the case, from 1.

    ``field`` is the path of an answer (``charges.0.offence``), '' where none is meant.
    """

    file: str
    line: int
    reason: str
    mend: str = ""
    case: str = ""
    event: int | None = None
    transition: str = ""
    field: str = ""

    def __str__(self) -> str:
        where = [f"{self.file}, line {self.line}" if self.line else self.file]
        if self.case:
            where.append(f"case {self.case}")
        if self.event is not None:
            named = f" ({self.transition})" if self.transition else ""
            where.append(f"event {self.event}{named}")
        if self.field:
            where.append(f"field {self.field}")
        return f"{', '.join(where)}: {' '.join(part for part in (self.reason, self.mend) if part)}"

    def within(self, case: str, event: int | None = None, transition: str = "") -> Refusal:
        """The same refusal, of an event of a case."""
        return replace(self, case=case, event=event, transition=transition)


class TimelineRefused(ValueError):
    """A timeline that cannot be taken as it is; ``refusals`` names everything that was found."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(map(str, self.refusals)))
