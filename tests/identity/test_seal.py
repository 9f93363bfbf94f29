"""C04: what identifies a person is sealed, and a ciphertext opens only where it was put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Connection, event, select, text, update

from ctj.identity import Erased, KeyRing, SealBroken
from ctj.identity.narratives import open_case, open_instance
from ctj.identity.open import open_group
from ctj.identity.seal import (
    NewPerson,
    admit,
    case_sealer,
    instance_sealer,
    new_person,
    seal_fields,
    seal_people,
)
from ctj.model.vault import BlindIndex, CaseKey, IdentityField, PersonKey
from ctj.transaction import unit_of_work
from tests.world import World

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MARIA = {"full_name": ("name", "Maria Example"), "birth": ("birth", "1990-02-28")}
SOMCHAI = {"full_name": ("name", "สมชาย ตัวอย่าง"), "birth": ("birth", "1985")}


@pytest.fixture
def two(connection: Connection, keyring: KeyRing) -> list[str]:
    people = [NewPerson("natural", MARIA), NewPerson("natural", SOMCHAI)]
    return admit(connection, keyring, people, None, NOW)


def fields_of(connection: Connection, person: str) -> dict[str, IdentityField]:
    rows = connection.execute(select(IdentityField).where(IdentityField.person_id == person))
    return {row.field: row for row in rows}


def test_a_group_is_opened_and_no_other(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    assert open_group(connection, keyring, two[0], "name") == {"full_name": "Maria Example"}
    assert open_group(connection, keyring, two[1], "name") == {"full_name": "สมชาย ตัวอย่าง"}
    assert open_group(connection, keyring, two[0], "contact") == {}


def test_the_newest_value_is_the_present_one_also_within_one_instant(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    for name in ("Maria B. Example", "Maria C. Example"):
        seal_fields(connection, keyring, two[0], {"full_name": ("name", name)}, None, NOW)
    assert open_group(connection, keyring, two[0], "name") == {"full_name": "Maria C. Example"}


def test_several_persons_are_sealed_together(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    news = {two[0]: {"alias": ("name", "Mimi")}, two[1]: {"alias": ("name", "Chai")}}
    seal_people(connection, keyring, news, None, NOW)
    assert open_group(connection, keyring, two[1], "name")["alias"] == "Chai"


def test_no_value_stands_in_the_database_in_the_clear(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    dump = b""
    for table in ("persons", "person_keys", "identity_fields", "blind_indexes"):
        for row in connection.execute(text(f"SELECT * FROM {table}")):
            dump += b"|".join(
                bytes(part) if isinstance(part, bytes | memoryview) else str(part).encode()
                for part in row
            )
    lowered = dump.lower()
    for marker in ("Maria", "Example", "1990", "สมชาย"):
        assert marker.lower().encode() not in lowered


def test_the_same_value_is_never_the_same_ciphertext(
    connection: Connection, keyring: KeyRing
) -> None:
    twins = admit(connection, keyring, [NewPerson("natural", MARIA)] * 20, None, NOW)
    rows = [fields_of(connection, person)["full_name"].sealed for person in twins]
    assert len({bytes(row) for row in rows}) == 20


def test_ciphertexts_that_are_swapped_between_persons_do_not_open(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    """T23: moved by a database administrator, with or without their keys."""
    mine, theirs = (fields_of(connection, person)["full_name"] for person in two)
    for row, sealed in ((mine.id, theirs.sealed), (theirs.id, mine.sealed)):
        connection.execute(
            update(IdentityField).where(IdentityField.id == row).values(sealed=sealed)
        )
    for person in two:
        with pytest.raises(SealBroken):
            open_group(connection, keyring, person, "name")
    rows = connection.execute(select(PersonKey.person_id, PersonKey.wrapped))
    keys = {row.person_id: row.wrapped for row in rows}
    for person, other in permutations(two):
        connection.execute(
            update(PersonKey).where(PersonKey.person_id == person).values(wrapped=keys[other])
        )
    for person in two:
        with pytest.raises(SealBroken):
            open_group(connection, keyring, person, "name")


@pytest.mark.parametrize(
    "change",
    [
        {"group": "birth"},
        {"field": "alias"},
        {"number": 2},
        {"id": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=["another group", "another field", "an old value as the newest", "another row"],
)
def test_a_value_that_is_relabelled_does_not_open(
    connection: Connection, keyring: KeyRing, two: list[str], change: dict[str, object]
) -> None:
    row = fields_of(connection, two[0])["full_name"].id
    connection.execute(update(IdentityField).where(IdentityField.id == row).values(**change))
    with pytest.raises(SealBroken):
        open_group(connection, keyring, two[0], str(change.get("group", "name")))


def test_every_altered_byte_is_noticed(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    row = fields_of(connection, two[0])["full_name"]
    sealed = bytes(row.sealed)
    of_row = update(IdentityField).where(IdentityField.id == row.id)
    for at in range(len(sealed)):
        broken = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        connection.execute(of_row.values(sealed=broken))
        with pytest.raises(SealBroken):
            open_group(connection, keyring, two[0], "name")
    for cut in (b"", sealed[:5], sealed[:-1]):
        connection.execute(of_row.values(sealed=cut))
        with pytest.raises(SealBroken):
            open_group(connection, keyring, two[0], "name")


def test_no_error_says_what_was_sealed(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    row = fields_of(connection, two[0])["full_name"]
    connection.execute(update(IdentityField).values(sealed=bytes(row.sealed)[:-1] + b"\0"))
    with pytest.raises(SealBroken) as broken:
        open_group(connection, keyring, two[0], "name")
    assert "Maria" not in str(broken.value)


def test_a_person_without_a_key_is_refused(connection: Connection, keyring: KeyRing) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(Erased):
        open_group(connection, keyring, nobody, "name")
    with pytest.raises(SealBroken):
        seal_fields(connection, keyring, nobody, MARIA, None, NOW)


def test_a_person_may_be_known_before_anything_is_known_of_her(
    connection: Connection, keyring: KeyRing
) -> None:
    person = new_person(connection, keyring, "natural", NOW)
    assert open_group(connection, keyring, person, "name") == {}
    assert connection.execute(select(BlindIndex)).first() is None


def test_new_persons_cost_four_statements_however_many_they_are(
    connection: Connection, keyring: KeyRing
) -> None:
    sent: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *said: sent.append(said[2]))
    admit(connection, keyring, [NewPerson("natural", MARIA)] * 103, None, NOW)
    assert [statement.split()[0] for statement in sent if "BEGIN" not in statement] == [
        "INSERT"
    ] * 4


def test_a_narrative_opens_under_its_own_context_and_case_alone(
    world: World, keyring: KeyRing
) -> None:
    first, second = world.bare_case(), world.bare_case()
    with unit_of_work(world.database) as work:
        sealers = {case: case_sealer(work.connection, keyring, case) for case in (first, second)}
        sealed = sealers[first].seal("event:1", {"note": "Ein Tor; ประตู"})
        opener = open_case(work.connection, keyring, first)
        assert opener.open("event:1", sealed) == {"note": "Ein Tor; ประตู"}
        with pytest.raises(SealBroken):
            opener.open("event:2", sealed)
        with pytest.raises(SealBroken):
            open_case(work.connection, keyring, second).open("event:1", sealed)


def test_the_key_of_a_case_is_made_once(world: World, keyring: KeyRing) -> None:
    case = world.bare_case()
    with unit_of_work(world.database) as work:
        one = case_sealer(work.connection, keyring, case).seal("draft:1", {"a": "b"})
        two = case_sealer(work.connection, keyring, case).seal("draft:2", {"a": "b"})
        opener = open_case(work.connection, keyring, case)
        assert opener.open("draft:1", one) == opener.open("draft:2", two)
        assert len(work.connection.execute(select(CaseKey)).all()) == 1


def test_a_case_without_a_key_has_nothing_to_open(world: World, keyring: KeyRing) -> None:
    case = world.bare_case()
    with world.database.read() as connection, pytest.raises(SealBroken):
        open_case(connection, keyring, case)


def test_secrets_of_the_instance_open_after_a_rotation(keyring: KeyRing) -> None:
    sealed = instance_sealer(keyring).seal("totp:1", {"secret": "JBSWY3DP"})
    keyring.rotate()
    assert open_instance(keyring).open("totp:1", sealed) == {"secret": "JBSWY3DP"}
    with pytest.raises(SealBroken):
        open_instance(keyring).open("totp:2", sealed)


def test_a_value_sealed_for_one_instance_does_not_open_in_another(
    connection: Connection,
    keyring: KeyRing,
    two: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    other = KeyRing.create(tmp_path_factory.mktemp("other") / "keys" / "root.json")
    with pytest.raises(SealBroken):
        open_group(connection, other, two[0], "name")


def test_written_at_keeps_the_day_of_each_value(
    connection: Connection, keyring: KeyRing, two: list[str]
) -> None:
    later = NOW + timedelta(days=3)
    seal_fields(connection, keyring, two[0], {"full_name": ("name", "M")}, None, later)
    rows = connection.execute(
        select(IdentityField.written_at)
        .where(IdentityField.person_id == two[0], IdentityField.field == "full_name")
        .order_by(IdentityField.number)
    )
    assert [row.written_at for row in rows] == [NOW, later]
