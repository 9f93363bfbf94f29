"""A long step shows that it goes on, and tells why it failed."""

import sys

import pytest

from ctj.bootstrap.messages import CannotStart
from ctj.bootstrap.steps import run


def test_a_step_says_what_it_does_and_keeps_the_tool_quiet(tmp_path, capfd) -> None:
    run([sys.executable, "-c", "print('chatter')"], "Doing it", tmp_path)
    told = capfd.readouterr()
    assert told.err == "Doing it ...\n"
    assert told.out == ""


def test_a_step_that_fails_tells_why(tmp_path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('No space left on device')"]
    with pytest.raises(CannotStart, match="is full"):
        run(command, "Doing it", tmp_path)


def test_a_tool_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(CannotStart, match="cannot be run on this machine"):
        run([tmp_path / "nothing"], "Doing it", tmp_path)
