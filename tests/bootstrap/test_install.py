"""uv does the work where it runs, pip where it does not; every package by hash."""

import pytest

from ctj.bootstrap import install, pip, stamp
from ctj.bootstrap.messages import CannotStart
from ctj.bootstrap.places import Places
from tests.bootstrap.checkout import looks_made, program, recorder, small_checkout

BROKEN = CannotStart("uv failed.", "Nobody knows why.")
OFFLINE = CannotStart("No network.", "Connect.", "network")
UNTRUSTED = CannotStart("Not trusted.", "Set it.", "certificate")


@pytest.fixture
def places(tmp_path) -> Places:
    places = small_checkout(tmp_path)
    looks_made(places)
    return places


@pytest.fixture
def commands(monkeypatch) -> list[str]:
    return _record(monkeypatch, lambda line: None)


def _record(monkeypatch, fails) -> list[str]:
    noted: list[str] = []
    for module in (install, pip):
        monkeypatch.setattr(module, "run", recorder(noted, fails))
    return noted


def test_uv_is_brought_by_pip_and_installs_the_rest(places, commands) -> None:
    install.install(places, {"run"})
    with_pip, with_uv = commands
    assert "-m pip install --require-hashes" in with_pip
    assert with_pip.endswith("uv.txt")
    assert "pip sync" in with_uv
    assert "--require-hashes --system-certs" in with_uv
    assert with_uv.endswith(f"{places.lock('run')} {places.lock('uv')}")
    assert stamp.is_current(places, {"run"})


def test_uv_of_the_locked_version_is_not_brought_again(places, commands) -> None:
    program(places.venv / "bin" / "uv", "echo uv 9.9.9")
    install.install(places, {"run"})
    assert len(commands) == 1


def test_what_was_installed_before_stays(places, commands) -> None:
    install.install(places, {"run", "test"})
    install.install(places, {"run"})
    assert "test.txt" in commands[-1]


def test_pip_does_all_where_uv_does_not_run(places, monkeypatch, capfd) -> None:
    commands = _record(monkeypatch, lambda line: BROKEN if "sync" in line else None)
    install.install(places, {"run"})
    assert commands[-1].endswith(f"-r {places.lock('run')}")
    assert "pip install --require-hashes" in commands[-1]
    assert "takes longer" in capfd.readouterr().err


def test_no_network_is_told_and_not_tried_again_with_pip(places, monkeypatch) -> None:
    commands = _record(monkeypatch, lambda line: OFFLINE if "sync" in line else None)
    with pytest.raises(CannotStart, match="No network"):
        install.install(places, {"run"})
    assert "sync" in commands[-1]
    assert not stamp.is_current(places, {"run"})


def test_pip_tries_the_certificates_of_the_machine(places, monkeypatch, tmp_path) -> None:
    bundle = tmp_path / "machine.pem"
    bundle.write_text("")
    monkeypatch.setattr(pip.certificates, "settings", lambda name: {name: str(bundle)})
    failures = iter([UNTRUSTED, None])
    commands = _record(monkeypatch, lambda line: next(failures))
    pip.install(places, ["uv"], "Installing")
    assert len(commands) == 2


def test_ctj_is_pointed_at_and_not_built(places, commands) -> None:
    install.install(places, {"run"})
    pointer = places.site_packages() / "ctj-checkout.pth"
    assert pointer.read_text().strip() == str(places.checkout)
    assert not [line for line in commands if " -e " in line or " . " in line]


def test_uv_asks_the_mirror_that_pip_was_told(places, monkeypatch) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror.invalid/simple")
    settings = install._uv_settings(places)
    assert settings == {"UV_DEFAULT_INDEX": "http://mirror.invalid/simple"}
