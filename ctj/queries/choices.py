"""Who and what a form may name beside the case itself: organisations, colleagues, other cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.model.organisations import Organisation
from ctj.model.users import Team, User
from ctj.workflow.definitions import Field
from ctj.workflow.projection import Subject
from ctj.workflow.step import Choice, FormContext
from ctj.workflow.step.case_context import context_of
from ctj.workflow.step.fields.references import POOL

from .situations import CaseFile

#: More than any register of a country holds; beyond it a list is no help.
MOST = 5000
FoundName = Callable[[str], str | None]


def form_contexts(
    connection: Connection,
    viewer: Viewer,
    case: CaseFile,
    fields: Sequence[Field],
    subjects: Mapping[str, Subject | None],
    *,
    named: Iterable[str] | None = None,
    checks: Mapping[str, Callable[[str], Any]] | None = None,
) -> dict[str, FormContext]:
    """One context for each of ``subjects`` (by label, '' for the case).

    ``named``: the texts that were typed; only organisations and users that they may mean are read.
    None: all, for lists to choose from and for 'did you mean'. ``checks``: what is asked about
    texts (found_name, may_pass, look_at of the context).
    """
    types = set(_types(fields))
    more: dict[str, Any] = {"find": finder(connection, viewer, case), **(checks or {})}
    if "org" in types:
        more["orgs"] = organisations(connection, named)
    if "user" in types:
        more["users"] = colleagues(connection, case, viewer, named)
        if any(field.kind == POOL for field in fields):
            more["users"] += pools(connection, case, viewer)
    return {
        label: context_of(
            case.library,
            case.overlay,
            case.projection,
            subject=subject,
            now=case.now,
            zone=case.zone,
            **more,
        )
        for label, subject in subjects.items()
    }


#: Built once: a step reads it each time.
_ORGANISATIONS = (
    select(Organisation.id, Organisation.name, Organisation.kind, Organisation.code)
    .where(Organisation.active)
    .order_by(Organisation.name)
    .limit(MOST)
)
_NAMED_ORGANISATIONS = _ORGANISATIONS.where(
    or_(
        Organisation.id.in_(bindparam("ids", expanding=True)),
        Organisation.code.in_(bindparam("texts", expanding=True)),
        func.lower(Organisation.name).in_(bindparam("lower", expanding=True)),
    )
)


def organisations(connection: Connection, named: Iterable[str] | None = None) -> tuple[Choice, ...]:
    """The organisations in use, by name; known by id and by code."""
    if named is None:
        found = connection.execute(_ORGANISATIONS)
    else:
        texts = list(named)
        given = {"texts": texts, "lower": _lower(texts), "ids": _ids(texts)}
        found = connection.execute(_NAMED_ORGANISATIONS, given)
    return tuple(Choice(row.id, row.name, kind=row.kind, names=(row.code,)) for row in found)


def colleagues(
    connection: Connection, case: CaseFile, viewer: Viewer, named: Iterable[str] | None = None
) -> tuple[Choice, ...]:
    """The users of the viewer's agency and of the lead agency; known by id and by e-mail."""
    agencies = {viewer.agency_id, case.head.lead_agency_id}
    conditions: list[ColumnElement[bool]] = [User.active.is_(True), User.agency_id.in_(agencies)]
    if named is not None:
        texts = list(named)
        by_text = (User.email.in_(_lower(texts)), func.lower(User.name).in_(_lower(texts)))
        conditions.append(or_(User.id.in_(_ids(texts)), *by_text))
    wanted = select(User.id, User.name, User.email).where(*conditions).order_by(User.name)
    found = connection.execute(wanted.limit(MOST))
    return tuple(Choice(row.id, row.name, names=(row.email,)) for row in found)


def pools(connection: Connection, case: CaseFile, viewer: Viewer) -> tuple[Choice, ...]:
    """The teams of the viewer's agency and of the lead agency."""
    agencies = {viewer.agency_id, case.head.lead_agency_id}
    wanted = select(Team.id, Team.name).where(Team.agency_id.in_(agencies)).order_by(Team.name)
    return tuple(
        Choice(row.id, row.name, kind=POOL) for row in connection.execute(wanted.limit(MOST))
    )


def finder(
    connection: Connection, viewer: Viewer, case: CaseFile
) -> Callable[[str, str], str | None]:
    """Ids of other cases that the viewer may see, and of entries of this one (by id or number)."""

    def find(kind: str, text: str) -> str | None:
        if kind == "event":
            entries = case.log
            return next((one.id for one in entries if text in (one.id, str(one.seq))), None)
        if kind == "case":
            seen = sight_of_reference(connection, viewer, text)
            return seen.case_id if seen is not None else None
        return None

    return find


def texts_in(value: Any) -> Iterable[str]:
    """Every text that was typed, however deep it stands."""
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def _types(fields: Iterable[Field]) -> Iterable[str]:
    for field in fields:
        yield field.type
        yield from _types(field.fields)


def _lower(texts: Iterable[str]) -> list[str]:
    return [text.lower() for text in texts]


def _ids(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if is_id(text)]


def is_id(text: str) -> bool:
    """Whether this can be the id of anything; PostgreSQL refuses to compare what cannot."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
