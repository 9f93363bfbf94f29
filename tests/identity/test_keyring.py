"""C35: the key ring is a file that nobody else can read, or CTJ does not start."""

from __future__ import annotations

import base64
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ctj.identity import KeyRefused, KeyRing, key_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "root.json"


def written(path: Path, content: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(0o600)
    return path


def a_version(root: bytes = os.urandom(32)) -> dict[str, str]:
    return {
        "root": base64.b64encode(root).decode(),
        "index": base64.b64encode(os.urandom(32)).decode(),
    }


def test_a_new_key_file_is_readable_by_its_owner_alone(path: Path) -> None:
    KeyRing.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_mode_holds_whatever_the_umask_is(path: Path) -> None:
    before = os.umask(0)
    try:
        KeyRing.create(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_key_file_is_never_written_over_the_first(path: Path) -> None:
    KeyRing.create(path)
    before = path.read_bytes()
    with pytest.raises(KeyRefused, match="overwriting it would lose every identity"):
        KeyRing.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o602, 0o644, 0o700])
def test_a_key_file_that_others_can_use_is_refused_and_the_mend_is_named(
    path: Path, mode: int
) -> None:
    KeyRing.create(path)
    path.chmod(mode)
    with pytest.raises(KeyRefused, match=f"chmod 600 {path}"):
        KeyRing.load(path)


def test_a_missing_key_file_is_refused_and_the_command_is_named(path: Path) -> None:
    with pytest.raises(KeyRefused, match="ctj keys init"):
        KeyRing.load(path)


def test_a_link_in_the_place_of_the_key_file_is_refused(path: Path, tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "elsewhere.json")
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(KeyRefused, match="not a regular file"):
        KeyRing.load(path)


@pytest.mark.parametrize(
    "root",
    [b"", b"short", os.urandom(31), os.urandom(33), b"\0" * 32, b"change-me" * 4, b"a" * 32],
    ids=["empty", "short", "31 bytes", "33 bytes", "zeros", "default", "one letter"],
)
def test_a_short_or_default_key_is_refused(path: Path, root: bytes) -> None:
    written(path, {"format": "ctj-keys-1", "versions": {"1": a_version(root)}})
    with pytest.raises(KeyRefused, match="too short or not random"):
        KeyRing.load(path)


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        "text",
        None,
        {"format": "ctj-keys-2", "versions": {"1": a_version()}},
        {"format": "ctj-keys-1", "versions": {}},
        {"format": "ctj-keys-1", "versions": {"0": a_version()}},
        {"format": "ctj-keys-1", "versions": {"x": a_version()}},
        {"format": "ctj-keys-1", "versions": {"1": {"root": "!"}}},
        {"format": "ctj-keys-1", "versions": {"1": {"root": "!", "index": "!"}}},
        {"format": "ctj-keys-1", "versions": {"1": 7}},
    ],
)
def test_a_damaged_key_file_is_refused_in_one_sentence(path: Path, content: object) -> None:
    written(path, content)
    with pytest.raises(KeyRefused, match="damaged or not a key file"):
        KeyRing.load(path)


def test_no_message_and_no_repr_shows_a_key(path: Path) -> None:
    ring = KeyRing.create(path)
    secrets = json.loads(path.read_text())["versions"]["1"].values()
    shown = repr(ring) + str(ring)
    with pytest.raises(KeyRefused) as refused:
        ring.root(9)
    assert not any(secret in shown + str(refused.value) for secret in secrets)


def test_the_file_is_named_by_the_environment() -> None:
    assert key_file({}) == Path("instance/keys/root.json")
    assert key_file({"CTJ_HOME": "/srv/ctj"}) == Path("/srv/ctj/keys/root.json")
    assert key_file({"CTJ_HOME": "/srv", "CTJ_KEY_FILE": "/k/r"}) == Path("/k/r")


def test_a_rotation_keeps_the_old_version_until_it_is_destroyed(path: Path) -> None:
    ring = KeyRing.create(path)
    old = ring.root(1)
    assert ring.rotate() == 2
    assert ring.root(1) == old != ring.root(2)
    ring.destroy(1)
    with pytest.raises(KeyRefused, match="no version 1"):
        KeyRing.load(path).root(1)


def test_the_version_in_use_is_not_destroyed(path: Path) -> None:
    with pytest.raises(KeyRefused, match="in use"):
        KeyRing.create(path).destroy(1)


def test_a_process_that_runs_on_takes_the_new_version_from_the_file(path: Path) -> None:
    running = KeyRing.create(path)
    KeyRing.load(path).rotate()
    assert running.current == 2


def test_a_process_that_runs_on_survives_the_loss_of_the_file(path: Path) -> None:
    running = KeyRing.create(path)
    path.unlink()
    assert running.current == 1 and len(running.root(1)) == 32


def test_rotations_at_the_same_time_lose_no_key(path: Path) -> None:
    KeyRing.create(path)
    rings = [KeyRing.load(path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda ring: ring.rotate(), rings))
    assert sorted(versions) == list(range(2, 10))
    final = KeyRing.load(path)
    assert all(ring.root(v) == final.root(v) for ring, v in zip(rings, versions, strict=True))


def test_each_purpose_and_version_has_a_key_of_its_own(path: Path) -> None:
    ring = KeyRing.create(path)
    ring.rotate()
    keys = {ring.index_key(v, p) for v in (1, 2) for p in ("name", "documents", "contact")}
    keys |= {ring.derived(v, "secrets") for v in (1, 2)} | {ring.root(1), ring.root(2)}
    assert len(keys) == 10
