"""Which accused of a case are also victims: read for the two who may, and for nobody else.

The match is stored nowhere: it is that two subjects are one person of the vault.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import aliased

from ctj.access.rule import all_visible
from ctj.access.viewers import Viewer
from ctj.model.access import CaseGrant, MatchReader
from ctj.model.cases import Case, SubjectRow
from ctj.model.users import TeamMember, User, UserRole

from .administration import Named

#: One prosecutor and one victim-support officer (process.md 1.7, 22).
READERS = ("pros", "vso")


@dataclass(frozen=True)
class Reader:
    """Who reads the notice in that role; ``name`` empty where nobody is named."""

    role: str
    user_id: str
    name: str


@dataclass(frozen=True)
class Match:
    """``victim``: the pseudonym here, or in the case ``reference``; both empty for a case that the
    reader does not see."""

    accused: str
    victim: str
    reference: str


def readers_of(connection: Connection, case_id: str) -> tuple[Reader, ...]:
    """The two, in order of role; a role without anybody is left out."""
    rows = connection.execute(
        select(MatchReader.role, MatchReader.user_id, User.name)
        .join(User, User.id == MatchReader.user_id)
        .where(MatchReader.case_id == case_id, MatchReader.ended_at.is_(None))
        .order_by(MatchReader.role)
    )
    return tuple(Reader(*row) for row in rows)


def candidates(connection: Connection, case_id: str, role: str) -> tuple[Named, ...]:
    """Users who hold the role and are on the team of the case."""
    grants = select(CaseGrant.grantee_id).where(
        CaseGrant.case_id == case_id, CaseGrant.basis == "team", CaseGrant.revoked_at.is_(None)
    )
    members = select(TeamMember.user_id).where(
        TeamMember.team_id.in_(grants.where(CaseGrant.grantee_kind == "team")),
        TeamMember.left_at.is_(None),
    )
    holding = select(UserRole.user_id).where(UserRole.role == role, UserRole.revoked_at.is_(None))
    rows = connection.execute(
        select(User.id, User.name)
        .where(User.active, User.id.in_(holding))
        .where(
            or_(User.id.in_(grants.where(CaseGrant.grantee_kind == "user")), User.id.in_(members))
        )
        .order_by(User.name)
    )
    return tuple(Named(row.id, row.name) for row in rows)


def may_read(connection: Connection, viewer: Viewer, case_id: str) -> bool:
    """Whether the viewer is one of the two, and still holds the role."""
    return any(
        one.user_id == viewer.user_id and one.role in viewer.roles
        for one in readers_of(connection, case_id)
    )


def matches_of(connection: Connection, viewer: Viewer, case_id: str) -> tuple[Match, ...]:
    """The accused of the case who are a victim, here or in another case."""
    accused, victim = aliased(SubjectRow), aliased(SubjectRow)
    seen = set(connection.scalars(select(Case.id).where(Case.id.in_(all_visible(viewer)))))
    rows = connection.execute(
        select(accused.label, victim.label, victim.case_id, Case.reference)
        .join(victim, victim.person_id == accused.person_id)
        .join(Case, Case.id == victim.case_id)
        .where(accused.case_id == case_id, accused.kind == "accused", victim.kind == "victim")
        .order_by(accused.number, Case.reference, victim.number)
    )
    return tuple(
        Match(mine, label if where in seen else "", reference if where in seen else "")
        for mine, label, where, reference in rows
    )
