"""What a transition demands and does: guards, clocks, facts, rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import (
    ClockUse,
    FactDefinition,
    FactEffect,
    GuardDefinition,
    GuardUse,
    RegisterDefinition,
    TrackDefinition,
    Transition,
)
from ..fold import FUNCTIONS
from ..guards import GUARDS
from ..step.fields.codes import NO_VALUE, YES_NO
from .forms import check_when, check_written
from .found import Found

#: What an approval can be for (guard second_person, process.md section 5).
APPROVALS = (
    "close", "suspend", "reopen", "withdraw", "supersede", "merge", "refuse_request",
    "grant_surrender", "disposal", "exit",
)  # fmt: skip
#: Kinds of subjects that `has(register, …)` may count in place of a register.
SUBJECTS = ("accused", "victim", "victims", "witness")
TELL = "informed_of"


def check_effects(found: Found) -> None:
    """Guards, clocks, facts and row effects of all transitions."""
    for track in found.library.tracks.values():
        for transition in track.transitions.values():
            for use in (*transition.needs, *transition.warns):
                _guard(found, transition, use)
            _clocks(found, transition)
            for effect in transition.facts:
                _fact(found, track, transition, effect)
            for row_effect in transition.row_effects:
                _row_effect(found, transition, row_effect)


def check_guards(found: Found) -> None:
    """A guard has a sentence, and its sentence is filled with what it says."""
    for guard in found.library.guards.values():
        if not guard.sentence:
            found.refuse(
                "guards.yaml",
                guard.id,
                f"The guard '{guard.id}' has no sentence.",
                "Say what is missing, for whom, and why.",
            )


def _guard(found: Found, transition: Transition, use: GuardUse) -> None:
    file = transition.file
    check_when(found, file, use.when, transition)
    if not found.known(file, use.guard, found.library.guards, "guard"):
        return
    if use.guard not in GUARDS:
        found.refuse(
            file,
            use.guard,
            f"The guard '{use.guard}' has a sentence but no function.",
            "Write it in ctj/workflow/guards/, with its test.",
        )
    _arguments(found, file, use, found.library.guards[use.guard])
    for name, value in use.args.items():
        _argument(found, transition, use, name, value)


def _arguments(found: Found, file: str, use: GuardUse, guard: GuardDefinition) -> None:
    """Every argument that the guard needs is given, and none that it does not know."""
    needed = [name for name in guard.args if not name.endswith("?")]
    known = [name.rstrip("?") for name in guard.args]
    for name in use.args:
        found.known(file, name, known, f"argument of '{use.guard}'")
    for name in needed:
        if name not in use.args:
            found.refuse(
                file, use.guard, f"The guard '{use.guard}' needs '{name}'.", f"Add '{name}: …'."
            )


def _users_asked(transition: Transition) -> list[str]:
    """Fields of type user: `different_person` may name one in place of a transition."""
    asked = [*transition.form, *(column for one in transition.form for column in one.fields)]
    return [one.id for one in asked if one.type == "user"]


def _argument(found: Found, transition: Transition, use: GuardUse, name: str, value: Any) -> None:
    library, file = found.library, transition.file
    if name == "register":
        found.known(file, value, [*library.registers, *SUBJECTS], "register")
    elif name == "status" and use.args.get("register") in library.registers:
        register = library.registers[use.args["register"]]
        words = {word for counted in register.counts_as.values() for word in counted}
        found.known(file, value, [*register.statuses, *words], f"status of '{register.id}'")
    elif name == "transition":
        known = [step for track in library.tracks.values() for step in track.transitions]
        found.known(file, value, [*known, *_users_asked(transition)], "transition")
    elif name == "clock":
        found.known(file, value, library.clocks, "clock")
    elif name == "fact":
        found.known(file, value, [fact for _, fact in library.facts], "fact")
    elif name == "what":
        found.known(file, value, APPROVALS, "kind of approval")


def _clocks(found: Found, transition: Transition) -> None:
    effects = transition.clocks
    named = (
        *effects.start, *effects.stop, *effects.pause, *effects.resume, *effects.extend,
        *effects.cancel, *(ClockUse(name) for name in effects.cancel_all_but or ()),
    )  # fmt: skip
    for use in named:
        found.known(transition.file, use.clock, found.library.clocks, "clock")
        check_when(found, transition.file, use.when, transition)
    matters = found.library.codes.get(TELL)
    for use in effects.tell:
        found.known(
            transition.file, use.clock, matters.codes if matters else (), f"code of '{TELL}'"
        )
        check_when(found, transition.file, use.when, transition)


def _fact(found: Found, track: TrackDefinition, transition: Transition, effect: FactEffect) -> None:
    file = transition.file
    check_when(found, file, effect.when, transition)
    unit = effect.unit or track.runs_for
    names = [fact for of, fact in found.library.facts if of == unit]
    if not found.known(file, effect.fact, names, f"fact of '{unit}'"):
        return
    fact = found.library.facts[(unit, effect.fact)]
    if effect.how == "function":
        found.known(file, effect.argument or "", FUNCTIONS, "function")
    elif effect.how == "field":
        fields = [field.id for field in transition.form]
        found.known(file, effect.argument or "", fields, "field of this form")
    elif effect.how == "value":
        _value(found, file, effect, fact)
    if (effect.how == "rows") != (fact.type == "row"):
        found.refuse(
            file,
            effect.fact,
            f"The fact '{effect.fact}' is of type {fact.type}.",
            "Set it to 'rows' if it is a table of rows, and only then.",
        )


def _value(found: Found, file: str, effect: FactEffect, fact: FactDefinition) -> None:
    """A fixed value is a code of the fact's lists, or an answer."""
    value = effect.argument or ""
    if fact.type == "yn":
        found.known(file, value, YES_NO, f"answer for '{effect.fact}'")
    elif fact.type in ("code", "set"):
        lists = [found.library.codes[name] for name in fact.lists if name in found.library.codes]
        codes = [code for listed in lists for code in listed.codes]
        found.known(file, value, [*codes, *NO_VALUE], f"code of '{fact.list}'")


def _row_effect(found: Found, transition: Transition, effect: Mapping[str, Any]) -> None:
    file, named = transition.file, effect.get("register", "")
    if not found.known(file, named, found.library.registers, "register"):
        return
    register = found.library.registers[named]
    which = effect.get("which", ())
    statuses = [*(which if isinstance(which, tuple) else ())]
    statuses += [effect["sets_status"]] if effect.get("sets_status") else []
    for status in statuses:
        found.known(file, status, register.statuses, f"status of '{named}'")
    for name, spec in effect.get("set", {}).items():
        check_written(found, file, register, name, spec, transition.form)
    _row_effect_names(found, transition, effect, register)
    for name in effect.get("with", {}):
        found.known(file, name, [c.id for c in register.fields], f"column of '{named}'")
    rows = effect.get("unless_rows")
    if rows is not None:
        found.known(file, rows, [field.id for field in transition.form], "field of this form")
    when = {
        name: (v if isinstance(v, tuple) else (v,)) for name, v in effect.get("when", {}).items()
    }
    check_when(found, file, when, transition)


def _row_effect_names(
    found: Found, transition: Transition, effect: Mapping[str, Any], register: RegisterDefinition
) -> None:
    """The field of codes of ``each``, its column, and the column that points at other rows."""
    fields = [field.id for field in transition.form]
    if effect.get("each"):
        found.known(transition.file, effect["each"], fields, "field of this form")
        columns = [column.id for column in register.fields]
        found.known(transition.file, effect.get("column", ""), columns, "column of the register")
    if effect.get("which") == "pointed":
        asked = {column.id for field in transition.form for column in field.fields}
        found.known(transition.file, effect.get("by", ""), asked, "column of this form")
