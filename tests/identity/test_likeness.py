"""C05: who is added is looked for first, in any script and spelling; how often that is right."""

from __future__ import annotations

import random
from itertools import combinations

import jellyfish
import pytest
from sqlalchemy import Connection, select

from ctj.identity import KeyRing
from ctj.identity.index import normalised, words
from ctj.identity.likeness import likely
from ctj.identity.rotation import index_people
from ctj.identity.seal import NewPerson, admit
from ctj.identity.sounds import in_latin, sound
from ctj.model.vault import BlindIndex
from tests.identity.name_pairs import SPELLINGS
from tests.identity.test_index import NOW, a_person

MUST = [
    ("Maria Clara Example", "example MARIAH"),
    ("Nguyễn Thị Hoa", "Hoa Nguyen Thi"),
    ("สมชาย ใจดี", "Somchai Jaidee"),
    ("Somchai Jaidee", "สมชาย ใจดี"),
    ("สมชายใจดี", "Somchai Jaidi"),
    ("សុខ សំណាង", "Samnang Sok"),
    ("Sok Samnang", "សុខ សំណាង"),
    ("អောင်စန်း", "Aung San"),
    ("Zin Mar", "ဇင်မာ"),
    ("Annemarie", "Anne Marie"),
    ("Muhammad Yusuf", "Yusof Mohamed"),
    ("Đặng Văn Bình", "Dang Van Binh"),
]
MUST_NOT = [
    ("Maria Example", "Mario Sample"),
    ("Nguyễn Thị Hoa", "Nguyen Thi Lan"),
    ("สมชาย ใจดี", "สมหญิง ใจดี"),
    ("សុខ សំណាង", "សុខ ដារា"),
    ("အောင်စန်း", "Aung Kyaw"),
    ("Trần Văn An", "Tran Van Binh"),
    ("Maria Example", "Maria"[:3]),
    ("Maria Example", "..."),
]


@pytest.mark.parametrize(("sealed", "typed"), MUST)
def test_one_name_in_two_spellings_is_found(
    connection: Connection, keyring: KeyRing, sealed: str, typed: str
) -> None:
    person = a_person(connection, keyring, full_name=("name", sealed))
    assert list(likely(connection, keyring, typed)) == [person]


@pytest.mark.parametrize(("sealed", "typed"), MUST_NOT)
def test_another_name_is_not(
    connection: Connection, keyring: KeyRing, sealed: str, typed: str
) -> None:
    a_person(connection, keyring, full_name=("name", sealed))
    assert likely(connection, keyring, typed) == {}


def test_the_way_says_how_close(connection: Connection, keyring: KeyRing) -> None:
    fields = {"full_name": ("name", "สมชาย"), "passport": ("documents", "P1234567A")}
    person = a_person(connection, keyring, **fields)
    assert likely(connection, keyring, "สมชาย") == {person: "name"}
    assert likely(connection, keyring, "smchay") == {person: "name_latin"}
    assert likely(connection, keyring, "Somchai") == {person: "name_sound"}
    assert likely(connection, keyring, "P1234567A") == {person: "documents"}


def test_a_word_met_by_one_person_and_a_word_by_another_find_nobody(
    connection: Connection, keyring: KeyRing
) -> None:
    a_person(connection, keyring, full_name=("name", "Maria Example"))
    a_person(connection, keyring, full_name=("name", "Rosa Santos"))
    assert likely(connection, keyring, "Maria Santos") == {}


def test_keys_are_of_their_own_purpose_and_no_text_is_kept(
    connection: Connection, keyring: KeyRing
) -> None:
    a_person(connection, keyring, full_name=("name", "maria"))
    rows = connection.execute(select(BlindIndex.purpose, BlindIndex.digest)).all()
    assert {row.purpose for row in rows} == {"name", "name_latin", "name_sound"}
    assert len({bytes(row.digest)[:6] for row in rows}) == 3


def test_all_ways_work_while_and_after_keys_rotate(
    connection: Connection, keyring: KeyRing
) -> None:
    person = a_person(connection, keyring, full_name=("name", "สมชาย ใจดี"))
    keyring.rotate()
    assert likely(connection, keyring, "Somchai Jaidee") == {person: "name_sound"}
    index_people(connection, keyring, None, 10)
    keyring.destroy(1)
    assert likely(connection, keyring, "Somchai Jaidee") == {person: "name_sound"}


def rates(key) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Of pairs of spellings of one name, and of pairs of two names of one script: how many are
    alike by that key."""
    rng, alike, other = random.Random(5), [], []
    for lines in SPELLINGS.values():
        for line in lines:
            alike += [key(a) == key(b) != "" for a, b in combinations(line, 2)]
        for one, two in combinations(lines, 2):
            other.append(key(rng.choice(one)) == key(rng.choice(two)) != "")
    return sum(alike) / len(alike), sum(other) / len(other)


def test_the_sound_is_better_than_what_is_sold(capsys: pytest.CaptureFixture[str]) -> None:
    def of(spell, text: str) -> str:  # type: ignore[no-untyped-def]
        word = "".join(words(normalised(text)))
        return spell(word)

    measured = {
        "sound": rates(lambda text: of(sound, text)),
        "letters alone": rates(lambda text: of(in_latin, text)),
        "soundex": rates(lambda text: of(lambda w: jellyfish.soundex(in_latin(w) or "?"), text)),
        "metaphone": rates(lambda text: of(lambda w: jellyfish.metaphone(in_latin(w)), text)),
        "nysiis": rates(lambda text: of(lambda w: jellyfish.nysiis(in_latin(w)), text)),
    }
    with capsys.disabled():
        for name, (hit, false) in measured.items():
            print(f"\n  {name}: {hit:.1%} of spellings found, {false:.2%} of other names", end="")
    assert measured["sound"][0] >= 0.93 and measured["sound"][1] <= 0.01
    assert measured["sound"][0] > max(m[0] for n, m in measured.items() if n != "sound") + 0.1


def test_whole_names_of_three_hundred_people(
    connection: Connection, keyring: KeyRing, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two-word names: each is looked for in another spelling and order, among those of its script
    (a Thai and a Khmer list share names)."""
    rng, hits, false, asked = random.Random(11), 0, 0, 0
    for lines in SPELLINGS.values():
        pairs = rng.sample(list(combinations(lines, 2)), 60)
        sealed = [f"{rng.choice(first)} {rng.choice(second)}" for first, second in pairs]
        new = [NewPerson("natural", {"full_name": ("name", name)}) for name in sealed]
        ids = admit(connection, keyring, new, None, NOW)
        for person, (first, second) in zip(ids, pairs, strict=True):
            found = set(likely(connection, keyring, f"{rng.choice(second)} {rng.choice(first)}"))
            hits, false = hits + (person in found), false + len(found & {*ids} - {person})
            asked += 1
    share = false / (asked * 59)
    with capsys.disabled():
        print(f"\n  whole names: {hits} of {asked} found; others by mistake {share:.3%}", end="")
    assert hits / asked >= 0.9 and share < 0.005
