"""``ctj agency add``, ``ctj user add``, ``ctj user link``: the first accounts of an instance."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from ctj.access.gate import CameFrom, Gate
from ctj.access.settings import AccessSettings
from ctj.access.sign_in import look_at_link, use_link
from ctj.cli import main
from ctj.configuration import from_environment
from ctj.model.users import User
from ctj.wiring import open_services


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("CTJ_HOME", str(tmp_path / "home"))
    for name in ("CTJ_DATABASE_URL", "CTJ_DATABASE_OWNER_URL", "CTJ_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert main.main(["keys", "init"]) == 0
    assert main.main(["db", "upgrade"]) == 0
    return tmp_path


def run(capsys, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main.main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def gate() -> Gate:
    services = open_services(from_environment())
    return Gate(services.database, services.keyring, AccessSettings())


def test_the_first_user_gets_a_link_that_works_once(instance, capsys) -> None:
    assert run(capsys, "agency", "add", "PH-X", "--name", "Test agency")[0] == 0
    code, out, _ = run(capsys, "user", "add", "Ana@X.example", "--role", "inv", "--agency", "PH-X")
    assert code == 0
    token = re.fullmatch(r"http://127\.0\.0\.1:\d+/sign-in/link/(\S+)\n", out)[1]
    link = look_at_link(gate(), token)
    assert (link.email, link.purpose) == ("ana@x.example", "set_up")
    assert use_link(gate(), CameFrom("10.0.0.1"), token).sets_up
    assert look_at_link(gate(), token) is None


def test_another_link_ends_the_first(instance, capsys) -> None:
    run(capsys, "agency", "add", "PH-X", "--name", "Test agency")
    first = run(capsys, "user", "add", "a@x.example", "--role", "adm", "--agency", "PH-X")[1]
    second = run(capsys, "user", "link", "A@x.example")[1]
    assert look_at_link(gate(), first.strip().split("/")[-1]) is None
    assert look_at_link(gate(), second.strip().split("/")[-1]) is not None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["user", "add", "a@x.example", "--role", "inv", "--agency", "PH-Y"], "no 'PH-Y'"),
        (["user", "add", "a@x.example", "--role", "root", "--agency", "PH-X"], "no role 'root'"),
        (["user", "add", "no address", "--role", "inv", "--agency", "PH-X"], "address such as"),
        (
            ["user", "add", "a@x.example", "--role", "adm", "--role", "inv", "--agency", "PH-X"],
            "holds no other role",
        ),
        (["user", "link", "nobody@x.example"], "no account"),
        (["agency", "add", "PH-X", "--name", "Again"], "is taken"),
        (["agency", "add", "PH X", "--name", "Again"], "without spaces"),
        (["agency", "add", "PH-Z", "--name", "Z", "--agency-kind", "no"], "Choose one"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_half_made(instance, capsys, words, says) -> None:
    run(capsys, "agency", "add", "PH-X", "--name", "Test agency")
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err and "Traceback" not in err
    with open_services(from_environment()).database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(User)) == 0
