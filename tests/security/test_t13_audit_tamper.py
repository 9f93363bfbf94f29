"""T13: every way to tamper with the audit is found with an anchor; without one the tool says what
it cannot prove; and a clean database is never accused."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, text

from ctj.audit import Entry, IdentityValue, append
from ctj.audit.anchors import Anchor, AnchorKey, make_anchor
from ctj.audit.canonical import canonical, row_hash
from ctj.audit.verify import Verification, verify
from ctj.identity import KeyRing
from ctj.identity.erasure import erase
from ctj.identity.rotation import STEPS
from ctj.identity.seal import NewPerson, admit
from ctj.model.base import new_id
from ctj.transaction import Actor, Database
from tests.audit.forgery import (
    Chains,
    copy_of,
    forget_anchors,
    long_chain,
    put_back,
    read_all,
    rehash,
    say,
    unlock,
)
from tests.databases import PostgresqlDatabases, SqliteDatabases

#: Instances of each kind: a sample at every commit, all before an issue ends.
SIZES = [10, pytest.param(200, marks=pytest.mark.full)]
of_each_size = pytest.mark.parametrize("instances", SIZES)
NOW = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
ACTIONS = ("track.fire", "identity.reveal", "case.open", "sign_in", "approval.decide")


def fill(connection: Connection, chance: Random, cases: list[str], rows: int) -> None:
    """Rows as the product writes them: several chains, batches, commitments, refusals."""
    users = [new_id() for _ in range(3)]
    for number in range(rows):
        actor = Actor("user", chance.choice(users), new_id(), "pros", new_id())
        entries = [
            Entry(
                chance.choice(ACTIONS),
                actor,
                chance.choice([*cases, None]),
                "C01 team user",
                {"n": number, "ids": [new_id()], "é": None},
                [IdentityValue(new_id(), "full_name", "X")] if chance.random() < 0.2 else (),
            )
            for _ in range(chance.randint(1, 3))
        ]
        append(connection, entries, NOW + timedelta(seconds=number))


class Crime:
    """A database with its anchor; every forgery happens in a transaction that is rolled back."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.key = AnchorKey.create(folder / "anchor.json")
        self.forger = AnchorKey.create(folder / "forger.json")
        chance = Random(13)
        cases = [new_id() for _ in range(4)]
        with database.engine.connect() as connection:
            unlock(connection)
            fill(connection, chance, cases, 15)
            self.old = read_all(connection)
            fill(connection, chance, cases, 6)
            self.anchor = make_anchor(connection, self.key, NOW + timedelta(hours=1))
            self.now = read_all(connection)
            connection.commit()

    def found(
        self, commit: Callable[[Random, Chains], None], chance: Random, *, clever: bool
    ) -> tuple[Verification, Verification]:
        """What is found with the anchor, and without. ``clever``: hashes and heads made right."""
        chains = {name: [dict(row) for row in rows] for name, rows in self.now.items()}
        commit(chance, chains)
        if clever:
            rehash(chains)
        with self.database.engine.connect() as connection:
            put_back(connection, chains, heads=clever)
            both = self.verified(connection, self.anchor), verify(connection)
            connection.rollback()
        return both

    def verified(self, connection: Connection, anchor: Anchor) -> Verification:
        return verify(connection, anchor, self.key.public_key)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crime(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crime]:
    """As the owner of the tables: the application's role could not even begin."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    folder = tmp_path_factory.mktemp("anchors")
    if isinstance(databases, SqliteDatabases):
        with databases.new() as made:
            yield Crime(made, folder)
        return
    assert isinstance(databases, PostgresqlDatabases)
    name = databases.new_name()
    database = Database.open(databases.url(name, databases.owner))
    yield Crime(database, folder)
    database.close()
    databases.drop(name)


def edit(chance: Random, chains: Chains) -> None:
    row = chance.choice(long_chain(chance, chains, 1))
    said = json.loads(row["body"])
    change = chance.choice(["what", "who", "user", "action", "at"])
    if change == "what":
        said["what"]["objects"]["n"] = -1
    elif change == "who":
        said["who"]["role"] = "mgr"
    else:
        said[change] = {"user": new_id(), "action": "x", "at": "2026-01-02T00:00:00.000000Z"}[
            change
        ]
    row["body"] = canonical(said)
    if change == "at":
        row["at"] = datetime(2026, 1, 2, tzinfo=UTC)


def edit_column(chance: Random, chains: Chains) -> None:
    row = chance.choice(long_chain(chance, chains, 1))
    change = chance.choice(["action", "at", "user_id", "id"])
    other = {"action": "x", "at": NOW - timedelta(days=1), "user_id": new_id(), "id": new_id()}
    row[change] = other[change]


def remove(chance: Random, chains: Chains) -> None:
    chain = long_chain(chance, chains)
    del chain[chance.randrange(len(chain) - 1)]


def swap(chance: Random, chains: Chains) -> None:
    """Two rows in each other's place: their numbers are exchanged."""
    chain = long_chain(chance, chains)
    one, other = chance.sample(range(len(chain)), 2)
    first, second = chain[one], chain[other]
    first["seq"], second["seq"] = second["seq"], first["seq"]
    chain[one], chain[other] = second, first


def duplicate(chance: Random, chains: Chains) -> None:
    chain = long_chain(chance, chains)
    at = chance.randrange(len(chain) - 1)
    chain.insert(at + 1, copy_of(chain[at]))
    renumber(chain)


def put_in(chance: Random, chains: Chains) -> None:
    chain = long_chain(chance, chains)
    forged = copy_of(chance.choice(chain))
    say(forged, action="identity.reveal", user=new_id())
    chain.insert(chance.randrange(len(chain)), forged)
    renumber(chain)


def renumber(chain: list[dict[str, object]]) -> None:
    """The numbers must fit the table; naively, nothing else is made to fit."""
    for number, row in enumerate(chain, 1):
        row["seq"] = number


def cut_one(chance: Random, chains: Chains) -> None:
    long_chain(chance, chains, 2).pop()


def cut_several(chance: Random, chains: Chains) -> None:
    chain = long_chain(chance, chains)
    del chain[-chance.randint(2, len(chain) - 1) :]


def remove_chain(chance: Random, chains: Chains) -> None:
    del chains[chance.choice(sorted(chains))]


def cut_and_fill(chance: Random, chains: Chains) -> None:
    """So that the number of all rows is what it was."""
    chain = long_chain(chance, chains)
    lost = [chain.pop() for _ in range(chance.randint(1, len(chain) - 1))]
    fill_up(chance, chains, len(lost), chain)


def remove_chain_and_fill(chance: Random, chains: Chains) -> None:
    lost = chains.pop(chance.choice(sorted(chains)))
    fill_up(chance, chains, len(lost), [])


def fill_up(chance: Random, chains: Chains, rows: int, but: list[dict[str, object]]) -> None:
    """As many forged rows at the end of another chain."""
    other = chains[chance.choice(sorted(name for name in chains if chains[name] is not but))]
    other.extend(copy_of(other[-1]) for _ in range(rows))
    renumber(other)


def rewrite_everything(chance: Random, chains: Chains) -> None:
    for chain in chains.values():
        for row in chain:
            said = json.loads(row["body"])
            said["what"]["rule"] = f"rewritten {chance.random()}"
            row["body"] = canonical(said)


def swap_chains(chance: Random, chains: Chains) -> None:
    one, other = chance.sample(sorted(name for name in chains if name != "instance"), 2)
    chains[one], chains[other] = chains[other], chains[one]
    for name in (one, other):
        for row in chains[name]:
            row["chain"], row["case_id"] = name, name.removeprefix("case:")


NAIVELY = [edit, edit_column, remove, swap, duplicate, put_in, cut_one, cut_several]
NAIVELY += [remove_chain, rewrite_everything, swap_chains]
CLEVERLY = [edit, remove, swap, duplicate, put_in, cut_one, cut_several]
CLEVERLY += [remove_chain, rewrite_everything, swap_chains, cut_and_fill, remove_chain_and_fill]


@of_each_size
@pytest.mark.parametrize("kind", NAIVELY, ids=lambda kind: kind.__name__)
def test_what_is_done_without_care_is_found_even_without_an_anchor(
    crime: Crime, kind: Callable[[Random, Chains], None], instances: int
) -> None:
    chance = Random(kind.__name__)
    for _ in range(instances):
        anchored, alone = crime.found(kind, chance, clever=False)
        assert anchored.found and alone.found


@of_each_size
@pytest.mark.parametrize("kind", CLEVERLY, ids=lambda kind: kind.__name__)
def test_what_is_done_with_right_hashes_is_found_with_the_anchor(
    crime: Crime, kind: Callable[[Random, Chains], None], instances: int
) -> None:
    chance = Random(kind.__name__)
    for _ in range(instances):
        anchored, alone = crime.found(kind, chance, clever=True)
        assert anchored.found
        assert "TAIL NOT PROVEN" in alone.unproved[0]


@of_each_size
def test_an_old_copy_that_was_put_back_is_found_with_the_anchor(
    crime: Crime, instances: int
) -> None:
    """The whole database as it once truly was, cut at a random moment."""
    chance = Random(7)
    for _ in range(instances):
        cut = chance.randint(1, len(crime.old))
        kept = chance.sample(sorted(crime.old), cut)
        chains = {name: rows for name, rows in crime.old.items() if name in kept}
        with crime.database.engine.connect() as connection:
            put_back(connection, chains, heads=True)
            forget_anchors(connection)
            anchored, alone = crime.verified(connection, crime.anchor), verify(connection)
            connection.rollback()
        assert anchored.found
        assert alone.found == 0 and "TAIL NOT PROVEN" in alone.unproved[0]


@of_each_size
def test_a_forged_checkpoint_is_not_accepted(crime: Crime, instances: int) -> None:
    """Everything is rewritten, and a new anchor fits it: signed by another key, or with the true
    signature of another text."""
    chance = Random(11)
    for number in range(instances):
        chains = {name: [dict(row) for row in rows] for name, rows in crime.now.items()}
        edit(chance, chains)
        rehash(chains)
        with crime.database.engine.connect() as connection:
            put_back(connection, chains, heads=True)
            forged = make_anchor(connection, crime.forger, NOW)
            if number % 2:
                forged = dataclasses.replace(forged, signature=crime.anchor.signature)
            found = crime.verified(connection, Anchor.from_text(forged.to_text()))
            connection.rollback()
        assert any("not signed by the key" in finding.says for finding in found.findings)


@of_each_size
def test_a_changed_algorithm_tag_is_found(crime: Crime, instances: int) -> None:
    """A row that says it is of another version, hashed as that version would be."""
    chance = Random(17)
    for number in range(instances):
        chains = {name: [dict(row) for row in rows] for name, rows in crime.now.items()}
        name = chance.choice(sorted(chains))
        if number % 2:
            rehash(chains, [name], v=chance.choice([0, 2, "1", None]))
        else:
            row = chance.choice(chains[name])
            row["hash"] = row_hash(row["body"] + " ")
        with crime.database.engine.connect() as connection:
            put_back(connection, chains, heads=True)
            found = crime.verified(connection, crime.anchor), verify(connection)
            connection.rollback()
        assert all(verification.found for verification in found)


def test_a_chain_of_which_head_and_anchors_were_taken_out_of_the_database_is_found(
    crime: Crime,
) -> None:
    with crime.database.engine.connect() as connection:
        connection.execute(text("DELETE FROM audit_heads"))
        forget_anchors(connection)
        says = {finding.says for finding in verify(connection).findings}
        connection.rollback()
    assert says == {"has rows and no head"}


def test_rows_after_the_anchor_are_said_to_be_unproven(crime: Crime) -> None:
    with crime.database.engine.connect() as connection:
        append(connection, [Entry("a", Actor())], NOW)
        found = crime.verified(connection, crime.anchor)
        connection.rollback()
    assert (found.found, found.after_anchor) == (0, 1)
    assert "1 rows were recorded after the anchor" in found.unproved[-1]


def test_a_clean_database_is_never_accused(crime: Crime, tmp_path: Path) -> None:
    """50 states of a database: more rows, persons, rotations, erasures, anchors old and new."""
    chance = Random(50)
    ring = KeyRing.create(tmp_path / "root.json")
    anchors, people = [crime.anchor], list[str]()
    with crime.database.engine.connect() as connection:
        for number in range(50):
            fill(connection, chance, [new_id(), new_id()], chance.randint(0, 4))
            person = NewPerson("natural", {"full_name": ("name", f"N{number}")})
            people += admit(connection, ring, [person], None, NOW)
            if number % 7 == 0:
                rotate(connection, ring)
            if number % 5 == 0:
                erase(connection, [people.pop()], NOW)
            if number % 3 == 0:
                anchors.append(make_anchor(connection, crime.key, NOW + timedelta(days=number)))
            found = crime.verified(connection, chance.choice(anchors)), verify(connection)
            assert [verification.findings for verification in found] == [(), ()]
        connection.rollback()


def rotate(connection: Connection, ring: KeyRing) -> None:
    ring.rotate()
    for step in STEPS:
        after = None
        while (done := step(connection, ring, after, 5)).last is not None:
            after = done.last
