"""Which state a step leads to: one compiled `transitions` machine for each version of a track.

The machine is triggered on a throw-away object, so that nothing is added to it and it can be shared
by threads. It has no callbacks: what a step does is done by the one who asked, after the answer.
"""

from __future__ import annotations

from transitions import Machine, MachineError

from ctj.language import say

from .definitions import TrackDefinition, Transition

#: The state before the first event; never stored.
_NOT_YET = "(not yet)"
_SAME = "="
_MACHINES: dict[str, Machine] = {}


class NotAllowed(ValueError):
    """The step cannot be taken from this state; `allowed` are the steps that can."""

    def __init__(
        self,
        definition: TrackDefinition,
        state: str | None,
        transition_id: str,
        chosen: str | None = None,
    ) -> None:
        self.definition = definition
        self.state = state
        self.transition_id = transition_id
        self.allowed = definition.allowed_from(state)
        if state is None and chosen is not None:
            super().__init__(_no_such_state(definition, chosen))
        else:
            super().__init__(_sentence(definition, state, transition_id, self.allowed))


class _Position:
    """A throw-away object that stands in one state."""

    def __init__(self, state: str) -> None:
        self.state = state


def next_state(
    definition: TrackDefinition, state: str | None, transition_id: str, chosen: str | None = None
) -> str:
    """The state after the step; `state` is None where the track does not exist yet.

    `chosen` is the state that an adoption names in its form. Raises NotAllowed.
    """
    transition = definition.transitions.get(transition_id)
    if transition is None:
        raise NotAllowed(definition, state, transition_id)
    if leads_to_chosen(transition):
        if state is None and chosen in definition.states:
            return str(chosen)
        raise NotAllowed(definition, state, transition_id, chosen)
    position = _Position(state or _NOT_YET)
    try:
        machine_of(definition).events[transition_id].trigger(position)
    except (MachineError, ValueError):  # not from here, or a state that this version does not know
        raise NotAllowed(definition, state, transition_id) from None
    return position.state


def leads_to_chosen(transition: Transition) -> bool:
    """Whether the form names the state that the step leads to (adoption)."""
    return transition.creates_track and transition.to is None


def machine_of(definition: TrackDefinition) -> Machine:
    """The compiled machine of this version, made once per process."""
    machine = _MACHINES.get(definition.hash)
    if machine is None:
        machine = _MACHINES[definition.hash] = _compiled(definition)
    return machine


def _compiled(definition: TrackDefinition) -> Machine:
    return Machine(
        model=None,
        states=[_NOT_YET, *definition.states],
        initial=_NOT_YET,
        transitions=[
            {
                "trigger": transition.id,
                "source": [_NOT_YET] if transition.creates_track else list(transition.from_states),
                "dest": transition.to or _SAME,
            }
            for transition in definition.transitions.values()
            if not leads_to_chosen(transition)
        ],
        auto_transitions=False,
        queued=False,
        send_event=False,
    )


def _no_such_state(definition: TrackDefinition, chosen: str) -> str:
    known = ", ".join(definition.states)
    return say(
        "The track ‘%(label)s’ has no state '%(chosen)s'. Use one of: %(known)s.",
        label=definition.label,
        chosen=chosen[:40],
        known=known,
    )


def _sentence(
    definition: TrackDefinition,
    state: str | None,
    transition_id: str,
    allowed: tuple[Transition, ...],
) -> str:
    asked = definition.transitions.get(transition_id)
    what = (
        f"‘{asked.label}’"
        if asked
        else say("‘%(transition_id)s’ is not a step of this track; it", transition_id=transition_id)
    )
    if state is None:
        where = say("The track ‘%(label)s’ has not been opened", label=definition.label)
    else:
        label = definition.states[state].label if state in definition.states else state
        where = say(
            "The track ‘%(label)s’ stands at ‘%(label_2)s’", label=definition.label, label_2=label
        )
    steps = [t.label for t in allowed if not t.is_act and not t.only_fired_by]
    names = "; ".join(f"‘{label}’" for label in steps) or say("no step")
    return say(
        "%(where)s: %(what)s cannot be recorded from there. From there: %(names)s.",
        where=where,
        what=what,
        names=names,
    )
