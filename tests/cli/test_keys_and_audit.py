"""`ctj keys` and `ctj audit` as somebody types them: what they say, and with which exit code."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from ctj.cli import audit, db, keys
from ctj.identity import KeyRing
from ctj.identity.open import open_group
from ctj.identity.rotation import pending
from ctj.identity.seal import NewPerson, admit
from ctj.paths import CHECKOUT
from ctj.refusals import told_in_one_sentence
from ctj.transaction import Database, unit_of_work

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ctj(*words: str) -> int:
    """Run a command; what it refuses is printed as `main` prints it."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for noun in (db, keys, audit):
        noun.add_commands(commands)
    args = parser.parse_args(words)
    try:
        return int(args.handler(args))
    except Exception as error:
        sentence = told_in_one_sentence(error)
        assert sentence is not None, error
        print(sentence, file=sys.stderr)
        return 2


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CTJ_DATABASE_URL", "CTJ_DATABASE_OWNER_URL", "CTJ_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("CTJ_ANCHOR_KEY_FILE", raising=False)
    monkeypatch.setenv("CTJ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def instance(home: Path) -> Path:
    assert ctj("keys", "init") == 0
    assert ctj("db", "upgrade") == 0
    return home


def filled(home: Path, persons: int) -> tuple[Database, list[str]]:
    database = Database.open(f"sqlite:///{home / 'ctj.sqlite3'}")
    ring = KeyRing.load(home / "keys" / "root.json")
    people = [NewPerson("natural", {"full_name": ("name", f"N{n}")}) for n in range(persons)]
    with unit_of_work(database) as work:
        work.audit("test.filled")
        return database, admit(work.connection, ring, people, None, NOW)


def test_keys_are_made_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ctj("keys", "init") == 0
    assert "Keep a copy of both in a safe" in capsys.readouterr().out
    before = (home / "keys" / "root.json").read_bytes()
    assert ctj("keys", "init") == 2
    assert "would lose every identity" in capsys.readouterr().err
    assert (home / "keys" / "root.json").read_bytes() == before


def test_a_key_for_anchors_alone_also_stops_a_second_init(home: Path) -> None:
    ctj("keys", "init")
    (home / "keys" / "root.json").unlink()
    assert ctj("keys", "init") == 2
    assert not (home / "keys" / "root.json").exists()


def test_a_rotation_says_how_many_rows_are_under_an_old_version(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, people = filled(instance, 30)
    assert ctj("keys", "rotate", "--destroy-old") == 0
    said = capsys.readouterr().out
    assert "0 rows under an old version" in said and "The old key was destroyed." in said
    ring = KeyRing.load(instance / "keys" / "root.json")
    assert ring.versions == (2,)
    with database.read() as connection:
        for number, person in enumerate(people):
            assert open_group(connection, ring, person, "name") == {"full_name": f"N{number}"}
    assert ctj("audit", "verify") == 0


def test_the_old_key_stays_unless_it_is_to_be_destroyed(instance: Path) -> None:
    filled(instance, 3)
    assert ctj("keys", "rotate") == 0
    assert KeyRing.load(instance / "keys" / "root.json").versions == (1, 2)


def test_an_old_key_is_destroyed_later_without_another_rotation(instance: Path) -> None:
    """Else backups from after the rotation could not be opened either."""
    filled(instance, 3)
    assert ctj("keys", "rotate") == ctj("keys", "rotate", "--destroy-old") == 0
    assert KeyRing.load(instance / "keys" / "root.json").versions == (2,)


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_key_that_others_can_read_stops_every_command_that_needs_it(
    instance: Path, capsys: pytest.CaptureFixture[str], mode: int
) -> None:
    (instance / "keys" / "root.json").chmod(mode)
    assert ctj("keys", "rotate") == 2
    assert "chmod 600" in capsys.readouterr().err


def test_an_audit_is_verified_against_its_anchor_without_the_root_key(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(instance, 1)
    anchor = tmp_path / "anchor.json"
    assert ctj("audit", "verify") == 0
    assert "TAIL NOT PROVEN" in capsys.readouterr().out
    assert ctj("audit", "anchor", "--out", str(anchor)) == 0
    (instance / "keys" / "root.json").unlink()
    assert ctj("audit", "verify", "--anchor", str(anchor)) == 0
    said = capsys.readouterr().out
    assert "No row was changed" in said and "NOT PROVEN" not in said and "not checked" not in said


def test_a_changed_row_is_found_with_exit_code_1(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, _ = filled(instance, 1)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_rows_no_update"))
        connection.execute(text("UPDATE audit_rows SET body = replace(body, 'filled', 'nothing')"))
    assert ctj("audit", "verify") == 1
    assert "FOUND instance, row 1: its content is not what was hashed" in capsys.readouterr().out


def test_an_anchor_signed_by_another_key_is_found(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(instance, 1)
    anchor = tmp_path / "anchor.json"
    ctj("audit", "anchor", "--out", str(anchor))
    other = tmp_path / "other.pub"
    other.write_text("A" * 43 + "=\n")
    words = ["audit", "verify", "--anchor", str(anchor), "--public-key", str(other)]
    assert ctj(*words) == 1
    assert "not signed by the key" in capsys.readouterr().out


def test_without_a_public_key_the_signature_is_said_to_be_unchecked(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(instance, 1)
    anchor = tmp_path / "anchor.json"
    ctj("audit", "anchor", "--out", str(anchor))
    (instance / "keys" / "anchor.pub").unlink()
    assert ctj("audit", "verify", "--anchor", str(anchor)) == 0
    assert "signature was not checked" in capsys.readouterr().out


def test_what_is_no_anchor_or_cannot_be_written_is_wrong_use(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    for words in (
        ["audit", "verify", "--anchor", str(wrong)],
        ["audit", "verify", "--anchor", str(tmp_path / "absent")],
        ["audit", "verify", "--public-key", str(tmp_path / "absent")],
        ["audit", "anchor", "--out", str(wrong)],
        ["audit", "export", "--out", str(wrong)],
        ["audit", "export", "--out", str(tmp_path / "no" / "folder")],
    ):
        assert ctj(*words) == 2, words
        said = capsys.readouterr()
        assert said.err.strip() and "Traceback" not in said.err
    assert wrong.read_text() == "{}"


def test_an_export_is_itself_in_the_audit_and_an_expert_can_check_it(
    instance: Path, tmp_path: Path
) -> None:
    filled(instance, 1)
    export, anchor = tmp_path / "audit.jsonl", tmp_path / "anchor.json"
    assert ctj("audit", "export", "--out", str(export)) == 0
    assert "audit.export" in export.read_text().splitlines()[-1]
    assert ctj("audit", "anchor", "--out", str(anchor)) == 0
    verifier = CHECKOUT / "docs" / "verify_audit.py"
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(export), str(anchor)], capture_output=True
    )
    assert done.returncode == 0, done.stdout


def test_before_there_is_a_database_each_command_says_how_to_make_one(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["audit", "verify"], ["audit", "export", "--out", str(tmp_path / "x")]):
        assert ctj(*words) == 2
        assert "ctj db upgrade" in capsys.readouterr().err


ROTATE = """
import sys
from pathlib import Path
from ctj.casework import keys
from ctj.identity import KeyRing
from ctj.transaction import Database
home = Path(sys.argv[1])
keys.BATCH = 20
keys.rotate(
    Database.open(f"sqlite:///{home / 'ctj.sqlite3'}"),
    KeyRing.load(home / "keys" / "root.json"),
    progress=lambda moved: print(moved, flush=True),
)
"""


@pytest.mark.full
def test_a_rotation_that_is_killed_by_the_system_goes_on_where_it_stopped(instance: Path) -> None:
    """T23 with a real process and SIGKILL, ten times, each some batches later."""
    database, people = filled(instance, 1_500)
    for batches in range(1, 11):
        process = subprocess.Popen(
            [sys.executable, "-c", ROTATE, str(instance)], cwd=CHECKOUT, stdout=subprocess.PIPE
        )
        assert process.stdout
        for _ in range(batches):
            assert process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    ring = KeyRing.load(instance / "keys" / "root.json")
    with database.read() as connection:
        assert ring.versions == (1, 2)
        assert 0 < pending(connection, ring).total < 3_000
    assert ctj("keys", "rotate") == 0
    with database.read() as connection:
        assert pending(connection, ring).total == 0
        for number, person in enumerate(people):
            assert open_group(connection, ring, person, "name") == {"full_name": f"N{number}"}
    assert ctj("audit", "verify") == 0
