"""Whatever stops the set-up, a person gets a sentence and no traceback."""

import errno

import pytest

from ctj import paths
from ctj.bootstrap import checks, frontend, install, stamp, start
from ctj.bootstrap.messages import CannotStart
from tests.bootstrap.checkout import looks_made, small_checkout


@pytest.fixture
def places(tmp_path, monkeypatch):
    places = small_checkout(tmp_path)
    looks_made(places)
    monkeypatch.setattr(paths, "CHECKOUT", tmp_path)
    monkeypatch.setattr(frontend, "is_current", lambda places: True)
    monkeypatch.setattr(start, "_go_on", lambda places, arguments: 0)
    return places


def _stopped_by(failure: BaseException, monkeypatch, capsys) -> tuple[int, str]:
    def fail(places, locks) -> None:
        raise failure

    monkeypatch.setattr(install, "install", fail)
    code = start.start(["serve"])
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError(errno.EROFS, "Read-only", "/somewhere"), "may not write in /somewhere"),
        (PermissionError(errno.EACCES, "Denied", "/somewhere"), "may not write in /somewhere"),
        (OSError(errno.EIO, "Input/output error"), "stopped by the operating system"),
        (CannotStart("The network is away.", "Connect."), "The network is away. Connect."),
    ],
)
def test_a_failure_is_one_sentence(places, monkeypatch, capsys, failure, sentence) -> None:
    code, told = _stopped_by(failure, monkeypatch, capsys)
    assert code == 1
    assert sentence in told
    assert "Traceback" not in told
    assert told.count("\n") == 1


def test_ctrl_c_says_how_to_go_on(places, monkeypatch, capsys) -> None:
    code, told = _stopped_by(KeyboardInterrupt(), monkeypatch, capsys)
    assert code == 130
    assert "again to go on" in told


def test_a_start_that_finds_all_ready_installs_nothing(places, monkeypatch) -> None:
    stamp.write(places, {"run", "uv"})
    monkeypatch.setattr(install, "install", _must_not_be_called)
    monkeypatch.setattr(checks, "folder_takes_files", _must_not_be_called)
    assert start.start(["serve"]) == 0


def test_what_another_start_did_while_we_waited_is_not_done_again(places, monkeypatch) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(stamp, "is_current", lambda places, locks: next(answers))
    monkeypatch.setattr(install, "install", _must_not_be_called)
    assert start.start(["serve"]) == 0


def test_the_tests_get_what_they_need_and_the_rest_does_not(places, monkeypatch) -> None:
    asked: list[set[str]] = []
    monkeypatch.setattr(install, "install", lambda places, locks: asked.append(locks))
    start.start(["test"])
    start.start(["demo", "load"])
    assert asked == [{"run", "test", "lint", "build"}, {"run"}]


def test_a_busy_port_stops_the_demonstration_before_anything_long(
    places, monkeypatch, capsys
) -> None:
    def busy(environment) -> None:
        raise CannotStart("Port 8000 is taken.", "Choose another.")

    monkeypatch.setattr(checks, "port_is_free", busy)
    monkeypatch.setattr(install, "install", _must_not_be_called)
    assert start.start(["demo"]) == 1
    assert "Port 8000 is taken." in capsys.readouterr().err


def _must_not_be_called(*arguments) -> None:
    raise AssertionError("called")
