"""C06 and T23: everything moves to the new keys, also after being killed, and the end is proved."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, LargeBinary, insert, update

from ctj.access.approvals import Asked, hash_of, load, request
from ctj.casework.opening_drafts import load_opening, save_opening
from ctj.casework.rights import content_of
from ctj.identity import KeyRing, SealBroken
from ctj.identity.narratives import open_case, open_instance
from ctj.identity.open import open_group
from ctj.identity.rotation import _SECRETS, STEPS, Pending, pending
from ctj.identity.seal import (
    NewPerson,
    admit,
    case_sealer,
    instance_sealer,
    matches,
    seal_fields,
    totp_context,
)
from ctj.model import metadata
from ctj.model.users import Credential
from ctj.model.vault import PersonKey
from ctj.services import Services
from ctj.transaction import Database, unit_of_work
from tests.world import World

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Filled:
    """A database with persons, cases and a seed, and everything that must still open after."""

    def __init__(self, world: World, keyring: KeyRing, persons: int = 40) -> None:
        self.database, self.keyring = world.database, keyring
        self.cases = [world.bare_case() for _ in range(5)]
        self.user = world.user("pros")
        people = [NewPerson("natural", _fields(n)) for n in range(persons)]
        with unit_of_work(self.database) as work:
            self.people = admit(work.connection, keyring, people, None, NOW)
            self.notes = [
                case_sealer(work.connection, keyring, case).seal("event:1", {"note": case})
                for case in self.cases
            ]
            sealed = instance_sealer(keyring).seal(totp_context(self.user), {"secret": "S"})
            work.connection.execute(
                insert(Credential).values(user_id=self.user, totp_sealed=sealed)
            )

    def check(self) -> None:
        with self.database.read() as connection:
            for number, person in enumerate(self.people):
                name = _fields(number)["full_name"][1]
                assert open_group(connection, self.keyring, person, "name")["full_name"] == name
                assert matches(connection, self.keyring, "name", f"token{number}") == [person]
            for case, note in zip(self.cases, self.notes, strict=True):
                opener = open_case(connection, self.keyring, case)
                assert opener.open("event:1", note) == {"note": case}
            sealed = connection.scalar(
                Credential.__table__.select().with_only_columns(Credential.totp_sealed)
            )
            assert open_instance(self.keyring).open(totp_context(self.user), sealed)

    def left(self) -> Pending:
        with self.database.read() as connection:
            return pending(connection, self.keyring)


def _fields(number: int) -> dict[str, tuple[str, str]]:
    return {
        "full_name": ("name", f"Person Token{number}"),
        "passport": ("documents", f"P{number:07}"),
        "birth": ("birth", "1990"),
    }


class Killed(Exception):
    """Stands for a process that is killed: its transaction is rolled back."""


def run(database: Database, keyring: KeyRing, batch: int = 7, kill_after: int = 10**6) -> None:
    """A rotation that may be killed within its n-th batch."""
    batches = 0
    for step in STEPS:
        after: str | None = None
        while True:
            with unit_of_work(database) as work:
                done = step(work.connection, keyring, after, batch)
                batches += 1
                if batches > kill_after:
                    raise Killed
            after = done.last
            if after is None:
                break


@pytest.fixture
def filled(world: World, keyring: KeyRing) -> Filled:
    return Filled(world, keyring)


def test_a_rotation_leaves_nothing_under_the_old_key_which_can_then_be_destroyed(
    filled: Filled,
) -> None:
    assert filled.left().total == 0
    filled.keyring.rotate()
    left = filled.left()
    assert (left.person_keys, left.case_keys, left.secrets) == (40, 5, 1)
    assert left.index_rows > 40
    run(filled.database, filled.keyring)
    assert filled.left() == Pending(0, 0, 0, 0)
    filled.keyring.destroy(1)
    filled.check()


def test_everything_opens_and_is_found_in_the_middle_of_a_rotation(filled: Filled) -> None:
    filled.keyring.rotate()
    with pytest.raises(Killed):
        run(filled.database, filled.keyring, kill_after=9)
    assert filled.left().total > 0
    filled.check()


def test_a_rotation_that_is_killed_ten_times_ends_at_nothing_left(filled: Filled) -> None:
    filled.keyring.rotate()
    chance = random.Random(23)
    for _ in range(10):
        with pytest.raises(Killed):
            run(filled.database, filled.keyring, batch=2, kill_after=chance.randint(1, 9))
    run(filled.database, filled.keyring)
    assert filled.left().total == 0
    filled.check()


def test_two_rotations_in_a_row_need_only_the_last_key(filled: Filled) -> None:
    for version in (1, 2):
        filled.keyring.rotate()
        run(filled.database, filled.keyring)
        filled.keyring.destroy(version)
    filled.check()


def test_what_is_written_meanwhile_is_under_the_new_key(filled: Filled) -> None:
    filled.keyring.rotate()
    with unit_of_work(filled.database) as work:
        new = {"full_name": ("name", "Person Token7")}
        seal_fields(work.connection, filled.keyring, filled.people[7], new, None, NOW)
    run(filled.database, filled.keyring)
    filled.keyring.destroy(1)
    filled.check()


def test_an_altered_key_is_named_and_does_not_stop_the_rest(filled: Filled) -> None:
    broken = sorted(filled.people)[3]
    with unit_of_work(filled.database) as work:
        of_broken = update(PersonKey).where(PersonKey.person_id == broken)
        work.connection.execute(of_broken.values(wrapped=b"\1" + b"\0" * 60))
    filled.keyring.rotate()
    found = set()
    for step in STEPS:
        after = None
        while True:
            with unit_of_work(filled.database) as work:
                batch = step(work.connection, filled.keyring, after, 7)
            found |= set(batch.unreadable)
            after = batch.last
            if after is None:
                break
    assert found == {broken}
    left = filled.left()
    assert (left.person_keys, left.case_keys, left.secrets) == (1, 0, 0)
    with filled.database.read() as connection:
        _still_open(connection, filled, broken)


def _still_open(connection: Connection, filled: Filled, broken: str) -> None:
    for person in filled.people:
        if person == broken:
            with pytest.raises(SealBroken):
                open_group(connection, filled.keyring, person, "name")
        else:
            assert open_group(connection, filled.keyring, person, "name")


def test_what_belongs_to_no_case_is_sealed_anew_too(
    services: Services, world: World, keyring: KeyRing
) -> None:
    """Drafts of a case not yet opened, and approvals about users."""
    services = dataclasses.replace(services, keyring=keyring)
    lead = world.viewer("lead")
    save_opening(services, lead, {"description": "Two women at the market"})
    content = {"what": "grant_role", "user": lead.user_id, "role": "pros"}
    asked = Asked(
        what="grant_role",
        transition="grant_role",
        content_hash=hash_of(content),
        content=instance_sealer(keyring).seal(f"approval:{hash_of(content)}", content),
    )
    with unit_of_work(world.database) as work:
        life = timedelta(hours=72)
        approval = request(
            work.connection, asked, by=lead.user_id, role="adm", now=work.now, life=life
        )
    keyring.rotate()
    with world.database.read() as connection:
        assert pending(connection, keyring).secrets == 2
    run(world.database, keyring)
    keyring.destroy(1)
    with world.database.read() as connection:
        assert pending(connection, keyring).total == 0
        draft = load_opening(connection, services, lead)
        assert draft and draft.answers == {"description": "Two women at the market"}
        assert content_of(services, load(connection, approval)) == content


def test_every_column_of_bytes_has_a_place_in_the_rotation() -> None:
    """Whoever adds one decides here under which key it stands, and that a rotation moves it."""
    keys_of_persons_and_cases = {"person_keys.wrapped", "case_keys.wrapped"}
    under_such_a_key = {"identity_fields.sealed", "events.sealed", "document_files.sealed_name"}
    under_a_case_s_or_the_instance_s = {"drafts.sealed", "approvals.content"}
    under_the_instance_s = {"credentials.totp_sealed"}
    written_anew = {"blind_indexes.digest"}
    under_no_key = {"audit_salts.salt"}
    assert {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    } == (
        keys_of_persons_and_cases
        | under_such_a_key
        | under_a_case_s_or_the_instance_s
        | under_the_instance_s
        | written_anew
        | under_no_key
    )
    assert {str(secret.sealed) for secret in _SECRETS} == {
        "Credential.totp_sealed",
        "DraftRow.sealed",
        "ApprovalRow.content",
    }
