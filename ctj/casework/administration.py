"""Agencies, users, teams and supervision. Nothing here sees or names a case (C28).

``by`` is the administrator who has signed in; None stands for whoever holds the terminal, and so
database and key. What gives somebody rights stands in `rights.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Connection, insert, select, update

from ctj.access import sessions
from ctj.access.errors import NotVisible, RoleRefused
from ctj.access.gate import tidy_email
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.organisations import Organisation
from ctj.model.users import OneTimeLink, Supervision, Team, TeamMember, User, UserRole
from ctj.services import Services
from ctj.transaction import SYSTEM, Actor, UnitOfWork, unit_of_work
from ctj.workflow.step import FieldError

from .refusals import FormErrors
from .steps import actor_of

#: Kinds of organisation; users belong to the first two.
ORGANISATION_KINDS = ("agency", "prosecution", "court", "provider", "counterpart")
SEATING = ("agency", "prosecution")
CLEARANCES = (1, 2, 3)


@dataclass(frozen=True)
class NewAgency:
    """``code``: short and unique, as commands and timelines name it. ``agency_kind``: a code of
    the list of that name, or None."""

    code: str
    name: str
    kind: str = "agency"
    agency_kind: str | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True)
class NewUser:
    """``agency``: the id of an agency or prosecution office. Clearance begins at 1."""

    email: str
    name: str
    agency: str
    locale: str | None = None


def acting(by: Viewer | None) -> Actor:
    """The actor of an administrator's act. Raises RoleRefused for anybody else."""
    if by is None:
        return SYSTEM
    if "adm" not in by.roles:
        raise RoleRefused(say("Only an administrator does this."))
    return actor_of(by, "adm")


def add_agency(services: Services, by: Viewer | None, new: NewAgency) -> str:
    """A new agency, court or other organisation; returns its id. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        _refuse(_faults_of_agency(work.connection, services, new))
        agency_id = new_id()
        work.connection.execute(
            insert(Organisation).values(
                id=agency_id,
                code=new.code.strip(),
                name=new.name.strip(),
                kind=new.kind,
                agency_kind=new.agency_kind or None,
                jurisdiction=new.jurisdiction or services.instance.jurisdiction,
                active=True,
                created_at=work.now,
            )
        )
        work.audit("agency.added", objects={"agency": agency_id})
    return agency_id


def _faults_of_agency(
    connection: Connection, services: Services, new: NewAgency
) -> list[FieldError]:
    faults = []
    code = new.code.strip()
    if not code or len(code) > 64 or any(c.isspace() for c in code):
        faults.append(
            FieldError("code", say("A short code without spaces is needed."), say("Code"))
        )
    elif _exists(connection, Organisation.code == code):
        faults.append(
            FieldError("code", say("'%(code)s' is taken by another one.", code=code), say("Code"))
        )
    if not 0 < len(new.name.strip()) <= 200:
        faults.append(
            FieldError("name", say("A name of up to 200 characters is needed."), say("Name"))
        )
    if new.kind not in ORGANISATION_KINDS:
        faults.append(FieldError("kind", say("Choose one of the list."), say("Kind")))
    known = services.library.codes["agency_kind"].codes
    if new.agency_kind and new.agency_kind not in known:
        faults.append(
            FieldError("agency_kind", say("Choose one of the list."), say("Kind of agency"))
        )
    return faults


def set_agency_active(
    services: Services, by: Viewer | None, agency_id: str, *, active: bool
) -> None:
    """Take an organisation out of the lists to choose from, or bring it back."""
    with unit_of_work(services.database, acting(by)) as work:
        done = work.connection.execute(
            update(Organisation).where(Organisation.id == agency_id).values(active=active)
        )
        _there(done.rowcount)
        what = "agency.brought_back" if active else "agency.retired"
        work.audit(what, objects={"agency": agency_id})


def add_user(services: Services, by: Viewer | None, new: NewUser) -> str:
    """A new user without any role or password; returns the id. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        email = tidy_email(new.email)
        _refuse(_faults_of_user(work.connection, new, email))
        user_id = new_id()
        work.connection.execute(
            insert(User).values(
                id=user_id,
                email=email,
                name=new.name.strip(),
                agency_id=new.agency,
                clearance=1,
                locale=new.locale,
                active=True,
                created_at=work.now,
            )
        )
        work.audit("user.added", objects={"user": user_id, "agency": new.agency})
    return user_id


def _faults_of_user(connection: Connection, new: NewUser, email: str) -> list[FieldError]:
    faults = []
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        faults.append(
            FieldError(
                "email",
                say("An address such as name@agency.example is needed."),
                say("Work e-mail"),
            )
        )
    if _exists(connection, User.email == email):
        faults.append(
            FieldError("email", say("There is a user with this address."), say("Work e-mail"))
        )
    if not 0 < len(new.name.strip()) <= 200:
        faults.append(
            FieldError("name", say("A name of up to 200 characters is needed."), say("Name"))
        )
    if not _exists(
        connection,
        Organisation.id == new.agency,
        Organisation.kind.in_(SEATING),
        Organisation.active,
    ):
        faults.append(
            FieldError("agency", say("Choose an agency or prosecution office."), say("Agency"))
        )
    return faults


def deactivate(services: Services, by: Viewer | None, user_id: str) -> None:
    """The user cannot sign in any more; sessions and unused links end at once."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        done = work.connection.execute(
            update(User)
            .where(User.id == user_id, User.active)
            .values(active=False, deactivated_at=work.now)
        )
        _there(done.rowcount)
        work.connection.execute(
            update(OneTimeLink)
            .where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
            .values(used_at=work.now)
        )
        sessions.revoke_all(work.connection, user_id, why="deactivated", now=work.now)
        work.audit("user.deactivated", objects={"user": user_id})


def add_team(services: Services, by: Viewer | None, name: str, agency_id: str) -> str:
    """A new team of an agency; returns its id. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        faults = []
        if not 0 < len(name.strip()) <= 200:
            faults.append(
                FieldError("name", say("A name of up to 200 characters is needed."), say("Name"))
            )
        if not _exists(
            work.connection, Organisation.id == agency_id, Organisation.kind.in_(SEATING)
        ):
            faults.append(
                FieldError("agency", say("Choose an agency or prosecution office."), say("Agency"))
            )
        _refuse(faults)
        team_id = new_id()
        work.connection.execute(
            insert(Team).values(
                id=team_id, name=name.strip(), agency_id=agency_id, created_at=work.now
            )
        )
        work.audit("team.added", objects={"team": team_id, "agency": agency_id})
    return team_id


def add_member(services: Services, by: Viewer | None, team_id: str, user_id: str) -> None:
    """A user of the team's agency joins it and sees its cases from now on. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        connection = work.connection
        agency = connection.execute(select(Team.agency_id).where(Team.id == team_id)).scalar()
        if agency is None:
            raise NotVisible
        if not _exists(connection, User.id == user_id, User.agency_id == agency, User.active):
            raise FormErrors(
                [FieldError("user", say("Choose a user of the team's agency."), say("User"))]
            )
        if _exists(connection, *_membership(team_id, user_id)):
            raise FormErrors(
                [FieldError("user", say("This user is on the team already."), say("User"))]
            )
        connection.execute(
            insert(TeamMember).values(
                id=new_id(), team_id=team_id, user_id=user_id, added_at=work.now
            )
        )
        work.audit("team.joined", objects={"team": team_id, "user": user_id})


def remove_member(services: Services, by: Viewer | None, team_id: str, user_id: str) -> None:
    """A user leaves a team and no longer sees what the team sees."""
    with unit_of_work(services.database, acting(by)) as work:
        done = work.connection.execute(
            update(TeamMember).where(*_membership(team_id, user_id)).values(left_at=work.now)
        )
        _there(done.rowcount)
        work.audit("team.left", objects={"team": team_id, "user": user_id})


def _membership(team_id: str, user_id: str) -> tuple[Any, ...]:
    return (
        TeamMember.team_id == team_id,
        TeamMember.user_id == user_id,
        TeamMember.left_at.is_(None),
    )


def add_supervision(services: Services, by: Viewer | None, user_id: str, agency_id: str) -> None:
    """A manager supervises an agency and sees the cases that it leads. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        connection, faults = work.connection, []
        manages = (UserRole.user_id == user_id, UserRole.role == "mgr")
        if not _exists(connection, *manages, UserRole.revoked_at.is_(None)):
            faults.append(
                FieldError("agency", say("Only a manager supervises an agency."), say("Agency"))
            )
        if not _exists(connection, Organisation.id == agency_id, Organisation.kind.in_(SEATING)):
            faults.append(
                FieldError("agency", say("Choose an agency or prosecution office."), say("Agency"))
            )
        if _exists(connection, *_supervision(user_id, agency_id)):
            faults.append(FieldError("agency", say("This is supervised already."), say("Agency")))
        _refuse(faults)
        connection.execute(
            insert(Supervision).values(
                id=new_id(), user_id=user_id, agency_id=agency_id, from_at=work.now
            )
        )
        work.audit("supervision.added", objects={"user": user_id, "agency": agency_id})


def end_supervision(services: Services, by: Viewer | None, user_id: str, agency_id: str) -> None:
    """A manager no longer supervises an agency."""
    with unit_of_work(services.database, acting(by)) as work:
        done = work.connection.execute(
            update(Supervision).where(*_supervision(user_id, agency_id)).values(ended_at=work.now)
        )
        _there(done.rowcount)
        work.audit("supervision.ended", objects={"user": user_id, "agency": agency_id})


def _supervision(user_id: str, agency_id: str) -> tuple[Any, ...]:
    return (
        Supervision.user_id == user_id,
        Supervision.agency_id == agency_id,
        Supervision.ended_at.is_(None),
    )


def not_oneself(by: Viewer | None, user_id: str) -> None:
    """Nobody edits the own rights (C28)."""
    if by is not None and by.user_id == user_id:
        raise RoleRefused(
            say("Nobody changes the own account here. Another administrator does it.")
        )


def user_or_absent(work: UnitOfWork, user_id: str) -> Mapping[str, Any]:
    """The user's row. Raises NotVisible for an unknown or deactivated one."""
    row = work.connection.execute(
        select(User.id, User.email, User.name, User.clearance).where(
            User.id == user_id, User.active
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return dict(row._mapping)


def _exists(connection: Connection, *which: Any) -> bool:
    table = which[0].left.table
    return connection.execute(select(table.c.id).where(*which).limit(1)).first() is not None


def _there(rows: int) -> None:
    if rows == 0:
        raise NotVisible


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise FormErrors(faults)


def at(now: datetime) -> str:
    """An instant as refusals say it."""
    return f"{now:%Y-%m-%d %H:%M} UTC"
