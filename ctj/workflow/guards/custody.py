"""Guards about custody."""

from __future__ import annotations

from typing import Any

from ..situation import Situation
from .look import register, rows
from .registry import Missing, guard


@guard("custody_ended")
def custody_ended(situation: Situation, /, **args: Any) -> Missing | None:
    """No custody of this accused is open in this case."""
    definition = register(situation, "custody")
    held = definition.open_statuses if definition else ()
    still_held = any(row.status in held for row in rows(situation, "custody"))
    return Missing() if still_held else None
