"""What is in the way before anything is made."""

import ast
import os
import shutil
import socket
import sys
from collections import namedtuple
from importlib import util
from pathlib import Path

import pytest

from ctj import __main__ as entry
from ctj.bootstrap import checks
from ctj.bootstrap.messages import CannotStart
from ctj.paths import CHECKOUT


def test_an_old_python_is_told_which_one_to_install(monkeypatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    with pytest.raises(SystemExit) as stopped:
        entry.main()
    assert "Python 3.11 or newer and this is Python 3.8" in str(stopped.value)


def test_what_an_old_python_reads_is_written_for_it() -> None:
    """A syntax error would come before any sentence."""
    for name in ("ctj/__init__.py", "ctj/__main__.py"):
        tree = ast.parse((CHECKOUT / name).read_text(), feature_version=(3, 4))
        new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
        assert not [node for node in ast.walk(tree) if isinstance(node, new)]


def test_windows_is_sent_to_its_linux(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as stopped:
        entry.main()
    assert "wsl --install" in str(stopped.value)


@pytest.mark.parametrize("missing", ["ensurepip", "venv"])
def test_a_python_without_ensurepip_is_told_the_package(monkeypatch, missing) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(CannotStart, match=f"lacks {missing}.*apt install python3-venv"):
        checks.environments_can_be_made()


def test_a_busy_port_is_named_with_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} .* taken .*CTJ_PORT="):
            checks.port_is_free({"CTJ_PORT": str(port)})


def test_a_free_port_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    checks.port_is_free({"CTJ_PORT": str(port)})


@pytest.mark.parametrize("given", ["http", "0", "65536", "-1", "8000.5"])
def test_what_is_not_a_port_is_refused(given) -> None:
    with pytest.raises(CannotStart, match="which is not a port"):
        checks.port_is_free({"CTJ_PORT": given})


def test_a_folder_that_takes_no_files_is_named(monkeypatch, tmp_path: Path) -> None:
    # Simulated, since the tests may run as root, who may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(CannotStart, match=f"may not write in {tmp_path}.*chown"):
        checks.folder_takes_files(tmp_path)


def test_a_full_disk_is_seen_before_the_work_begins(monkeypatch, tmp_path: Path) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10_000_000))
    with pytest.raises(CannotStart, match=r"is full.*of room"):
        checks.disk_has_room(tmp_path, 800)
