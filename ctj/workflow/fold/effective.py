"""From the log to what stands: corrections take the place of the entries that they correct.

An entry is what a user sees as one line of the history: an event of kind transition, adopt or
insert (its root). ``supersede`` gives the entry a new content (the latest standing one wins),
``void`` withdraws an entry, or the one correction that it names, or another withdrawal;
``insert`` is an entry that stands just before the one it refers to. Entries keep the id, number,
instant and author of their root, so that the ids of what they make never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..projection import EventRecord

#: Kinds that correct another event and are no entry of their own.
CORRECTIONS = frozenset({"supersede", "void"})


def effective(events: Iterable[EventRecord]) -> tuple[EventRecord, ...]:
    """The entries that stand, in their order, each with its content in force.

    ``events`` may be those of one track or of a whole case, in any order; ``seq`` decides. A
    correction of an event that is not among them changes nothing.
    """
    log = sorted(events, key=lambda event: event.seq)
    standing = _standing(log)
    roots = _roots(log)
    contents = _contents(log, standing, roots)
    return tuple(contents[entry.id] for entry in _in_place(log, roots) if entry.id in standing)


def root_of(events: Iterable[EventRecord], event_id: str) -> str:
    """The id of the entry that ``event_id`` belongs to: itself, or what it corrects."""
    return _roots(sorted(events, key=lambda event: event.seq)).get(event_id, event_id)


def _standing(log: Sequence[EventRecord]) -> frozenset[str]:
    """Ids of the events that no standing void withdraws; a later void can withdraw a void."""
    withdrawn: set[str] = set()
    for event in reversed(log):
        if event.kind == "void" and event.id not in withdrawn and event.refers_to:
            withdrawn.add(event.refers_to)
    return frozenset(event.id for event in log if event.id not in withdrawn)


def _roots(log: Sequence[EventRecord]) -> dict[str, str]:
    """Event id -> id of its entry; voids belong to what they withdraw."""
    roots: dict[str, str] = {}
    for event in log:
        corrects = event.refers_to if event.kind in CORRECTIONS else None
        roots[event.id] = roots.get(corrects, event.id) if corrects else event.id
    return roots


def _contents(
    log: Sequence[EventRecord], standing: frozenset[str], roots: Mapping[str, str]
) -> dict[str, EventRecord]:
    """Entry id -> the root with the content of its latest standing correction."""
    found: dict[str, EventRecord] = {}
    for event in log:
        if event.kind not in CORRECTIONS:
            found[event.id] = event
        elif event.kind == "supersede" and event.id in standing and roots[event.id] in found:
            root = found[roots[event.id]]
            found[root.id] = corrected(root, event)
    return found


def corrected(root: EventRecord, correction: EventRecord) -> EventRecord:
    """The entry ``root`` with the step that ``correction`` tells in its place."""
    return replace(
        root,
        transition=correction.transition,
        from_state=correction.from_state,
        to_state=correction.to_state,
        occurred=correction.occurred,
        data=correction.data,
        effects=correction.effects,
        definition_hash=correction.definition_hash,
        content_id=correction.id,
    )


def _in_place(log: Sequence[EventRecord], roots: Mapping[str, str]) -> list[EventRecord]:
    """Entries in their order: as recorded, an inserted one just before the entry that it names.

    Several inserted before one entry stand in the order in which they were recorded.
    """
    before: dict[str, list[EventRecord]] = {}
    plain: list[EventRecord] = []
    known = {event.id for event in log if event.kind not in CORRECTIONS}
    for event in log:
        if event.kind in CORRECTIONS:
            continue
        target = roots.get(event.refers_to or "") if event.kind == "insert" else None
        if target in known and target != event.id:
            before.setdefault(str(target), []).append(event)
        else:
            plain.append(event)
    if not before:
        return plain
    return _unfold(plain, before)


def _unfold(
    plain: Sequence[EventRecord], before: Mapping[str, Sequence[EventRecord]]
) -> list[EventRecord]:
    ordered: list[EventRecord] = []
    waiting = list(reversed(plain))
    expanded: set[str] = set()
    while waiting:
        event = waiting.pop()
        inserted = () if event.id in expanded else before.get(event.id, ())
        if not inserted:
            ordered.append(event)
            continue
        expanded.add(event.id)
        waiting.append(event)
        waiting.extend(reversed(inserted))
    return ordered
