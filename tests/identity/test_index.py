"""C05: a person is found by tokens, in any order and script; what could be counted is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, select

from ctj.identity import KeyRing
from ctj.identity.index import digests, normalised, tokens
from ctj.identity.seal import NewPerson, admit, matches, seal_fields
from ctj.model.vault import BlindIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_person(connection: Connection, keyring: KeyRing, **fields: tuple[str, str]) -> str:
    return admit(connection, keyring, [NewPerson("natural", fields)], None, NOW)[0]


@pytest.mark.parametrize(
    ("sealed", "typed"),
    [
        ("Maria Clara Example", "example MARIA"),
        ("Nguyễn Thị Hoa", "nguyen thi"),
        ("José Ñuñez", "JOSE nunez"),
        ("Straße", "STRASSE"),
        ("O’Hara", "ohara"),
        ("สมชาย ตัวอย่าง", "ตัวอย่าง"),
        ("สมชาย ตัวอย่าง", "สมชาย"),
        ("ﬁlip", "filip"),
        ("Anne-Marie", "marie anne"),
        ("Đặng Văn", "dang"),
        ("កុសល", "កុសល"),
        ("ＭＡＲＩＡ", "maria"),
    ],
)
def test_a_name_is_found_by_its_words_in_any_order_case_and_width(
    connection: Connection, keyring: KeyRing, sealed: str, typed: str
) -> None:
    person = a_person(connection, keyring, full_name=("name", sealed))
    assert matches(connection, keyring, "name", typed) == [person]


@pytest.mark.parametrize("typed", ["Maria Other", "Mari", "", "  ", "...", "ตัวอย่า"])
def test_a_name_is_not_found_by_part_of_a_word_or_by_a_word_it_has_not(
    connection: Connection, keyring: KeyRing, typed: str
) -> None:
    a_person(connection, keyring, full_name=("name", "Maria Example"))
    assert matches(connection, keyring, "name", typed) == []


def test_marks_of_asian_scripts_are_letters() -> None:
    assert normalised("น้ำ") != normalised("นา")
    assert tokens("name", "น้ำ") == {normalised("น้ำ")}


@pytest.mark.parametrize(
    ("sealed", "typed"),
    [
        ("B 123-4567", "b1234567"),
        ("Passport P1234567A, Philippines", "P1234567A"),
        ("P1234567A", "passport p1234567a"),
        ("1-2345-67890-12-3", "1234567890123"),
    ],
)
def test_a_document_is_found_by_its_number(
    connection: Connection, keyring: KeyRing, sealed: str, typed: str
) -> None:
    person = a_person(connection, keyring, passport=("documents", sealed))
    assert matches(connection, keyring, "documents", typed) == [person]


@pytest.mark.parametrize(
    ("sealed", "typed"),
    [
        ("call her sister, +63 917 123 4567, evenings", "09171234567"),
        ("0917-123-4567", "(+63) 917 123 4567"),
        ("write to Maria@Example.org only", "maria@example.org"),
    ],
)
def test_a_contact_is_found_by_number_or_address(
    connection: Connection, keyring: KeyRing, sealed: str, typed: str
) -> None:
    person = a_person(connection, keyring, contact=("contact", sealed))
    assert matches(connection, keyring, "contact", typed) == [person]


def test_what_takes_few_values_is_never_indexed(connection: Connection, keyring: KeyRing) -> None:
    a_person(
        connection,
        keyring,
        birth=("birth", "1990-02-28"),
        sex=("name", "female"),
        nationality=("documents", "Philippines"),
        birth_year=("documents", "1990"),
        health=("health", "pregnant"),
        safe_contact=("contact", "Only in the evening, never at work"),
        first_account=(
            "name",
            "She said that two men came to the house at night and took them all away",
        ),
    )
    assert connection.scalar(select(func.count()).select_from(BlindIndex)) == 0


def test_a_corrected_name_is_found_and_the_wrong_one_no_longer(
    connection: Connection, keyring: KeyRing
) -> None:
    person = a_person(connection, keyring, full_name=("name", "Marya Exampel"))
    seal_fields(connection, keyring, person, {"full_name": ("name", "Maria Example")}, None, NOW)
    assert matches(connection, keyring, "name", "maria") == [person]
    assert matches(connection, keyring, "name", "marya") == []


def test_two_names_of_one_person_are_two_ways_to_her(
    connection: Connection, keyring: KeyRing
) -> None:
    names = {"full_name": ("name", "Maria Example"), "alias": ("name", "Maria Mimi")}
    person = a_person(connection, keyring, **names)
    assert matches(connection, keyring, "name", "mimi") == [person]
    seal_fields(connection, keyring, person, {"alias": ("name", "Lola")}, None, NOW)
    assert matches(connection, keyring, "name", "maria") == [person]


def test_digests_differ_by_purpose_and_by_instance(
    keyring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = KeyRing.create(tmp_path_factory.mktemp("other") / "keys" / "root.json")
    found = {
        digests(keyring, "documents", ["12345678"], 1)["12345678"],
        digests(keyring, "contact", ["12345678"], 1)["12345678"],
        digests(other, "documents", ["12345678"], 1)["12345678"],
    }
    assert len(found) == 3
    assert {len(d) for d in found} == {16}
    assert len(digests(keyring, "name", ["maria"], 1)["maria"]) == 8
