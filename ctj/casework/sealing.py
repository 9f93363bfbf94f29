"""What an event's data may hold in the clear, and what is sealed: narratives and outside references
with the case key, whatever identifies a person in the vault (DESIGN section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ctj.identity.seal import Fields, NewPerson, admit, case_sealer, seal_people
from ctj.queries.situations import CaseFile
from ctj.services import Services
from ctj.transaction import IdentityValue, UnitOfWork
from ctj.workflow.definitions import Field, Library, Transition
from ctj.workflow.fold.step import ROW_TYPES
from ctj.workflow.projection import derived_id

_NAMES = "name"
#: The group of a narrative that identifies somebody; it is not searched by its words.
_ACCOUNT = "account"
#: So many last signs of a row's id tell it apart among the rows of one person.
ROW_MARK = 12


@dataclass
class Sealed:
    """Data with placeholders, and what they stand for: texts by number, identity by field."""

    data: dict[str, Any]
    texts: dict[str, Any] = field(default_factory=dict)
    subject: dict[str, tuple[str, str]] = field(default_factory=dict)
    third_person: dict[str, tuple[str, str]] = field(default_factory=dict)
    event_id: str = ""

    def text(self, value: Any) -> dict[str, Any]:
        """The placeholder of a note, reference or reason."""
        number = len(self.texts)
        self.texts[str(number)] = value
        return {"sealed": number}


def parted(
    library: Library,
    transition: Transition,
    data: Mapping[str, Any],
    *,
    adds_subject: bool,
    event_id: str,
) -> Sealed:
    """The data without what must be sealed. ``event_id``: of the entry that makes the rows.

    A name in a form that adds no subject is that of somebody else (counsel, a reporter).
    """
    sealed = Sealed({}, event_id=event_id)
    for one in transition.form:
        if one.id in data and not one.passed_on:
            sealed.data[one.id] = _value(sealed, library, one, data[one.id], one.id, adds_subject)
    return sealed


def _value(
    sealed: Sealed, library: Library, one: Field, value: Any, path: str, adds_subject: bool
) -> Any:
    if one.type in ROW_TYPES and isinstance(value, list | tuple):
        return [
            _row(sealed, library, one, item, _address(sealed, path, item, number), adds_subject)
            for number, item in enumerate(value)
        ]
    if one.identifying and not _is_kept(value):
        group = one.group or (_ACCOUNT if one.type == "note" else _NAMES)
        mine = adds_subject or group != _NAMES
        (sealed.subject if mine else sealed.third_person)[path] = (group, _text(value))
        return {"vault": path}
    return sealed.text(value) if one.sealed and not one.identifying else value


def _address(sealed: Sealed, path: str, item: Any, number: int) -> str:
    """Where the columns of one row stand in the vault: by the row, so that the place of a measure
    is replaced by a later place of the same measure alone."""
    named = item.get("row") if isinstance(item, Mapping) else None
    row = str(named or derived_id(sealed.event_id, path, number))
    return f"{path}.{row[-ROW_MARK:]}"


def _is_kept(value: Any) -> bool:
    """A correction leaves what stands in the vault where it is."""
    return isinstance(value, Mapping) and "vault" in value


def _row(
    sealed: Sealed, library: Library, one: Field, item: Any, path: str, adds_subject: bool
) -> Any:
    if not isinstance(item, Mapping):
        return item
    columns = {column.id: column for column in _columns(library, one)}
    return {
        name: _value(sealed, library, columns[name], value, f"{path}.{name}", adds_subject)
        if name in columns
        else value
        for name, value in item.items()
    }


def _columns(library: Library, one: Field) -> Iterable[Field]:
    register = library.registers.get(one.register or "")
    return one.fields or (register.fields if register else ())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def seal_texts(
    work: UnitOfWork, services: Services, case: CaseFile, texts: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """The sealed part of each event that has one, by event id; bound to its event."""
    if not any(texts.values()):
        return {}
    sealer = case_sealer(work.connection, services.keyring, case.id)
    return {
        event_id: sealer.seal(f"event:{event_id}", told) for event_id, told in texts.items() if told
    }


@dataclass(frozen=True)
class ForVault:
    """What one event has for the vault; ``person_id`` None makes a person of that kind."""

    event_id: str
    fields: Fields
    person_id: str | None = None
    kind: str = "natural"


def into_vault(
    work: UnitOfWork, services: Services, wanted: Sequence[ForVault]
) -> tuple[list[str], list[IdentityValue]]:
    """Seal each under its person's key. The persons in order, and what the audit commits to."""
    people: list[str] = []
    committed: list[IdentityValue] = []
    for one in wanted:
        if one.person_id is None:
            new = [NewPerson(one.kind, one.fields)]
            person = admit(work.connection, services.keyring, new, one.event_id, work.clock)[0]
        else:
            person = one.person_id
            fields = {person: one.fields}
            seal_people(work.connection, services.keyring, fields, one.event_id, work.clock)
        people.append(person)
        committed += [
            IdentityValue(person, name, text) for name, (_, text) in one.fields.items() if text
        ]
    return people, committed
