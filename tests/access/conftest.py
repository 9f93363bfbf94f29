"""An instance with somebody who has set up an account, and the gate that they go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert

from ctj.access import second_factor, sign_in
from ctj.access.gate import CameFrom, Gate
from ctj.access.passwords import Passwords
from ctj.access.sessions import LiveSession, find
from ctj.access.settings import AccessSettings
from ctj.identity.keyring import KeyRing
from ctj.model.users import Credential, User
from ctj.services import Instance, Services
from ctj.transaction import Database, unit_of_work
from ctj.workflow.definitions import Library
from tests.world import World

#: As strong as it must be, and fast enough for a test.
FAST = AccessSettings(hash_memory_kib=64, hash_passes=1, hash_lanes=1)
INSTANCE = Instance("Test instance", "PH", "Asia/Manila", demonstration=False)
PASSWORD = "seven quiet lamps"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = CameFrom("10.0.0.1", user_agent="Test")
ELSEWHERE = CameFrom("203.0.113.9", user_agent="Somebody else")


@dataclass
class Person:
    """A user who has a password and an authenticator."""

    gate: Gate
    user_id: str
    email: str
    recovery_codes: tuple[str, ...] = ()

    def now(self):
        with self.gate.database.read() as connection:
            return self.gate.database.now(connection)

    def code(self, offset: int = 0) -> str:
        """The authenticator's code now, or so many steps of 30 seconds away."""
        return second_factor.code_at(SECRET, second_factor.step_of(self.now()) + offset)

    def session(self, token: str) -> LiveSession | None:
        with self.gate.database.read() as connection:
            return find(connection, token)

    def half(self, came_from: CameFrom = HOME) -> LiveSession:
        """A half-signed-in session: the password was right."""
        entered = sign_in.give_password(self.gate, came_from, self.email, PASSWORD)
        session = self.session(entered.token)
        assert session is not None
        return session

    def sign_in(self, came_from: CameFrom = HOME, offset: int = 0) -> sign_in.Entered:
        """Both steps."""
        return sign_in.give_code(self.gate, came_from, self.half(came_from), self.code(offset))

    def forget_code(self) -> None:
        """As if half a minute had passed: the present code has not been used."""
        self.sets(Credential, totp_last_step=None)

    def sets(self, table: type, **values: object) -> None:
        with unit_of_work(self.gate.database) as work:
            key = table.user_id if table is not User else table.id
            statement = table.__table__.update().where(key == self.user_id).values(**values)
            work.connection.execute(statement)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What no database can change is tested on one; tests/security asks both."""
    return sqlite_database


@pytest.fixture
def services(database: Database, keyring: KeyRing, library: Library, tmp_path: Path) -> Services:
    """Without the law: nobody here looks at it."""
    return Services(database, keyring, library, {}, {}, INSTANCE, tmp_path)


@pytest.fixture
def gate(services: Services) -> Gate:
    return Gate(services.database, services.keyring, FAST)


@pytest.fixture
def person(gate: Gate, world: World) -> Person:
    return make_person(gate, world, "inv")


@pytest.fixture
def people(gate: Gate, world: World) -> Callable[..., Person]:
    """``people("adm")``: somebody of that role with password and authenticator."""
    return lambda name, *roles: make_person(gate, world, name, *roles)


def make_person(gate: Gate, world: World, name: str, *roles: str) -> Person:
    user_id = world.user(name, *roles)
    with unit_of_work(gate.database) as work:
        work.connection.execute(
            insert(Credential).values(
                user_id=user_id,
                password_hash=Passwords(gate.settings).hash(PASSWORD),
                password_changed_at=work.now,
            )
        )
        second_factor.store_secret(
            work.connection, gate.keyring, user_id, SECRET, step=0, now=work.now
        )
        codes = second_factor.new_recovery_codes(work.connection, user_id)
    return Person(gate, user_id, f"{name}@example.org", codes)
