"""The forms of corrections: what stands, what may be put before an entry, and who may mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from ctj.access.errors import NotAllowed
from ctj.language import mark, say
from ctj.queries.activity import NARRATIVE_ROLES
from ctj.queries.choices import form_contexts
from ctj.queries.documents import may_read_of
from ctj.queries.entry_page import Changed, differences
from ctj.queries.open_case import OpenCase
from ctj.queries.reader_groups import Reader
from ctj.queries.situations import CaseFile
from ctj.services import Services
from ctj.workflow.common_fields import DOCUMENTS, OCCURRED, ON_THE_RECORD
from ctj.workflow.definitions import Field, Library, Transition
from ctj.workflow.fold import MOVES
from ctj.workflow.fold.step import ROW_TYPES
from ctj.workflow.machine import NotAllowed as MachineRefuses
from ctj.workflow.machine import next_state
from ctj.workflow.step import FieldError, FormContext
from ctj.workflow.step.answers import answers
from ctj.workflow.step.blank import questions
from ctj.workflow.step.form import texts
from ctj.workflow.step.questions import Question

from .entries import STEWARD, Entry, before_entry, check_not_moved, entry_of, role_to_correct
from .kept import fields_to_read, opened_data
from .partners import MERGE, SPLIT
from .refusals import FormErrors

_KEPT = mark("Stays as it is where you leave it empty.")


@dataclass(frozen=True)
class Mending:
    """An entry that is to be mended, and the step whose form is asked.

    ``old``: the answers that stand, with narratives where this viewer reads them.
    ``version``: of the entry's track, as seen now. ``reads``: whether he reads narratives.
    """

    entry: Entry
    transition: Transition
    context: FormContext
    fields: tuple[Field, ...]
    old: Mapping[str, Any]
    version: int | None
    reads: bool

    @property
    def texts(self) -> dict[str, Any]:
        """The input that gives again what stands; what is hidden is left out."""
        return texts(self.fields, _shown(self.old), self.context)

    def questions(
        self, values: Mapping[str, Any], errors: Sequence[FieldError] = ()
    ) -> tuple[Question, ...]:
        """The form with what was typed so far."""
        return questions(self.fields, self.context, values, errors)

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, without the empty answers that stand for 'as it was'."""
        library = self.entry.case.library
        found = _told(library, self.transition.form, values, self.old)
        return {name: value for name, value in found.items() if name not in _passed_on(self)}

    def compared(self, typed: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[Changed, ...]:
        """What differs from what stands, in words. ``typed``: the answers as they would stand;
        ``told``: those that this viewer typed. What he may not read stays hidden."""
        masked = _masked(self.entry.case.library, self.fields, typed, told, self.reads)
        before = answers(self.fields, self.old, self.context)
        return differences(before, answers(self.fields, masked, self.context))


def find_entry(opened: OpenCase, event_id: str) -> Entry | None:
    """The entry that stands under this id; None if there is none, or it was withdrawn."""
    try:
        return entry_of(opened.file, event_id)
    except FormErrors:
        return None


def why_not(opened: OpenCase, entry: Entry, forgotten: str | None = None) -> str:
    """'' where the viewer may mend the entry, else the sentence that says who may."""
    try:
        check_not_moved(entry)
        role_to_correct(opened.viewer, opened.sight, entry, forgotten, None)
    except NotAllowed as refused:
        return str(refused)
    return ""


def unread(opened: OpenCase, entry: Entry) -> bool:
    """Whether the entry holds answers that a field group keeps from this viewer, who did not tell
    them: its form would show them. A data steward sees what a correction needs (process.md 2.3)."""
    content = entry.standing.content_id or entry.root.id
    own = any(one.id == content and one.user_id == opened.viewer.user_id for one in opened.file.log)
    if own or STEWARD in opened.viewer.roles:
        return False
    reader = Reader(opened.file.library, opened.viewer, opened.sight)
    papers = entry.standing.data.get(DOCUMENTS)
    roles = tuple(opened.viewer.roles)
    if papers and not may_read_of(opened.file.library, roles, entry.root.track):
        return True
    return not reader.reads_all(entry.transition)


@dataclass(frozen=True)
class Undo:
    """On which track undoing a joining or division is recorded, for whom ('' for the case)."""

    track: str
    label: str


def can_be_undone(opened: OpenCase, entry: Entry) -> Undo | None:
    """Where this viewer may ask to undo the joining or division that the entry tells."""
    moved = any(
        one.kind in MOVES and one.act_id == entry.root.act_id for one in opened.file.standing
    )
    may = opened.sight.may_write and opened.viewer.roles & set(entry.transition.who)
    tracks = sorted(opened.projection.tracks.values(), key=lambda one: one.subject_id is not None)
    if entry.transition.id not in (MERGE, SPLIT) or not (moved and may and tracks):
        return None
    subject = opened.projection.subjects.get(tracks[0].subject_id or "")
    return Undo(tracks[0].track, subject.label if subject else "")


def mending(
    connection: Connection,
    services: Services,
    opened: OpenCase,
    entry: Entry,
    forgotten: Transition | None = None,
) -> Mending:
    """The form of a correction, or of a forgotten step, as of the entry's place in the log."""
    projection, _earlier = before_entry(entry)
    then: CaseFile = replace(opened.file, projection=projection)
    transition = forgotten or entry.transition
    old = {} if forgotten else _standing_data(connection, services, opened, entry)
    fields = tuple(
        _explained(one, old)
        for one in fields_to_read(transition.form, {}, old)
        if not one.passed_on
    )
    contexts = form_contexts(connection, opened.viewer, then, fields, {entry.label: entry.subject})
    track = opened.projection.tracks.get(entry.root.track_id)
    return Mending(
        entry=entry,
        transition=transition,
        context=contexts[entry.label],
        fields=fields,
        old=old,
        version=track.version if track else None,
        reads=bool(opened.viewer.roles & NARRATIVE_ROLES),
    )


def forgotten_steps(opened: OpenCase, entry: Entry) -> tuple[Transition, ...]:
    """Steps that could have been taken just before the entry, and leave it possible."""
    projection, _earlier = before_entry(entry)
    track = projection.tracks.get(entry.root.track_id)
    if track is None or not opened.sight.may_write:
        return ()
    roles = opened.viewer.roles
    return tuple(
        step
        for step in entry.definition.allowed_from(track.state)
        if step.id not in ON_THE_RECORD
        and not (step.creates or step.fires or step.adds_subject or step.only_fired_by)
        and (STEWARD in roles or roles & set(step.who))
        and _leads_on(entry, step, track.state)
    )


def _leads_on(entry: Entry, step: Transition, state: str) -> bool:
    """Whether the entry can still follow."""
    try:
        reached = next_state(entry.definition, state, step.id)
        next_state(entry.definition, reached, entry.transition.id)
    except MachineRefuses:
        return False
    return True


def _standing_data(
    connection: Connection, services: Services, opened: OpenCase, entry: Entry
) -> dict[str, Any]:
    standing = entry.standing
    reads = opened.viewer.roles & NARRATIVE_ROLES
    data = opened_data(connection, services.keyring, standing) if reads else dict(standing.data)
    return {OCCURRED: standing.occurred, **data}


def _explained(one: Field, old: Mapping[str, Any]) -> Field:
    """A question whose answer is hidden says what an empty answer means."""
    if not _is_hidden(old.get(one.id)):
        return one
    return replace(one, help=f"{one.help} {say(_KEPT)}" if one.help else say(_KEPT))


def _is_hidden(value: Any) -> bool:
    return isinstance(value, Mapping) and ("sealed" in value or "vault" in value)


def _shown(value: Any) -> Any:
    """Without what is sealed or in the vault."""
    if isinstance(value, Mapping):
        return {name: _shown(one) for name, one in value.items() if not _is_hidden(one)}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value


def _masked(
    library: Library,
    fields: Iterable[Field],
    typed: Mapping[str, Any],
    told: Mapping[str, Any],
    reads: bool,
) -> dict[str, Any]:
    """Without identity and narratives that this viewer neither typed nor reads."""
    found: dict[str, Any] = {name: typed[name] for name in typed}
    for one in fields:
        value, own = typed.get(one.id), told.get(one.id)
        if one.id not in typed:
            continue
        if one.type in ROW_TYPES and isinstance(value, list | tuple):
            columns = _columns(library, one)
            mine = own if isinstance(own, list | tuple) else ()
            found[one.id] = [
                _masked(library, columns, row, _mapping_at(mine, place), reads)
                for place, row in enumerate(value)
            ]
        elif one.identifying and own is None:
            found[one.id] = {"vault": one.id}
        elif one.sealed and not reads and own is None:
            found[one.id] = {"sealed": 0}
    return found


def _columns(library: Library, one: Field) -> tuple[Field, ...]:
    register = library.registers.get(one.register or "")
    return one.fields or (register.fields if register else ())


def _mapping_at(rows: Sequence[Any], place: int) -> Mapping[str, Any]:
    found = rows[place] if place < len(rows) else {}
    return found if isinstance(found, Mapping) else {}


def _told(
    library: Library, fields: Iterable[Field], values: Mapping[str, Any], old: Mapping[str, Any]
) -> dict[str, Any]:
    known = {one.id: one for one in fields}
    found: dict[str, Any] = {}
    for name, value in values.items():
        one = known.get(name)
        if one is not None and one.type in ROW_TYPES and isinstance(value, list):
            value = _told_rows(library, one, value, old.get(name))
        elif _is_hidden(old.get(name)) and _is_empty(value):
            continue
        found[name] = value
    return found


def _told_rows(library: Library, one: Field, rows: Sequence[Any], old: Any) -> list[Any]:
    columns = _columns(library, one)
    before = old if isinstance(old, list | tuple) else ()
    return [
        _told(library, columns, row, _mapping_at(before, place))
        if isinstance(row, Mapping)
        else row
        for place, row in enumerate(rows)
    ]


def _is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_empty(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(_is_empty(one) for one in value)
    return value is None or not str(value).strip()


def _passed_on(form: Mending) -> frozenset[str]:
    return frozenset(one.id for one in form.transition.form if one.passed_on)
