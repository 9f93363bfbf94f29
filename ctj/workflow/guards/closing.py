"""Guards about closing a case: nothing is forgotten."""

from __future__ import annotations

from typing import Any

from ..situation import Situation
from .look import labels
from .registry import Missing, guard


@guard("no_accused_charged")
def no_accused_charged(situation: Situation, /, **args: Any) -> Missing | None:
    """Nobody in the case was charged; a charge of unknown date is one."""
    charged = [
        subject
        for (unit, subject), facts in situation.projection.facts.items()
        if unit == "accused" and "charged" in facts
    ]
    return Missing({"subject": labels(situation, charged)}) if charged else None


@guard("no_open_requests")
def no_open_requests(situation: Situation, /, **args: Any) -> Missing | None:
    """No outgoing request of the case is open."""
    still_open = []
    for track in situation.projection.tracks.values():
        definition = situation.library.by_hash.get(track.definition_hash)
        if (
            definition is None
            or definition.runs_for != "request"
            or not track.track.endswith("_out")
        ):
            continue
        state = definition.states.get(track.state)
        if state is not None and not state.is_done:
            still_open.append(definition.label)
    if not still_open:
        return None
    return Missing({"n": len(still_open), "references": ", ".join(sorted(still_open))})
