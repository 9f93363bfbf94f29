"""Opening what identifies a person: one field group, on purpose, with a reason (C03, C08, C09).

The look is written down and committed before anything is opened, in a second, read-only
transaction that first finds the row. Where it cannot be written, nothing is shown.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from ctj.access.errors import NotVisible, RoleRefused, StepUpNeeded
from ctj.access.roles import ROLES
from ctj.access.rule import Sight, sight_of_reference
from ctj.access.settings import AccessSettings
from ctj.access.viewers import Viewer
from ctj.identity.errors import Erased, SealBroken
from ctj.identity.open import open_group
from ctj.identity.seal import case_sealer
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.users import User
from ctj.queries.looks import REVEAL
from ctj.services import Services
from ctj.transaction import DatabaseUnavailable, UnitOfWork, unit_of_work
from ctj.workflow.definitions import Library

from .own_values import values_told
from .refusals import NotAllowedHere
from .steps import actor_of

SHORTEST_REASON = 10
LONGEST_REASON = 500
#: So many looks within a span need no second person (C09).
_SPEED = ((20, timedelta(hours=1), "an hour"), (60, timedelta(days=1), "a day"))
#: How long a front-line officer sees a person that he has registered himself.
OWN_ENTRY = timedelta(hours=24)
_STEP_UP = AccessSettings().step_up

#: Field group -> column of process.md 2.3, by kind of subject. What is absent cannot be revealed.
_GROUPS: Mapping[str, Mapping[str, str]] = {
    "victim": {
        "name": "victim_identity",
        "birth": "victim_identity",
        "documents": "victim_identity",
        "contact": "victim_contact",
        "location": "protection_location",
    },
    "accused": dict.fromkeys(("name", "birth", "documents", "contact"), "accused_identity"),
}


class ReasonNeeded(NotAllowedHere):
    """The reason for a look is missing, too short or too long."""


class TooManyLooks(NotAllowedHere):
    """The viewer has opened so many identities that a second person is needed (C09)."""


class NotWrittenDown(DatabaseUnavailable):
    """The look could not be recorded, so nothing is shown."""


class NothingToShow(NotAllowedHere):
    """There is no identity to open: never entered, or erased on record."""


@dataclass(frozen=True)
class Look:
    """What somebody asks to see, and why."""

    case_reference: str
    subject_label: str
    group: str
    reason: str


@dataclass(frozen=True)
class Revealed:
    """One field group of one person. ``fields``: field id -> text as it was entered. Never stored,
    never logged; the page that shows it is not kept by the browser."""

    case_id: str
    subject_label: str
    group: str
    fields: Mapping[str, str]
    at: datetime

    def __repr__(self) -> str:
        return f"<Revealed {self.group} of {self.subject_label}>"


@dataclass(frozen=True)
class _Subject:
    id: str
    kind: str
    person_id: str | None
    entered_by: str | None
    entered_at: datetime


@dataclass(frozen=True)
class _Asked:
    """One look, with what was found about it so far."""

    work: UnitOfWork
    viewer: Viewer
    look: Look
    sight: Sight
    subject: _Subject

    def refused(self, rule: str) -> None:
        """The audit row of a refusal: written after the roll-back, in a transaction of its own."""
        objects = {"subject": self.subject.id, "group": self.look.group}
        case_id = self.sight.case_id
        self.work.refused(f"{REVEAL}.refused", case_id=case_id, rule=rule, objects=objects)


@dataclass(frozen=True)
class _Written:
    case_id: str
    person_id: str
    at: datetime
    may_open: frozenset[str]


def reveal(services: Services, viewer: Viewer, look: Look) -> Revealed:
    """Open one field group of one subject of a case for this viewer.

    Raises NotVisible (absent, or not for this viewer), StepUpNeeded, NotWrittenDown, and as
    RoleRefused: the role may not, ReasonNeeded, TooManyLooks, NothingToShow.
    """
    try:
        written = _write_down(services, viewer, look)
    except DBAPIError as error:
        raise NotWrittenDown(
            "The look could not be written down, so nothing is shown. Tell the administrator."
        ) from error
    with services.database.read() as connection:
        if not _is_written(connection, viewer, written):
            raise NotWrittenDown("The look was not written down, so nothing is shown.")
        fields = _opened(connection, services, written, look)
    return Revealed(written.case_id, look.subject_label, look.group, fields, written.at)


def _write_down(services: Services, viewer: Viewer, look: Look) -> _Written:
    """Ask every rule, then commit the audit row. Only then may the identity be opened."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        sight = _seen(work, viewer, look)
        asked = _Asked(work, viewer, look, sight, _subject(work, sight, look))
        role = _role_for(services.library, asked)
        _check_fresh(asked)
        _check_speed(asked)
        reason = _reason(look)
        if asked.subject.person_id is None:
            raise NothingToShow(f"Nothing that identifies {look.subject_label} was entered.")
        work.actor = actor_of(viewer, role)
        _record(services, asked, role, reason)
        may_open = _may_open(services.library, asked, role)
        return _Written(sight.case_id, asked.subject.person_id, work.clock, may_open)


def _seen(work: UnitOfWork, viewer: Viewer, look: Look) -> Sight:
    sight = sight_of_reference(work.connection, viewer, look.case_reference)
    if sight is None:
        work.refused(f"{REVEAL}.refused", rule="C01")
        raise NotVisible
    work.lock([sight.case_id])
    return sight


def _subject(work: UnitOfWork, sight: Sight, look: Look) -> _Subject:
    row = work.connection.execute(
        select(
            SubjectRow.id,
            SubjectRow.kind,
            SubjectRow.person_id,
            Event.user_id,
            SubjectRow.created_at,
        )
        .outerjoin(Event, Event.id == SubjectRow.created_by)
        .where(
            SubjectRow.case_id == sight.case_id,
            SubjectRow.label == look.subject_label,
            SubjectRow.left_at.is_(None),
        )
    ).one_or_none()
    if row is None or look.group not in _GROUPS.get(row.kind, {}):
        raise NotVisible
    return _Subject(*row)


def _role_for(library: Library, asked: _Asked) -> str:
    """The viewer's role that may open this group here: one by which this case is seen."""
    group = _GROUPS[asked.subject.kind][asked.look.group]
    by_role = library.field_groups.get(group, {})
    bases = {reason.basis for reason in asked.sight.reasons}
    for role in sorted(asked.viewer.roles):
        if bases & ROLES[role].bases and _allows(by_role.get(role, "no"), asked):
            return role
    asked.refused("C03 role")
    raise RoleRefused(
        f"Your role on this case does not include the {asked.look.group} of "
        f"{asked.look.subject_label}."
    )


def _allows(word: str, asked: _Asked) -> bool:
    """What process.md 2.3 says for a role: to open on purpose, or own entries for a day."""
    if word.startswith("own entry"):
        since = asked.work.clock - asked.subject.entered_at
        return asked.subject.entered_by == asked.viewer.user_id and since <= OWN_ENTRY
    return word in ("reveal", "yes")


def _may_open(library: Library, asked: _Asked, role: str) -> frozenset[str]:
    """What of her record this role may open: what was told where it may open this group, and for
    one who sees own entries only what the viewer told."""
    words = {
        kind: library.field_groups.get(groups[asked.look.group], {}).get(role, "no")
        for kind, groups in _GROUPS.items()
        if asked.look.group in groups
    }
    kinds = {kind for kind, word in words.items() if word in ("reveal", "yes")}
    own = words[asked.subject.kind].startswith("own entry")
    return values_told(
        asked.work.connection,
        str(asked.subject.person_id),
        asked.look.group,
        kinds | {asked.subject.kind},
        asked.viewer.user_id if own else None,
    )


def _check_fresh(asked: _Asked) -> None:
    """The second factor was given within five minutes."""
    given = asked.viewer.stepped_up_at
    if given is None or not timedelta(0) <= asked.work.clock - given <= _STEP_UP:
        raise StepUpNeeded("Give the code of your second factor again to open an identity.")


def _check_speed(asked: _Asked) -> None:
    """C09. The user's row is locked, so that looks at the same instant are counted in turn."""
    work, viewer = asked.work, asked.viewer
    work.connection.execute(select(User.id).where(User.id == viewer.user_id).with_for_update())
    for limit, span, words in _SPEED:
        if _looks_since(work.connection, viewer, work.clock - span) >= limit:
            asked.refused("C09 speed")
            raise TooManyLooks(
                f"You have opened {limit} identities within {words}. More needs a second person: "
                "ask your manager."
            )


def _looks_since(connection: Connection, viewer: Viewer, since: datetime) -> int:
    return connection.execute(
        select(func.count()).where(
            AuditRow.user_id == viewer.user_id, AuditRow.at > since, AuditRow.action == REVEAL
        )
    ).scalar_one()


def _reason(look: Look) -> str:
    reason = " ".join(look.reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonNeeded(
            f"Say why you need it, in at least {SHORTEST_REASON} characters: the case lead sees it."
        )
    if len(reason) > LONGEST_REASON:
        raise ReasonNeeded(f"Say why in at most {LONGEST_REASON} characters.")
    return reason


def _record(services: Services, asked: _Asked, role: str, reason: str) -> None:
    """The audit row. The reason is sealed with the case's key: it may say more than it should."""
    look_id, case_id = new_id(), asked.sight.case_id
    sealed = case_sealer(asked.work.connection, services.keyring, case_id).seal(
        f"look:{look_id}", {"reason": reason}
    )
    asked.work.audit(
        REVEAL,
        case_id=case_id,
        rule=f"{asked.sight.rule}; C03 {asked.look.group} {role}",
        objects={
            "look": look_id,
            "subject": asked.subject.id,
            "person": asked.subject.person_id,
            "group": asked.look.group,
            "reason": b64encode(sealed).decode(),
        },
    )


def _is_written(connection: Connection, viewer: Viewer, written: _Written) -> bool:
    """Whether another transaction sees the row, which it does only if it was committed."""
    found = connection.execute(
        select(AuditRow.id)
        .where(AuditRow.case_id == written.case_id, AuditRow.action == REVEAL)
        .where(AuditRow.at == written.at, AuditRow.user_id == viewer.user_id)
        .limit(1)
    )
    return found.first() is not None


def _opened(
    connection: Connection, services: Services, written: _Written, look: Look
) -> Mapping[str, str]:
    try:
        return open_group(
            connection, services.keyring, written.person_id, look.group, written.may_open
        )
    except Erased:
        raise NothingToShow(
            f"The identity of {look.subject_label} was erased on record; nobody can open it."
        ) from None
    except SealBroken:
        raise NothingToShow(
            f"What is stored for {look.subject_label} was altered and does not open. Tell the "
            "administrator: it must be put back from a backup."
        ) from None
