"""Rules of law that decide where a figure applies, and who opens a figure into persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ctj.workflow.definitions import Library
from ctj.workflow.overlays import Overlay


def switches(
    states: Iterable[str], overlay: Callable[[str], Overlay]
) -> Mapping[str, frozenset[str]]:
    """Rule to the states that have it (process.md 8.2). 'Unknown' is not 'yes': there the figure
    does not apply, except that only states known to be led by prosecutors leave 2.08."""
    by_state = {state: overlay(state) for state in states}

    def having(name: str, *, other_than: str = "") -> frozenset[str]:
        told = {state: one.switch(name) for state, one in by_state.items()}
        if other_than:
            return frozenset(state for state, word in told.items() if word != other_than)
        return frozenset(state for state, word in told.items() if word == "yes")

    return {
        "police_led": having("prosecutor_led", other_than="yes"),
        "reflection": having("has_reflection"),
        "early_testimony": having("early_testimony"),
    }


def may_open(library: Library, group: str | None, roles: frozenset[str]) -> bool:
    """Whether a figure about that field group opens into persons for a holder of these roles
    (process.md 2.3): a yes for its categories is enough, since a cell says no more."""
    if group is None:
        return True
    by_role = library.field_groups.get(group, {})
    return any(by_role.get(one, "no") in ("yes", "categories") for one in roles)
