"""The facts that an event sets, by the rule of each (indicators.md 2.0.1).

``first`` keeps the earliest occurrence: a later entry of something that certainly happened earlier
replaces it. ``last`` takes the newest entry; an act, which has no place in the order of states,
does not replace what certainly happened after it. A value that sums up rows is always the newest.
``set`` unites, ``sum`` adds per currency, ``count`` adds one, ``yes`` stays yes, ``rows`` are the
register rows themselves (fact_rows.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..definitions import FactEffect
from ..projection import FactValue
from .adoption import milestones_of
from .draft import FactKey
from .functions import CLEAR, FUNCTIONS, NO_VALUE, Asked, PerSubject
from .money import added_up
from .named_subjects import named_subjects
from .occurrence import certainly_before
from .step import DoesNotFit, Step

MISSING = frozenset({"unknown", "not_asked", "refused", "not_applicable", "not_carried"})


def set_facts(step: Step) -> None:
    """Writes what the event's transition says of facts; all are reckoned before any is written."""
    if step.event.kind == "adopt":
        _set_milestones(step)
        return
    found = [
        (key, effect, value)
        for effect in step.transition.facts
        if effect.how != "rows" and step.holds(effect.when)
        for key, value in _values(step, effect)
    ]
    for key, effect, value in found:
        if value is CLEAR:
            step.draft.put_fact(key, effect.fact, None)
        else:
            _merge(step, key, effect, value)


def _set_milestones(step: Step) -> None:
    """Adoption: exactly the milestones given, each dated by itself."""
    key = (step.unit, step.subject_key)
    for name, value in milestones_of(step.data, step.unit, step.library).items():
        definition = step.library.facts.get((step.unit, name))
        is_date = definition is not None and definition.type == "date"
        occurred = value if is_date else None
        made = FactValue(_canonical(value), step.event.id, step.data.get("source"), occurred)
        step.draft.put_fact(key, name, made)


def _values(step: Step, effect: FactEffect) -> Iterator[tuple[FactKey, Any]]:
    """For each subject concerned, the value that the entry gives; none where it sets nothing."""
    unit = effect.unit or step.unit
    value = _reckoned(step, effect, unit)
    if value is NO_VALUE:
        return
    if isinstance(value, PerSubject):
        for subject_id, one in value.values.items():
            yield (unit, subject_id), one if one is CLEAR else _canonical(one)
        return
    for subject_id in _concerned(step, effect):
        yield (unit, subject_id), value if value is CLEAR else _canonical(value)


def _concerned(step: Step, effect: FactEffect) -> tuple[str, ...]:
    if effect.unit is None or effect.unit == step.unit:
        return (step.subject_key,)
    return named_subjects(step, effect.unit)


def _reckoned(step: Step, effect: FactEffect, unit: str) -> Any:
    if effect.how == "date":
        return step.event.occurred
    if effect.how == "clear":
        return CLEAR
    if effect.how == "value":
        return effect.argument
    if effect.how == "field":
        value = step.data.get(effect.argument or "")
        return NO_VALUE if value is None or value in ([], ()) else value
    function = FUNCTIONS.get(effect.argument or "")
    if function is None:
        raise DoesNotFit(step.event, f"The fact function '{effect.argument}' is not known.")
    value = function.reckon(step, Asked(effect.fact, unit, effect.args))
    return NO_VALUE if value is None else value


def _canonical(value: Any) -> Any:
    """Sets as sorted tuples without repeats; everything else as it is."""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(sorted(dict.fromkeys(map(str, value))))
    return value


def _merge(step: Step, key: FactKey, effect: FactEffect, value: Any) -> None:
    definition = step.library.facts.get((key[0], effect.fact))
    rule = definition.rule if definition else "last"
    if definition is not None and definition.type == "set" and isinstance(value, str):
        value = (value,)
    present = step.draft.fact(key[0], key[1], effect.fact)
    made = FactValue(value, step.event.id, _source(step, value), step.event.occurred)
    if present is not None:
        kept = _by_rule(rule, step, effect, present, made)
        if kept is present:
            return
        made = kept
    step.draft.put_fact(key, effect.fact, made)


def _source(step: Step, value: Any) -> str | None:
    """Where the value comes from: its own source if it is such a date, else that of the entry."""
    own = value.get("source") if isinstance(value, Mapping) and "value" in value else None
    return own or step.data.get("source")


def _by_rule(
    rule: str, step: Step, effect: FactEffect, present: FactValue, made: FactValue
) -> FactValue:
    if rule == "first":
        if effect.how == "function" and FUNCTIONS[effect.argument or ""].decides:
            return made
        return made if certainly_before(made.occurred, present.occurred) else present
    if rule == "set":
        return _with(made, _united(present.value, made.value))
    if rule == "sum":
        return _with(made, _added(present.value, made.value))
    if rule == "count":
        return _with(made, int(present.value) + int(made.value))
    if rule == "yes":
        return present if present.value == "yes" else made
    return present if _is_older_act(step, effect, present, made) else made


def _is_older_act(step: Step, effect: FactEffect, present: FactValue, made: FactValue) -> bool:
    if step.transition.to is not None:
        return False
    if effect.how == "function" and FUNCTIONS[effect.argument or ""].sums_up:
        return False
    return certainly_before(made.occurred, present.occurred)


def _with(made: FactValue, value: Any) -> FactValue:
    return FactValue(value, made.event_id, made.source, made.occurred)


def _united(present: Any, new: Any) -> tuple[str, ...]:
    """The union; missing values leave it once a real one is known."""
    both = {*_members(present), *_members(new)}
    known = both - MISSING
    return tuple(sorted(known or both))


def _members(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _added(present: Any, new: Any) -> dict[str, str]:
    """Sums per currency with exact decimals; an unknown sum adds nothing."""
    return added_up((present, new))
