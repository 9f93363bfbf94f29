"""What every step of signing in needs: database, keys, figures, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ctj.identity.keyring import KeyRing
from ctj.language import say
from ctj.model.instance import Instance
from ctj.transaction import Actor, Database, unit_of_work

from .errors import SignInRefused
from .lockout import Judged, Try, reserve
from .settings import AccessSettings
from .tokens import digest, keyed_digest

PASSWORD_TRY, CODE_TRY = "password", "code"


@dataclass(frozen=True)
class CameFrom:
    """Where a request comes from. ``device`` is the token of the device's cookie, if it has one."""

    address: str
    device: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True)
class Gate:
    """Database, keys and figures of this instance."""

    database: Database
    keyring: KeyRing
    settings: AccessSettings

    def account(self, email: str) -> str:
        """The digest by which tries on an account are counted, also where there is no account."""
        return keyed_digest(self.keyring, "account", email)

    def attempt(self, came_from: CameFrom, email: str, kind: str) -> Try:
        """This try, as it is counted."""
        return Try(
            account=self.account(email),
            address=keyed_digest(self.keyring, "address", came_from.address),
            device=digest(came_from.device) if came_from.device else None,
            kind=kind,
        )


def tidy_email(typed: str) -> str:
    """The form in which addresses are stored and compared."""
    return typed.replace("\x00", "").strip().casefold()[:254]


def actor_of(user_id: str | None, agency_id: str | None = None) -> Actor:
    """The user as the audit names them; before anybody is known, nobody."""
    return Actor(kind="user", user_id=user_id, agency_id=agency_id)


def count(gate: Gate, attempt: Try, user_id: str | None) -> str:
    """Count a try before it is judged; returns its number. Raises SignInRefused while locked."""
    with unit_of_work(gate.database, actor_of(user_id)) as work:
        judged = reserve(work.connection, attempt, user_id, work.now, gate.settings)
        if judged.attempt_id is not None:
            return judged.attempt_id
        work.audit("sign_in_locked", objects=_told(attempt))
    raise SignInRefused(_locked(judged), judged.locked_until)


def refuse(gate: Gate, attempt: Try, user_id: str | None, why: str, sentence: str) -> SignInRefused:
    """Audit a refusal in a transaction of its own; returns what the caller raises."""
    with unit_of_work(gate.database, actor_of(user_id)) as work:
        work.audit("sign_in_refused", objects={**_told(attempt), "why": why})
    return SignInRefused(say(sentence))


def is_demonstration(connection: Connection) -> bool:
    """Whether the instance is marked as a demonstration."""
    return bool(connection.execute(select(Instance.demonstration)).scalar_one_or_none())


def _told(attempt: Try) -> dict[str, str]:
    return {"account": attempt.account[:16], "address": attempt.address[:16], "kind": attempt.kind}


def _locked(judged: Judged) -> str:
    until: datetime | None = judged.locked_until
    at = f"{until:%H:%M} UTC" if until else "later"
    return say(
        "Too many tries. The next one is judged after %(at)s; until then nothing is tried.", at=at
    )
