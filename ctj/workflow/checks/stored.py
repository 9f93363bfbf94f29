"""What stored versions of tracks name must not be removed: running matters still rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..definitions import Field, TrackDefinition, Transition
from ..stored import definition_from_text
from .found import Found


def check_stored(found: Found, stored: Iterable[str]) -> None:
    """`stored`: the canonical texts that the database keeps."""
    for text in stored:
        try:
            definition = definition_from_text(text)
        except ValueError as wrong:
            found.refuse("(stored)", 0, str(wrong), "Restore the database from a backup.")
            continue
        _check(found, definition)


def _check(found: Found, old: TrackDefinition) -> None:
    library = found.library
    known: dict[str, Iterable[str]] = {
        "track": library.tracks,
        "role": library.roles,
        "guard": library.guards,
        "clock": library.clocks,
        "code list": library.codes,
        "register": library.registers,
    }
    for what, name in sorted(set(_names(old))):
        there = name in known[what] if what in known else _is_there(found, what, name)
        if not there:
            found.refuse(
                f"{old.id}.yaml",
                0,
                f"Version {old.hash[:12]} of ‘{old.label}’, which is in use, names the {what} "
                f"'{name}', which is gone.",
                "Restore it; retire it with 'valid_to' or by leaving it out of new versions.",
            )


def _is_there(found: Found, what: str, name: str) -> bool:
    """Names of two parts: a fact of a unit, a status or column of a register, a code of a list."""
    library = found.library
    first, _, second = name.partition(".")
    if what == "fact":
        return (first, second) in library.facts
    if what == "code":
        listed = library.codes.get(first)
        return listed is None or second in listed.codes
    register = library.registers.get(first)
    if register is None:
        return True  # the register itself is told
    return second in register.statuses if what == "status" else register.field(second) is not None


def _names(old: TrackDefinition) -> Iterator[tuple[str, str]]:
    yield "track", old.id
    for transition in old.transitions.values():
        for role in transition.who:
            yield "role", role
        for use in (*transition.needs, *transition.warns):
            yield "guard", use.guard
        yield from _effects(old, transition)
        for field in transition.form:
            yield from _of_field(field)


def _effects(old: TrackDefinition, transition: Transition) -> Iterator[tuple[str, str]]:
    clocks = transition.clocks
    for use in (*clocks.start, *clocks.stop, *clocks.pause, *clocks.resume, *clocks.extend):
        yield "clock", use.clock
    for fact in transition.facts:
        yield "fact", f"{fact.unit or old.runs_for}.{fact.fact}"
    for effect in transition.row_effects:
        yield "register", effect["register"]
        if effect.get("sets_status"):
            yield "status", f"{effect['register']}.{effect['sets_status']}"


def _of_field(field: Field) -> Iterator[tuple[str, str]]:
    for name in field.lists:
        yield "code list", name
    if field.register is not None:
        yield "register", field.register
        for status in (*field.statuses, *field.pick, *filter(None, [field.sets_status])):
            yield "status", f"{field.register}.{status}"
    for column in field.fields:
        if field.register is not None and field.type == "row":
            yield "column", f"{field.register}.{column.id}"
        yield from _of_field(column)
