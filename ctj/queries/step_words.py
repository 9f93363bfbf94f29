"""What recording a step will do, in words: moves, adds, starts, stops, owes, sets, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ctj.language import say
from ctj.workflow.definitions import Library
from ctj.workflow.fold import Changes
from ctj.workflow.projection import Clock, Projection, Row

from .case_page import filled
from .limits import limit_of
from .open_case import OpenCase
from .opening_form import NotYetOpen
from .protection import is_shown, may_know_measures
from .reader_groups import Reader

Line = tuple[str, str]
#: Facts of a victim that a step on the same person as an accused sets: whose they are is sealed.
BY_SEALED_MATCH = frozenset({("victim", "charges_dropped")})
#: Clocks that are obligations to tell somebody, and so are owed rather than run.
TELLING = frozenset({"tell_victim", "outcome_to_tell"})


class Previewed(Protocol):
    """What is needed of a preview, or of the preview of a correction."""

    @property
    def changes(self) -> Changes: ...
    @property
    def before(self) -> Projection: ...
    @property
    def after(self) -> Projection: ...


def effects_in_words(opened: OpenCase | NotYetOpen, seen: Previewed) -> list[Line]:
    """Each effect as (kind, sentence), in the order in which they matter."""
    lines: list[Line] = list(_between_cases(seen))
    seen = _for_reader(opened, _without_who_left(seen))
    lines += _moves(opened.file.library, seen)
    lines += _rows(opened.file.library, seen)
    lines += _clocks(opened, seen)
    lines += _facts(opened.file.library, seen)
    return lines


@dataclass(frozen=True)
class _Seen:
    changes: Changes
    before: Projection
    after: Projection


def _between_cases(seen: Previewed) -> Iterable[Line]:
    """Who goes to another case, or comes back, with how much; and the pseudonyms there."""
    gone, come = _missing(seen.before, seen.after), _missing(seen.after, seen.before)
    for labels, whole, other, words in (
        (gone, seen.before, seen.after, say("go along")),
        (come, seen.after, seen.before, say("come along")),
    ):
        if labels:
            much = [
                len(one) - len(two) for one, two in zip(_parts(whole), _parts(other), strict=True)
            ]
            told = say(
                "with %(tracks)s tracks, %(entries)s entries of registers and %(limits)s limits",
                tracks=much[0],
                entries=much[1],
                limits=much[2],
            )
            yield say("Move"), f"{_listed(labels)} {words}, {told}"
    for here, there in getattr(seen, "elsewhere", ()):
        yield say("Name"), say("%(here)s is %(there)s there", here=here, there=there)


def _parts(projection: Projection) -> tuple[Mapping[str, object], ...]:
    return projection.tracks, projection.rows, projection.clocks


def _missing(here: Projection, there: Projection) -> list[str]:
    """Pseudonyms of who is here and not there."""
    found = [one.label for key, one in here.subjects.items() if key not in there.subjects]
    return sorted(found, key=lambda label: (-ord(label[0]), int(label[1:] or 0)))


def _without_who_left(seen: Previewed) -> Previewed:
    """The changes without what only goes along, which is told once and not thing by thing."""
    if seen.before.subjects.keys() <= seen.after.subjects.keys():
        return seen
    changes = Changes(
        tracks={k: one for k, one in seen.changes.tracks.items() if one.after is not None},
        rows={k: one for k, one in seen.changes.rows.items() if one.after is not None},
        clocks={k: one for k, one in seen.changes.clocks.items() if one.after is not None},
        facts={
            k: one for k, one in seen.changes.facts.items() if k[1] in ("", *seen.after.subjects)
        },
    )
    return _Seen(changes, seen.before, seen.after)


def _for_reader(opened: OpenCase | NotYetOpen, seen: Previewed) -> Previewed:
    """The changes without rows, limits and facts that the viewer's roles are not shown."""
    if isinstance(opened, NotYetOpen):
        return seen
    library = opened.file.library
    reader = Reader(library, opened.viewer, opened.sight)
    clocks, facts = reader.hidden_clocks(), reader.hidden_facts()
    knows = may_know_measures(opened.viewer, library)

    def is_known(row: Row | None) -> bool:
        register = library.registers.get(row.register) if row else None
        sees = register is None or reader.sees_register(register)
        return row is None or (sees and is_shown(row, library, knows))

    changes = replace(
        seen.changes,
        rows={k: c for k, c in seen.changes.rows.items() if is_known(c.after or c.before)},
        clocks={
            k: c
            for k, c in seen.changes.clocks.items()
            if getattr(c.after or c.before, "clock", "") not in clocks
        },
        facts={
            key: {name: c for name, c in told.items() if (key[0], name) not in facts}
            for key, told in seen.changes.facts.items()
        },
    )
    return _Seen(changes, seen.before, seen.after)


def _who(projection: Projection, subject_id: str | None) -> str:
    subject = projection.subjects.get(subject_id or "")
    return subject.label if subject else say("the case")


def _moves(library: Library, seen: Previewed) -> Iterable[Line]:
    moved: dict[str, list[str]] = {}
    for change in seen.changes.tracks.values():
        if change.after is None or (change.before and change.before.state == change.after.state):
            continue
        definition = library.by_hash.get(change.after.definition_hash)
        state = change.after.state
        if definition:
            state = filled(definition.states[state].label)
        moved.setdefault(state, []).append(_who(seen.after, change.after.subject_id))
    for state, labels in moved.items():
        yield say("Move"), say("%(listed)s to “%(state)s”", listed=_listed(labels), state=state)


def _rows(library: Library, seen: Previewed) -> Iterable[Line]:
    counted: dict[tuple[str, str, str], int] = {}
    for change in seen.changes.rows.values():
        row = change.after or change.before
        if row is None:
            continue
        register = library.registers.get(row.register)
        label = register.label.lower() if register else row.register
        status = ""
        if change.after and change.after.status and register:
            status = register.statuses.get(change.after.status, change.after.status).lower()
        key = (change.verb, label, f"{_who(seen.after, row.owner_id)}|{status}")
        counted[key] = counted.get(key, 0) + 1
    for (verb, label, rest), count in counted.items():
        whose, _bar, status = rest.partition("|")
        word = {"added": say("Add"), "changed": say("Change"), "removed": say("Remove")}[verb]
        yield (
            word,
            say("%(count)s in %(label)s of %(whose)s", count=count, label=label, whose=whose)
            + (f": {status}" if status else ""),
        )


def _clocks(opened: OpenCase | NotYetOpen, seen: Previewed) -> Iterable[Line]:
    for change in seen.changes.clocks.values():
        before, after = change.before, change.after
        if after is None:
            if before is not None and before.is_open:
                yield say("Drop"), _clock_words(opened, before, seen.after).partition(":")[0]
            continue
        words = _clock_words(opened, after, seen.after)
        if before is None:
            yield (say("Owe") if after.clock in TELLING else say("Start")), words
        elif before.is_open and not after.is_open:
            yield (
                (say("Cancel") if after.cancelled is not None else say("Stop")),
                words.partition(":")[0],
            )
        elif before.extensions != after.extensions:
            yield say("Extend"), words
        elif before.pauses != after.pauses:
            yield say("Pause or resume"), words
        elif before.is_open and (before.start, before.fixed_end) != (after.start, after.fixed_end):
            yield say("Reckon"), words


def _clock_words(opened: OpenCase | NotYetOpen, clock: Clock, projection: Projection) -> str:
    limit = limit_of(clock, opened.file.library, opened.file.calendars, opened.viewer.now)
    party = f", {limit.party.replace('_', ' ')}" if limit.party else ""
    is_known = limit.level != "none" or bool(limit.moment)
    end = f": {limit.moment or limit.distance}" if is_known else say(": no limit recorded")
    law = "" if limit.policy else f" ({limit.article}, {limit.status})"
    return say(
        "%(label)s of %(who)s%(party)s%(end)s%(law)s",
        label=limit.label,
        who=_who(projection, clock.subject_id),
        party=party,
        end=end,
        law=law,
    )


def _facts(library: Library, seen: Previewed) -> Iterable[Line]:
    """Facts that are set or cleared; they are what figures count."""
    named: dict[str, list[str]] = {}
    for (unit, subject_id), facts in seen.changes.facts.items():
        whose = _who(seen.after, subject_id)
        for fact, change in facts.items():
            if (unit, fact) in BY_SEALED_MATCH:
                continue
            if change.before and change.after and change.before.value == change.after.value:
                continue  # told anew, and the same
            definition = library.facts.get((unit, fact))
            label = definition.label if definition else fact.replace("_", " ")
            verb = say("Set") if change.after is not None else say("Clear")
            named.setdefault(f"{verb}|{whose}", []).append(label)
    for key, labels in named.items():
        verb, _bar, whose = key.partition("|")
        yield verb, f"{whose}: {', '.join(labels)}"


def _listed(labels: list[str]) -> str:
    if len(labels) <= 6:
        return ", ".join(labels)
    return say(
        "%(listed)s and %(number)s more", listed=", ".join(labels[:5]), number=len(labels) - 5
    )


def as_mapping(lines: Iterable[Line]) -> Mapping[str, list[str]]:
    """The lines by kind, for machines."""
    found: dict[str, list[str]] = {}
    for kind, text in lines:
        found.setdefault(kind, []).append(text)
    return found
