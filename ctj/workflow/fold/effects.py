"""What the law in force gives to a step, resolved once, when it is fired, and kept with its event.

The fold needs no overlay and no calendar afterwards: a rebuild in ten years gives the same rows and
clocks, whatever the overlays say then. ``event.effects`` is plain JSON; empty keys are left out:

``switches``: {name: text}
    Procedure switches of the overlay that a ``when:`` of the transition names.
``added``: [subject id]
    Put there by casework: the subject that this step adds to the case (``adds_subject``).
``same_person``: [subject id]
    Victims of this case who are the person of the track's accused (the sealed match); only where
    the step sets a fact of theirs and its form names no victim.
``rows``: {field id: [{column: value}]}
    For each row of a row field, in its order, what the overlay's offence gives where the user left
    the column empty: ``family``, ``is_tip``, ``min_months``, ``max_months``, ``penalty_rank``; of
    an offence found instead ``found_is_tip`` and its range.
``clocks``: {verb: [use]}
    ``start``: {``clock``, ``kind`` legal|policy, ``rule``, ``statement`` {id, rule, overlay,
    overlay_version, article, statute, status, basis, policy, note, stops?, start_from?},
    ``length``, ``unit``, ``start`` (a date as stored), ``counts_from`` end_of_day|start_of_day|
    instant, ``roll``, ``before``, ``fixed_end`` (the date of the order or form), ``cap`` [n, unit],
    ``zone``, ``calendar``, ``party`` (accused|prosecution, the id of a row or victim where there is
    one clock for each, a matter to tell) or ``row`` [field id, number] of a row that this event
    adds, ``subject``, ``of`` person}.
    ``stop``, ``pause``, ``resume``, ``cancel``: {``clock``, ``party``?, ``subject``?, ``of``?}.
    ``extend``: those and ``until`` (a date), or ``length`` and ``unit``; ``reason``.
    ``cancel_all_but``: [clock] (present, if only as an empty list, where all others fall away).

A clock that no step of any track here could stop is not started: nobody could meet it.
A start whose ``when:`` does not hold, or that the overlay leaves to another transition
(``starts``, ``starts_from``), is not among them: it is recorded and starts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..common_fields import DOCUMENTS
from ..definitions import Field, Transition, When
from ..machine import leads_to_chosen
from ..situation import Situation
from .effect_adoption import still_running
from .effect_clocks import clock_effects
from .effect_rows import row_fills
from .step import ROW_TYPES, holds


def resolve_effects(situation: Situation) -> dict[str, Any]:
    """The ``effects`` of the event that firing this step would append (JSON; see the module)."""
    found: dict[str, Any] = {
        "switches": _switches(situation),
        "same_person": _same_person(situation),
        "rows": row_fills(situation),
        "clocks": _clocks(situation),
    }
    return {name: value for name, value in found.items() if value}


def _clocks(situation: Situation) -> dict[str, Any]:
    if leads_to_chosen(situation.transition):
        start = still_running(situation)
        return {"start": start} if start else {}
    return clock_effects(situation)


def _switches(situation: Situation) -> dict[str, str]:
    form = {field.id for field in situation.transition.form}
    names = sorted({name for when in _conditions(situation.transition) for name in when} - form)
    found = ((name, situation.overlay.switch(name)) for name in names)
    return {name: value for name, value in found if value}


def _conditions(transition: Transition) -> Iterator[When]:
    clocks = transition.clocks
    for uses in (clocks.start, clocks.stop, clocks.pause, clocks.resume, clocks.extend):
        yield from (use.when for use in uses)
    yield from (use.when for use in (*clocks.cancel, *clocks.tell))
    yield from (fact.when for fact in transition.facts)
    yield from (effect.get("when", {}) for effect in transition.row_effects)


def _same_person(situation: Situation) -> list[str]:
    person = situation.subject.person_id if situation.subject else None
    if person is None or situation.subject is None or not _reaches_oneself(situation):
        return []
    return [
        other.id
        for other in situation.projection.subjects.values()
        if other.person_id == person and other.kind == "victim" and other.id != situation.subject.id
    ]


def _reaches_oneself(situation: Situation) -> bool:
    """Whether a fact of a victim is set here that no field of the form could name a victim for."""
    step = situation.transition
    if any(f.type in ROW_TYPES or (f.type == "subj" and f.kind != "accused") for f in _own(step)):
        return False
    return any(
        fact.unit == "victim" and holds(fact.when, situation.form, {}) for fact in step.facts
    )


def _own(step: Transition) -> Iterator[Field]:
    """The form without the documents, which every step may add."""
    return (field for field in step.form if field.id != DOCUMENTS)
