"""C34 and T23: an erased person is opened by nobody and found by nothing; the rest is untouched."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, select

from ctj.audit import Entry, IdentityValue, append
from ctj.audit.commitments import proves
from ctj.identity import Erased, KeyRing
from ctj.identity.erasure import erase, erased_people
from ctj.identity.open import open_group
from ctj.identity.seal import NewPerson, admit, matches, seal_fields
from ctj.model.audit import AuditRow, AuditSalt
from ctj.model.vault import BlindIndex, IdentityField, PersonKey
from ctj.transaction import SYSTEM

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def two(connection: Connection, keyring: KeyRing) -> list[str]:
    people = [
        NewPerson("natural", {"full_name": ("name", "Maria Example")}),
        NewPerson("natural", {"full_name": ("name", "Somchai Example")}),
    ]
    return admit(connection, keyring, people, None, NOW)


def rows_of(connection: Connection, table: type, person: str) -> int:
    counted = select(func.count()).where(table.person_id == person)  # type: ignore[attr-defined]
    return connection.scalar(counted) or 0


def test_an_erased_person_is_neither_opened_nor_found(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    assert erase(connection, [two[0]], LATER) == 1
    with pytest.raises(Erased):
        open_group(connection, keyring, two[0], "name")
    assert matches(connection, keyring, "name", "maria") == []
    for table in (IdentityField, BlindIndex):
        assert rows_of(connection, table, two[0]) == 0
    assert connection.scalar(select(PersonKey.wrapped).where(PersonKey.person_id == two[0])) is None


def test_others_are_untouched(connection: Connection, keyring: KeyRing, two: list[str]) -> None:
    erase(connection, [two[0]], LATER)
    assert open_group(connection, keyring, two[1], "name") == {"full_name": "Somchai Example"}
    assert matches(connection, keyring, "name", "example") == [two[1]]


def test_nothing_can_be_entered_for_an_erased_person(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    erase(connection, two, LATER)
    with pytest.raises(Erased):
        seal_fields(connection, keyring, two[0], {"alias": ("name", "M")}, None, LATER)


def test_an_erasure_may_be_repeated_and_keeps_its_first_day(
    connection: Connection, two: list[str]
) -> None:
    """A restored backup replays the ledger."""
    erase(connection, two, NOW)
    assert erase(connection, two, LATER) == 0
    assert erased_people(connection) == dict.fromkeys(two, NOW)


def test_a_commitment_proves_a_value_until_its_salt_is_destroyed(
    connection: Connection, two: list[str]
) -> None:
    value = IdentityValue(two[0], "full_name", "Maria Example")
    other = IdentityValue(two[1], "full_name", "Somchai Example")
    row = append(connection, [Entry("track.fire", SYSTEM, identity=[value, other])], NOW)[0]
    digests = _digests(connection, row)
    assert proves(connection, row, digests[two[0]], value) is True
    wrong = IdentityValue(two[0], "full_name", "Maria Exemple")
    assert proves(connection, row, digests[two[0]], wrong) is False
    erase(connection, [two[0]], LATER)
    assert proves(connection, row, digests[two[0]], value) is None
    assert proves(connection, row, digests[two[1]], other) is True
    assert rows_of(connection, AuditSalt, two[0]) == 0


def _digests(connection: Connection, row: str) -> dict[str, str]:
    body = connection.scalar(select(AuditRow.body).where(AuditRow.id == row)) or ""
    assert "Example" not in body
    return {one["person"]: one["digest"] for one in json.loads(body)["what"]["commitments"]}
