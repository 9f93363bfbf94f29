"""Guards about who is in the case and what was asked about them."""

from __future__ import annotations

from typing import Any

from ..situation import Situation
from .look import can_be_recorded, labels
from .registry import Missing, guard

SETTLED_BY = ("screened", "presumed", "identified_abroad")
NOT_POSSIBLE = "record_screening_not_possible"


@guard("known_people_searched", asks_form=True)
def known_people_searched(situation: Situation, /, **args: Any) -> Missing | None:
    """A search for people already known was made in this session, whatever it found."""
    return None if situation.searched_people else Missing()


@guard("victims_settled")
def victims_settled(situation: Situation, /, **args: Any) -> Missing | None:
    """Every victim was screened, presumed or identified abroad, or that was not possible.

    Asked only where screening can be recorded at all.
    """
    if not can_be_recorded(situation, "screen_presume"):
        return None
    excused = {e.subject_id for e in situation.events if e.transition == NOT_POSSIBLE}
    open_ones = [
        one.id
        for one in situation.projection.subjects.values()
        if one.kind == "victim" and one.id not in excused and not _settled(situation, one.id)
    ]
    if not open_ones:
        return None
    return Missing({"n": len(open_ones), "subjects": labels(situation, open_ones)})


def _settled(situation: Situation, victim: str) -> bool:
    facts = situation.projection.facts.get(("victim", victim), {})
    return any(name in facts for name in SETTLED_BY)
