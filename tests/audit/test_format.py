"""docs/audit-format.md says what the code does, and docs/verify_audit.py needs nothing of ours."""

from __future__ import annotations

import ast
import base64
import itertools
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from ctj.audit import Entry, IdentityValue, append, chain
from ctj.audit.anchors import AnchoredHead, AnchorKey, chain_digest, make_anchor, public_file
from ctj.audit.export import export_lines
from ctj.audit.merkle import root
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.paths import CHECKOUT
from ctj.transaction import SYSTEM, Actor

DOCS = CHECKOUT / "docs"
PAGE = (DOCS / "audit-format.md").read_text(encoding="utf-8")
VERIFIER = DOCS / "verify_audit.py"
BODIES = re.findall(r"^```json\n(\{.*\})\n```$", PAGE, re.MULTILINE)
HASHES = re.findall(r"^    hash ([0-9a-f]{64})$", PAGE, re.MULTILINE)
CASE = "11111111-1111-4111-8111-111111111111"
LEAD = Actor(
    "user",
    "22222222-2222-4222-8222-222222222222",
    "33333333-3333-4333-8333-333333333333",
    "lead",
    "44444444-4444-4444-8444-444444444444",
)
NAMED = IdentityValue("66666666-6666-4666-8666-666666666666", "full_name", "Zoé Example")
TIMES = datetime(2026, 3, 1, 9, 5, tzinfo=UTC), datetime(2026, 3, 1, 9, 5, 12, 345678, tzinfo=UTC)


def test_the_worked_hashes_follow_from_the_worked_bodies() -> None:
    assert len(BODIES) == len(HASHES) == 3
    for body, row_hash in zip(BODIES, HASHES, strict=True):
        assert sha256(b"ctj/audit/row/1\n" + body.encode()).hexdigest() == row_hash
    assert json.loads(BODIES[1])["previous"] == HASHES[0]


def test_ctj_writes_the_worked_rows(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = (f"00000000-0000-4000-8000-{number:012}" for number in itertools.count(1))
    monkeypatch.setattr(chain, "new_id", lambda: next(ids))
    monkeypatch.setattr(chain, "new_salt", lambda: bytes(range(32)))
    accused = {
        "transition": "prosecution.create_accused",
        "subjects": ["55555555-5555-4555-8555-555555555555"],
    }
    rotated = {"version": 2, "moved": 14, "left": 0}
    opened = Entry("case.open", LEAD, CASE, "C01 team user", {"reference": "TH-7F3K"})
    append(connection, [opened], TIMES[0])
    fired = Entry("track.fire", LEAD, CASE, "C01 team user", accused, [NAMED])
    append(connection, [fired, Entry("keys.rotated", SYSTEM, None, None, rotated)], TIMES[1])
    wanted = select(AuditRow.body, AuditRow.hash).order_by(AuditRow.chain, AuditRow.seq)
    assert [tuple(row) for row in connection.execute(wanted)] == list(
        zip(BODIES, HASHES, strict=True)
    )


def test_the_worked_root_follows_from_the_worked_heads() -> None:
    heads = [json.loads(line) for line in re.findall(r"^\[.*\]$", PAGE, re.MULTILINE)]
    assert heads == sorted(
        [[chain_digest(f"case:{CASE}"), 2, HASHES[1]], [chain_digest("instance"), 1, HASHES[2]]]
    )
    worked = re.search(r"^    root ([0-9a-f]{64})$", PAGE, re.MULTILINE)
    assert worked
    assert root([AnchoredHead(*head).leaf for head in heads]) == worked[1]


def test_the_verifier_is_short_and_imports_the_standard_library_alone() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 100
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


class Expert:
    """Somebody with the export, the anchor, and a Python that knows nothing of CTJ."""

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.folder, self.connection = folder, connection
        self.key = AnchorKey.create(folder / "anchor-key.json")
        self.export, self.anchor = folder / "audit.jsonl", folder / "anchor.json"
        cases = [new_id() for _ in range(4)]
        entries = [Entry("a", LEAD, case, None, {"é": [1, "x\n"]}) for case in cases * 3]
        append(connection, [*entries, Entry("b", SYSTEM)], TIMES[1])
        self.anchor.write_text(make_anchor(connection, self.key, TIMES[1]).to_text())
        self.export.write_text("".join(export_lines(connection)), encoding="utf-8")

    def run(self, *files: Path) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def change(self, line: int, **change: object) -> None:
        lines = self.export.read_text(encoding="utf-8").splitlines()
        lines[line] = json.dumps({**json.loads(lines[line]), **change})
        self.write(lines)

    def write(self, lines: list[str]) -> None:
        self.export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def lines(self) -> list[str]:
        return self.export.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def expert(tmp_path: Path, connection: Connection) -> Expert:
    return Expert(tmp_path, connection)


def test_an_expert_finds_nothing_in_a_true_export(expert: Expert) -> None:
    code, said = expert.run(expert.export, expert.anchor)
    assert (code, "13 rows of 5 chains; 0 findings." in said) == (0, True), said
    assert "not checked here" in said


def test_without_an_anchor_the_expert_is_told_what_is_not_proven(expert: Expert) -> None:
    expert.write(expert.lines()[:-1])  # the last row of a chain is cut
    code, said = expert.run(expert.export)
    assert code == 0 and "TAIL NOT PROVEN" in said
    code, said = expert.run(expert.export, expert.anchor)
    assert code == 1 and "gone, or another row" in said


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda e: e.write([x for n, x in enumerate(e.lines()) if n != 2]), "does not follow"),
        (lambda e: e.change(2, body=json.loads(e.lines()[1])["body"]), "not what was hashed"),
        (lambda e: e.change(2, seq=7), "stands where it does not belong"),
        (lambda e: e.change(2, chain="instance"), "stands where it does not belong"),
        (lambda e: e.change(2, hash="0" * 64), "not what was hashed"),
        (lambda e: e.change(2, body="{}", hash=hashed("{}")), "not that of an audit row"),
        (lambda e: respelled(e, lambda b: b.replace('":', '": ', 1)), "canonical"),
        (lambda e: respelled(e, lambda b: b.replace('"v":1', '"v":1,"v":1')), "not that of an"),
        (lambda e: respelled(e, lambda b: b.replace('"v":1', '"v":2')), "unknown version"),
        (lambda e: respelled(e, lambda b: b.replace('"v":1', '"v":1.0')), "not that of an"),
    ],
    ids=["deleted", "edited", "number", "chain", "hash", "empty", "space", "twice", "v2", "float"],
)
def test_an_expert_finds_each_fault(expert: Expert, fault: object, words: str) -> None:
    fault(expert)  # type: ignore[operator]
    code, said = expert.run(expert.export)
    assert code == 1 and words in said, said


def hashed(body: str) -> str:
    return sha256(b"ctj/audit/row/1\n" + body.encode()).hexdigest()


def respelled(expert: Expert, change: object) -> None:
    """The last row of a chain, spelled otherwise, with the right hash for that."""
    body = change(json.loads(expert.lines()[-1])["body"])  # type: ignore[operator]
    expert.change(-1, body=body, hash=hashed(body))


@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"format": "ctj-audit-export-1"}\n{}'])
def test_what_is_no_export_is_refused_with_2(expert: Expert, text: str) -> None:
    expert.export.write_text(text)
    code, said = expert.run(expert.export)
    assert code == 2 and "Traceback" not in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_the_signature_is_checked_by_the_command_of_the_page(expert: Expert) -> None:
    public_file(expert.folder / "anchor-key.json").rename(expert.folder / "anchor.pub")
    script = re.search(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert script

    def check() -> str:
        command = ["bash", "-c", script[1]]
        done = subprocess.run(
            command, cwd=expert.folder, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    assert "Signature Verified Successfully" in check()
    forged = json.loads(expert.anchor.read_text())
    signature = bytearray(base64.b64decode(forged["signature"]))
    signature[3] ^= 1
    forged["signature"] = base64.b64encode(signature).decode()
    expert.anchor.write_text(json.dumps(forged))
    assert "Signature Verified Successfully" not in check()
