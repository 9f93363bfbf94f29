"""What gives a user rights: roles, clearance, one-time links. The weighty ones need two persons.

A role that opens identities, a higher clearance, and a link for somebody whose second factor would
be replaced by it are asked for by one administrator and decided by another (C27); the last of them
waits a day as well, in which its owner sees it (C20). At the terminal (``by`` None) they are done
at once: who holds database and key needs no application to change an account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from ctj.access import approvals, links, sessions
from ctj.access.approvals import APPROVED, Approval, Asked
from ctj.access.errors import ApprovalRefused, NotVisible
from ctj.access.gate import tidy_email
from ctj.access.own_account import RESET_FACTOR
from ctj.access.roles import ROLES, check_together
from ctj.access.settings import AccessSettings
from ctj.access.viewers import Viewer
from ctj.identity.narratives import open_instance
from ctj.identity.seal import instance_sealer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.users import Credential, User, UserRole
from ctj.queries.administration import agency_id_by_code, user_id_by_email
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.step import FieldError

from .administration import (
    CLEARANCES,
    NewUser,
    acting,
    add_user,
    at,
    not_oneself,
    user_or_absent,
)
from .refusals import FormErrors

GRANT_ROLE, RAISE_CLEARANCE = "grant_role", "raise_clearance"
#: How long a reset stays visible to its owner before anybody can use it.
RESET_WAITS = timedelta(hours=24)
_FIGURES = AccessSettings()


@dataclass(frozen=True)
class Outcome:
    """``done`` at once, or ``approval_id`` of the request that waits for a second person.
    ``link_token``: of a one-time link, to be handed over now; it is not kept anywhere."""

    done: bool
    approval_id: str | None = None
    link_token: str | None = None


def grant_role(services: Services, by: Viewer | None, user_id: str, role: str) -> Outcome:
    """Give a role, or ask a second person for it.

    Raises RoleRefused, FormErrors, and ApprovalRefused if it has been asked for already.
    """
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        user_or_absent(work, user_id)
        _check_new_role(work, user_id, role)
        if by is not None and ROLES[role].opens_identities:
            content = {"what": GRANT_ROLE, "user": user_id, "role": role}
            return _ask(work, services, by, content)
        _write_role(work, user_id, role)
    return Outcome(done=True)


def _check_new_role(work: UnitOfWork, user_id: str, role: str) -> None:
    held = _roles(work, user_id)
    if role in held:
        raise FormErrors(
            [FieldError("role", say("This user holds that role already."), say("Role"))]
        )
    check_together({*held, role})


def _roles(work: UnitOfWork, user_id: str) -> set[str]:
    rows = work.connection.execute(
        select(UserRole.role).where(UserRole.user_id == user_id, UserRole.revoked_at.is_(None))
    )
    return set(rows.scalars())


def _write_role(work: UnitOfWork, user_id: str, role: str) -> None:
    work.connection.execute(
        insert(UserRole).values(
            id=new_id(),
            user_id=user_id,
            role=role,
            granted_by=work.actor.user_id,
            granted_at=work.now,
        )
    )
    sessions.revoke_all(work.connection, user_id, why="roles changed", now=work.now)
    work.audit("role.granted", objects={"user": user_id, "role": role})


def revoke_role(services: Services, by: Viewer | None, user_id: str, role: str) -> None:
    """Take a role back; the user's sessions end, so that none goes on with the old rights."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        done = work.connection.execute(
            update(UserRole)
            .where(
                UserRole.user_id == user_id, UserRole.role == role, UserRole.revoked_at.is_(None)
            )
            .values(revoked_at=work.now)
        )
        if done.rowcount == 0:
            raise NotVisible
        sessions.revoke_all(work.connection, user_id, why="roles changed", now=work.now)
        work.audit("role.revoked", objects={"user": user_id, "role": role})


def set_clearance(services: Services, by: Viewer | None, user_id: str, clearance: int) -> Outcome:
    """Lower a clearance at once; ask a second person for a higher one. Raises FormErrors."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        present = user_or_absent(work, user_id)["clearance"]
        if clearance not in CLEARANCES or clearance == present:
            sentence = say("Choose another level than the present one.")
            raise FormErrors([FieldError("clearance", sentence, say("Clearance"))])
        if by is not None and clearance > present:
            content = {"what": RAISE_CLEARANCE, "user": user_id, "clearance": clearance}
            return _ask(work, services, by, content)
        _write_clearance(work, user_id, clearance)
    return Outcome(done=True)


def _write_clearance(work: UnitOfWork, user_id: str, clearance: int) -> None:
    work.connection.execute(update(User).where(User.id == user_id).values(clearance=clearance))
    work.audit("clearance.set", objects={"user": user_id, "clearance": clearance})


def issue_link(services: Services, by: Viewer | None, user_id: str) -> Outcome:
    """A one-time link to set the account up; a request where it would replace a second factor."""
    with unit_of_work(services.database, acting(by)) as work:
        not_oneself(by, user_id)
        user_or_absent(work, user_id)
        if by is not None and _has_factor(work, user_id):
            return _ask(work, services, by, {"what": RESET_FACTOR, "user": user_id})
        token = _write_link(work, user_id)
    return Outcome(done=True, link_token=token)


def _has_factor(work: UnitOfWork, user_id: str) -> bool:
    confirmed = select(Credential.user_id).where(
        Credential.user_id == user_id, Credential.totp_confirmed_at.is_not(None)
    )
    return work.connection.execute(confirmed).first() is not None


def _write_link(work: UnitOfWork, user_id: str) -> str:
    token = links.issue(
        work.connection,
        user_id,
        purpose=links.SET_UP,
        by=work.actor.user_id,
        now=work.now,
        settings=_FIGURES,
    )
    work.audit("link.issued", objects={"user": user_id, "purpose": links.SET_UP})
    return token


def _ask(work: UnitOfWork, services: Services, by: Viewer, content: Mapping[str, Any]) -> Outcome:
    content_hash = approvals.hash_of(content)
    sealed = instance_sealer(services.keyring).seal(_context(content_hash), content)
    asked = Asked(
        what=content["what"],
        transition=content["what"],
        content_hash=content_hash,
        content=sealed,
        seen={"user": content["user"]},
    )
    life = _FIGURES.approval_life
    approval_id = approvals.request(
        work.connection, asked, by=by.user_id, role="adm", now=work.now, life=life
    )
    objects = {"approval": approval_id, "content": content_hash, "user": content["user"]}
    work.audit(f"{content['what']}.requested", objects=objects)
    return Outcome(done=False, approval_id=approval_id)


def decide(services: Services, by: Viewer, approval_id: str, decision: str, reason: str) -> None:
    """Approve or decline what another administrator asked for; approving carries it out.

    A reset of the second factor is carried out later, by `use_reset`. Raises ApprovalRefused,
    NotVisible, RoleRefused.
    """
    with unit_of_work(services.database, acting(by)) as work:
        waiting = about_the_instance(work, approval_id)
        content = content_of(services, waiting)
        not_oneself(by, content["user"])
        decided = approvals.decide(
            work.connection,
            approval_id,
            decision,
            by=by.user_id,
            now=work.now,
            reason=reason.strip()[:500] or None,
        )
        objects = {"approval": approval_id, "content": decided.content_hash, "decision": decision}
        work.audit(f"{decided.what}.decided", objects=objects)
        if decision == APPROVED and decided.what != RESET_FACTOR:
            approvals.consume(
                work.connection,
                approval_id,
                approvals.hash_of(content),
                by=by.user_id,
                now=work.now,
            )
            _carry_out(work, content)


def _carry_out(work: UnitOfWork, content: Mapping[str, Any]) -> None:
    user_or_absent(work, content["user"])
    if content["what"] == GRANT_ROLE:
        _check_new_role(work, content["user"], content["role"])
        _write_role(work, content["user"], content["role"])
    else:
        _write_clearance(work, content["user"], content["clearance"])


def use_reset(services: Services, by: Viewer, approval_id: str) -> Outcome:
    """The link that an approved reset of a second factor gives, a day after it was approved.

    Raises ApprovalRefused, NotVisible.
    """
    with unit_of_work(services.database, acting(by)) as work:
        waiting = about_the_instance(work, approval_id)
        if waiting.what != RESET_FACTOR:
            raise NotVisible
        if waiting.decided_at is not None and work.now < waiting.decided_at + RESET_WAITS:
            ready = at(waiting.decided_at + RESET_WAITS)
            raise ApprovalRefused(
                say(
                    "The link can be made from %(ready)s: until then its owner can object.",
                    ready=ready,
                )
            )
        content = content_of(services, waiting)
        approvals.consume(
            work.connection,
            approval_id,
            approvals.hash_of(content),
            by=by.user_id,
            now=work.now,
        )
        user_or_absent(work, content["user"])
        token = _write_link(work, content["user"])
    return Outcome(done=True, link_token=token)


def add_user_with_roles(
    services: Services, email: str, name: str, agency_code: str, roles: Sequence[str]
) -> str:
    """At the terminal: a user with roles, whole or not at all; returns the token of a link.

    Raises FormErrors, RoleRefused.
    """
    with unit_of_work(services.database) as work:
        agency = agency_id_by_code(work.connection, agency_code)
        if agency is None:
            sentence = f"There is no '{agency_code}'. Add it first: ctj agency add"
            raise FormErrors([FieldError("agency", sentence, say("Agency"))])
        user_id = add_user(services, None, NewUser(email, name, agency))
        for role in dict.fromkeys(roles):
            grant_role(services, None, user_id, role)
        return _write_link(work, user_id)


def link_for(services: Services, email: str) -> str:
    """At the terminal: another link for the account with this address. Raises FormErrors."""
    with unit_of_work(services.database) as work:
        user_id = user_id_by_email(work.connection, tidy_email(email))
        if user_id is None:
            raise FormErrors([FieldError("email", say("There is no account with this address."))])
        user_or_absent(work, user_id)
        return _write_link(work, user_id)


def about_the_instance(work: UnitOfWork, approval_id: str) -> Approval:
    """An approval that belongs to no case. Raises NotVisible for any other."""
    approval = approvals.load(work.connection, approval_id)
    if approval.case_id is not None:
        raise NotVisible
    return approval


def content_of(services: Services, approval: Approval) -> Mapping[str, Any]:
    """What was asked for, opened with the instance's key."""
    opener = open_instance(services.keyring)
    return opener.open(_context(approval.content_hash), approval.content)


def _context(content_hash: str) -> str:
    return f"approval:{content_hash}"
