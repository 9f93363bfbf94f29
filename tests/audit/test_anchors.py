"""C14: an anchor is signed, and its root is that of RFC 6962."""

from __future__ import annotations

import dataclasses
import json
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from ctj.audit import Entry, append
from ctj.audit.anchors import (
    Anchor,
    AnchorKey,
    AnchorRefused,
    chain_digest,
    make_anchor,
    public_file,
)
from ctj.audit.merkle import root
from ctj.key_files import KeyRefused
from ctj.model.audit import Anchor as AnchorRow
from ctj.model.base import new_id
from ctj.transaction import SYSTEM

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> AnchorKey:
    return AnchorKey.create(tmp_path / "keys" / "anchor.json")


@pytest.fixture
def anchor(connection: Connection, key: AnchorKey) -> Anchor:
    cases = [new_id() for _ in range(5)]
    append(connection, [Entry("a", SYSTEM, case) for case in cases * 3], NOW)
    return make_anchor(connection, key, NOW)


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    n = len(leaves)
    if n == 0:
        return sha256().digest()
    if n == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = max(2**power for power in range(n) if 2**power < n)
    return sha256(b"\x01" + by_the_book(leaves[:k]) + by_the_book(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=5), max_size=70))
def test_the_root_is_that_of_the_standard(leaves: list[bytes]) -> None:
    assert root(leaves) == by_the_book(leaves).hex()


def test_known_roots_of_certificate_transparency() -> None:
    """The test vectors that implementations of RFC 6962 share."""
    leaves = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243")]
    assert root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(leaves[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:2]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root(leaves[:3]) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


def test_an_anchor_counts_all_chains_and_is_kept_in_the_database(
    connection: Connection, anchor: Anchor
) -> None:
    assert (anchor.epoch, anchor.chains, anchor.rows) == (1, 5, 15)
    row = connection.execute(select(AnchorRow)).one()
    assert (row.root, row.signature, row.rows) == (anchor.root, anchor.signature, 15)


def test_a_new_epoch_names_a_restore(connection: Connection, key: AnchorKey) -> None:
    assert make_anchor(connection, key, NOW, new_epoch=True).epoch == 2
    assert make_anchor(connection, key, NOW).epoch == 2


def test_an_anchor_of_an_empty_instance_can_be_made(connection: Connection, key: AnchorKey) -> None:
    empty = make_anchor(connection, key, NOW)
    assert Anchor.from_text(empty.to_text()) == empty
    assert empty.is_signed_by(key.public_key)


def test_an_anchor_survives_its_file(anchor: Anchor, key: AnchorKey) -> None:
    again = Anchor.from_text(anchor.to_text())
    assert again == anchor
    assert again.is_signed_by(key.public_key)


def test_an_anchor_names_no_case(connection: Connection, anchor: Anchor) -> None:
    text = anchor.to_text()
    for head in anchor.heads:
        assert "case" not in head.chain
    assert "case:" not in text
    assert chain_digest("instance") != chain_digest("case:instance")


def test_an_anchor_of_another_key_is_not_signed(
    anchor: Anchor, key: AnchorKey, tmp_path: Path
) -> None:
    other = AnchorKey.create(tmp_path / "other.json")
    forged = dataclasses.replace(anchor, signature=other.sign(anchor.signed_bytes()))
    assert forged.is_signed_by(other.public_key)
    assert not forged.is_signed_by(key.public_key)
    assert not anchor.is_signed_by("not a key")
    assert not dataclasses.replace(anchor, signature="!").is_signed_by(key.public_key)


@pytest.mark.parametrize("change", [{"rows": 99}, {"epoch": 2}, {"chains": 1}, {"at": "2027"}])
def test_a_changed_part_of_an_anchor_is_noticed(
    anchor: Anchor, key: AnchorKey, change: dict[str, object]
) -> None:
    assert not dataclasses.replace(anchor, **change).is_signed_by(key.public_key)  # type: ignore[arg-type]


def changed(anchor: Anchor, **change: object) -> str:
    return json.dumps({**json.loads(anchor.to_text()), **change})


@pytest.mark.parametrize(
    "change",
    [
        {"root": "0" * 64},
        {"rows": 16},
        {"chains": 6},
        {"heads": []},
        {"heads": [["a", 1]]},
        {"heads": [["a", "1", "b"]]},
        {"format": "ctj-anchor-9"},
        {"epoch": None},
    ],
    ids=str,
)
def test_an_anchor_whose_parts_disagree_is_refused(
    anchor: Anchor, change: dict[str, object]
) -> None:
    with pytest.raises(AnchorRefused):
        Anchor.from_text(changed(anchor, **change))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", "null"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(AnchorRefused):
        Anchor.from_text(text)


def test_the_key_has_a_file_of_its_own_and_the_public_one_lies_beside(tmp_path: Path) -> None:
    path = tmp_path / "anchor.json"
    key = AnchorKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (
        public_file(path).read_text().strip() == key.public_key == AnchorKey.load(path).public_key
    )
    with pytest.raises(KeyRefused):
        AnchorKey.create(path)
    path.chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        AnchorKey.load(path)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format": "ctj-anchor-key-1", "private": "AAAA"}', "[]"]
)
def test_a_damaged_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "anchor.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyRefused, match="damaged"):
        AnchorKey.load(path)
