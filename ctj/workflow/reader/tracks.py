"""Track files and `common.yaml`: states, groups, transitions; groups expanded, forms completed."""

from __future__ import annotations

from collections.abc import Mapping as AbcMapping
from collections.abc import Sequence as AbcSequence
from dataclasses import dataclass, replace
from typing import Any, cast

from ..adoption_fields import adoption_fields
from ..common_fields import with_common_fields
from ..definitions import (
    ClockDefinition,
    ClockEffects,
    ClockUse,
    FactDefinition,
    FactEffect,
    Field,
    RegisterDefinition,
    State,
    StateKind,
    TodayEntry,
    TrackDefinition,
    Transition,
    Unit,
)
from ..machine import leads_to_chosen
from ..stored import hash_of
from ..yaml_text import Mapping, Node, Scalar
from .nodes import FileReader
from .rows import with_row_fields
from .transitions import read_transition

KINDS = ("start", "working", "waiting", "parked", "done")
STAGES = ("suspected", "charged", "on_trial", "judged", "final")
UNITS = ("case", "accused", "victim", "witness", "request")
CASE = "case"
ANY, NOT_DONE = "any", "not_done"
_KEYS = ("track", "label", "runs_for", "component", "source", "groups", "states", "transitions")
_STATE_KEYS = ("id", "label", "kind", "stage", "mark", "today", "clock")


@dataclass(frozen=True)
class TrackText:
    """A track file as read: its transitions still name groups, and lack what all tracks share."""

    definition: TrackDefinition
    written_groups: AbcMapping[str, tuple[str, ...]]


def read_track(reader: FileReader, node: Node) -> TrackText | None:
    """One track file, not yet completed. None where it is not even a track."""
    mapping = reader.mapping(node, "A track file")
    name = mapping and reader.text(mapping, "track", required="A track file")
    if mapping is None or not name:
        return None
    reader.known(mapping, _KEYS, f"The track '{name}'")
    states = reader.keyed(
        [s for one in reader.entries(mapping, "states") if (s := _state(reader, one))],
        lambda state: state.id,
        "state",
    )
    definition = TrackDefinition(
        id=name,
        label=reader.text(mapping, "label", required=f"The track '{name}'") or name,
        runs_for=cast(Unit, reader.choice(mapping, "runs_for", UNITS, "case")),
        components=tuple(int(c) for c in reader.texts(mapping, "component") if c.isdigit()),
        states=states,
        transitions=read_transitions(reader, mapping),
        groups={},
        hash="",
        source=reader.text(mapping, "source") or "",
        file=reader.file,
    )
    return TrackText(definition, _groups(reader, mapping))


def read_transitions(reader: FileReader, mapping: Mapping) -> dict[str, Transition]:
    """The transitions by id, as written (also those of `common.yaml`)."""
    entries = reader.entries(mapping, "transitions")
    found = [made for one in entries if (made := read_transition(reader, one))]
    return reader.keyed(found, lambda transition: transition.id, "transition")


def complete(
    reader: FileReader,
    text: TrackText,
    common: AbcSequence[Transition],
    registers: AbcMapping[str, RegisterDefinition],
    facts: AbcMapping[tuple[str, str], FactDefinition],
    fires: AbcMapping[str, tuple[str, ...]],
    clocks: AbcMapping[str, ClockDefinition],
) -> TrackDefinition:
    """The track with groups expanded, the common acts and fields added, and its hash.

    `fires` names, for `track.transition`, the transitions of other tracks that it fires.
    """
    track = text.definition
    groups = _expanded(reader, text)
    states = {
        key: replace(state, groups=frozenset(g for g, members in groups.items() if key in members))
        for key, state in track.states.items()
    }
    transitions: dict[str, Transition] = {}
    for transition in (*track.transitions.values(), *common):
        if transition.id in transitions:
            reader.refuse(
                transitions[transition.id].line,
                f"'{transition.id}' is an act that every track has.",
                "Give the transition of this track another id.",
            )
            continue
        caused = fires.get(f"{track.id}.{transition.id}", ())
        transitions[transition.id] = replace(
            transition,
            from_states=_from_states(reader, transition, groups, tuple(states)),
            form=_form(_asking_milestones(transition, track, facts, registers), registers),
            fires=tuple(dict.fromkeys((*transition.fires, *caused))),
            facts=_own_facts(transition, track),
            clocks=_own_clocks(transition, track, clocks),
        )
    whole = replace(track, states=states, transitions=transitions, groups=groups)
    return replace(whole, hash=hash_of(whole))


def _own_facts(transition: Transition, track: TrackDefinition) -> tuple[FactEffect, ...]:
    """An act of every track sets a fact of a unit only on the track that runs for that unit."""
    if transition.file == f"{track.id}.yaml":
        return transition.facts
    return tuple(one for one in transition.facts if one.unit in (None, track.runs_for))


def _own_clocks(
    transition: Transition, track: TrackDefinition, clocks: AbcMapping[str, ClockDefinition]
) -> ClockEffects:
    """An act of every track touches a clock on the tracks that the clock itself names."""
    effects, name = transition.clocks, f"{track.id}.{transition.id}"
    if transition.file == f"{track.id}.yaml":
        return effects

    def named(uses: tuple[ClockUse, ...], key: str) -> tuple[ClockUse, ...]:
        return tuple(
            use
            for use in uses
            if use.clock not in clocks or name in getattr(clocks[use.clock], key)
        )

    return replace(
        effects,
        start=named(effects.start, "starts"),
        stop=named(effects.stop, "stops"),
        pause=named(effects.pause, "pauses"),
        resume=named(effects.resume, "resumes"),
        extend=named(effects.extend, "extends"),
    )


def _asking_milestones(
    transition: Transition,
    track: TrackDefinition,
    facts: AbcMapping[tuple[str, str], FactDefinition],
    registers: AbcMapping[str, RegisterDefinition],
) -> Transition:
    """An adoption asks for what the track knows; every other step is as written."""
    if not leads_to_chosen(transition):
        return transition
    own = {field.id for field in transition.form}
    asked = adoption_fields(track.runs_for, facts, registers)
    return replace(
        transition, form=(*transition.form, *(field for field in asked if field.id not in own))
    )


def _form(
    transition: Transition, registers: AbcMapping[str, RegisterDefinition]
) -> tuple[Field, ...]:
    asked = with_common_fields(transition)
    return tuple(with_row_fields(field, registers) for field in asked)


def _state(reader: FileReader, node: Any) -> State | None:
    mapping = reader.mapping(node, "A state")
    name = mapping and reader.text(mapping, "id", required="A state")
    if mapping is None or not name:
        return None
    reader.known(mapping, _STATE_KEYS, f"The state '{name}'")
    kind = reader.choice(mapping, "kind", KINDS, "working")
    return State(
        id=name,
        label=reader.text(mapping, "label", required=f"The state '{name}'") or name,
        kind=cast(StateKind, kind),
        stage=reader.text(mapping, "stage"),
        mark=reader.text(mapping, "mark"),
        clock=reader.text(mapping, "clock"),
        today=tuple(t for one in reader.entries(mapping, "today") if (t := _today(reader, one))),
    )


def _today(reader: FileReader, node: Any) -> TodayEntry | None:
    mapping = reader.mapping(node, "An entry of 'today'")
    if mapping is None:
        return None
    heading = reader.text(mapping, "as", required="An entry of 'today'")
    return TodayEntry(reader.texts(mapping, "roles"), heading or "")


def _groups(reader: FileReader, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    node = mapping.get("groups")
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return {}
    groups = reader.mapping(node, "'groups'")
    return {} if groups is None else {key: reader.texts(groups, key) for key in groups}


def _expanded(reader: FileReader, text: TrackText) -> dict[str, frozenset[str]]:
    """Each group as the states in it; the built-in groups `any` and `not_done` stand last."""
    states = text.definition.states
    groups = {
        name: frozenset(_members(reader, text.written_groups, name, ()))
        for name in text.written_groups
    }
    return {
        **groups,
        ANY: frozenset(states),
        NOT_DONE: frozenset(key for key, state in states.items() if not state.is_done),
    }


def _members(
    reader: FileReader, groups: AbcMapping[str, tuple[str, ...]], name: str, inside: tuple[str, ...]
) -> list[str]:
    """The states of a group, groups in it opened; a group inside itself is refused."""
    found: list[str] = []
    for member in groups[name]:
        inner = member[1:] if member.startswith("@") else None
        if inner is None:
            found.append(member)
        elif inner in (*inside, name):
            reader.refuse(member, f"The group '@{inner}' contains itself.", "Take it out.")
        elif inner in groups:
            found.extend(_members(reader, groups, inner, (*inside, name)))
        else:
            reader.refuse(member, f"There is no group '@{inner}'.", _known(groups))
    return found


def _from_states(
    reader: FileReader,
    transition: Transition,
    groups: AbcMapping[str, frozenset[str]],
    order: tuple[str, ...],
) -> tuple[str, ...]:
    """The states it may start in, in the order of the file; unknown names stay, for the checks."""
    wanted: list[str] = []
    for name in transition.from_states:
        group = name[1:] if name.startswith("@") else None
        if group is None:
            wanted.append(name)
        elif group in groups:
            wanted.extend(sorted(groups[group], key=_position(order)))
        else:
            reader.refuse(name, f"There is no group '@{group}'.", _known(groups))
    return tuple(dict.fromkeys(wanted))


def _position(order: tuple[str, ...]) -> Any:
    places = {name: place for place, name in enumerate(order)}
    return lambda name: places.get(name, len(places))


def _known(groups: AbcMapping[str, Any]) -> str:
    return f"Use one of: {', '.join('@' + name for name in groups) or 'none is defined'}."
