"""`python3 -m ctj test`: what is found is passed on, what is missing is said."""

import subprocess
from types import SimpleNamespace

import pytest

from ctj.bootstrap import services, testing
from ctj.bootstrap.services import CHROMIUM, POSTGRES_URL, REDIS_URL, Service

FOUND = [
    Service(POSTGRES_URL, "PostgreSQL", "postgresql+psycopg://here"),
    Service(REDIS_URL, "Redis", "redis://here"),
    Service(CHROMIUM, "Chromium", "/bin/chromium"),
]
WITHOUT_REDIS = [FOUND[0], Service(REDIS_URL, "Redis", None, "no answer"), FOUND[2]]


@pytest.fixture
def pytest_runs(monkeypatch) -> list[SimpleNamespace]:
    runs: list[SimpleNamespace] = []

    def run(command, cwd, env, check):
        runs.append(SimpleNamespace(command=command, env=env))
        return SimpleNamespace(returncode=7)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.delenv("CI", raising=False)
    return runs


def _machine_has(monkeypatch, found) -> None:
    monkeypatch.setattr(services, "look", lambda environment: found)


def test_what_answers_is_passed_on_by_name(monkeypatch, pytest_runs) -> None:
    _machine_has(monkeypatch, FOUND)
    testing.test([])
    environment = pytest_runs[0].env
    assert environment[POSTGRES_URL] == "postgresql+psycopg://here"
    assert environment[REDIS_URL] == "redis://here"
    assert environment[CHROMIUM] == "/bin/chromium"


def test_the_exit_code_is_that_of_pytest(monkeypatch, pytest_runs) -> None:
    _machine_has(monkeypatch, FOUND)
    assert testing.test([]) == 7


def test_what_is_missing_is_said_and_not_passed_on(monkeypatch, pytest_runs, capsys) -> None:
    monkeypatch.setenv(REDIS_URL, "redis://elsewhere")
    _machine_has(monkeypatch, WITHOUT_REDIS)
    testing.test([])
    assert REDIS_URL not in pytest_runs[0].env
    assert "Skipped: all tests that need Redis: no answer." in capsys.readouterr().err


def test_in_ci_a_missing_service_is_a_failure(monkeypatch, pytest_runs, capsys) -> None:
    monkeypatch.setenv("CI", "true")
    _machine_has(monkeypatch, WITHOUT_REDIS)
    assert testing.test([]) == 1
    assert pytest_runs == []
    assert "With CI=true" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "markers"),
    [
        ([], "not full and not long"),
        (["--tier", "quick"], "not full and not long"),
        (["--tier=full"], "not long"),
    ],
)
def test_a_tier_is_a_choice_of_markers(monkeypatch, pytest_runs, arguments, markers) -> None:
    _machine_has(monkeypatch, FOUND)
    testing.test(arguments)
    command = pytest_runs[0].command
    assert command[command.index("-m", 3) + 1] == markers


def test_the_long_tier_leaves_nothing_out_and_pytest_gets_the_rest(
    monkeypatch, pytest_runs
) -> None:
    _machine_has(monkeypatch, FOUND)
    testing.test(["--tier", "long", "-k", "custody", "tests/workflow", "--tb=short"])
    assert pytest_runs[0].command[2:] == ["pytest", "-k", "custody", "tests/workflow", "--tb=short"]


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    environment = {
        POSTGRES_URL: "postgresql+psycopg://u:geheim@127.0.0.1:9/none",
        REDIS_URL: "redis://:geheim@127.0.0.1:9/0",
        CHROMIUM: "/nowhere/chromium",
    }
    found = services.look(environment)
    assert [service.where for service in found] == [None, None, None]
    assert "geheim" not in " ".join(service.why_not for service in found)


def test_a_whole_tier_runs_on_two_processors_and_what_is_named_alone(
    monkeypatch, pytest_runs
) -> None:
    monkeypatch.setattr(testing.services, "look", lambda environ: [])
    monkeypatch.setattr(testing.os, "cpu_count", lambda: 2)
    testing.test([])
    testing.test(["tests/workflow"])
    assert pytest_runs[0].command[-4:] == ["-n", "2", "--dist", "loadfile"]
    assert "-n" not in pytest_runs[1].command
