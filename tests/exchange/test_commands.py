"""``ctj demo`` and ``ctj cases load`` as a shell sees them."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import update

from ctj.cli.main import main
from ctj.configuration import from_environment
from ctj.exchange.demonstration import caseload, people
from ctj.model.instance import Instance
from ctj.transaction import unit_of_work
from ctj.wiring import open_database
from tests.exchange.conftest import CHEAP
from tests.exchange.telling import CHARGE, NAME, OPEN, case, timeline, written

FEW = ("PH-DEMO-REPORT", "PH-DEMO-LEAD")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and a caseload of two cases."""
    for name in ("CTJ_DATABASE_URL", "CTJ_DATABASE_OWNER_URL", "CTJ_KEY_FILE", "CTJ_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CTJ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(people, "AccessSettings", lambda: CHEAP)
    chosen = tuple(path for path in caseload.files() if path.stem in FEW)
    monkeypatch.setattr(caseload, "files", lambda: chosen)
    return tmp_path / "home"


def test_a_demonstration_is_made_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "load"]) == 0
    assert "Loaded 2 cases." in capsys.readouterr().out
    assert (home / "ctj.sqlite3").exists()
    for key in ("root.json", "anchor.json"):
        assert stat.S_IMODE((home / "keys" / key).stat().st_mode) == 0o600
    assert main(["demo", "load"]) == 0
    assert capsys.readouterr().out == ""


def test_the_present_code_is_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "load"])
    capsys.readouterr()
    assert main(["demo", "code"]) == 0
    code = capsys.readouterr().out.strip()
    assert len(code) == 6
    assert code.isdecimal()


def test_a_demonstration_is_not_served_to_others(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CTJ_HOST", "0.0.0.0")
    assert main(["demo"]) == 2
    assert "it is not served on 0.0.0.0. Use 127.0.0.1." in capsys.readouterr().err
    assert not home.exists()


def test_a_real_instance_is_left_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "load"])
    database = open_database(from_environment())
    with unit_of_work(database) as work:
        work.connection.execute(update(Instance).values(demonstration=False, name="Ministry"))
    database.close()
    capsys.readouterr()
    assert main(["demo", "load"]) == 2
    assert "The instance 'Ministry' is not a demonstration" in capsys.readouterr().err


def test_cases_are_loaded_and_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["demo", "load"])
    capsys.readouterr()
    path = str(written(tmp_path, timeline()))
    assert main(["cases", "load", path]) == 0
    assert capsys.readouterr().out == "TEST-1: 5 events loaded\n"
    assert main(["cases", "load", "--skip-known", path]) == 0
    assert capsys.readouterr().out == "TEST-1: there already, left alone\n"
    assert main(["cases", "load", path]) == 1
    assert "told.yaml, line 3, case TEST-1: A case with the reference" in capsys.readouterr().err


def test_what_is_refused_is_told_and_the_rest_is_loaded(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["demo", "load"])
    capsys.readouterr()
    bad = case("TEST-2", OPEN + NAME + CHARGE)
    assert main(["cases", "load", str(written(tmp_path, timeline(case(), bad)))]) == 1
    told = capsys.readouterr()
    assert told.out == "TEST-1: 5 events loaded\n"
    first = told.err.splitlines()[0]
    assert "case TEST-2, event 3 (charge A1 to A2): Needs the non-punishment check" in first
    assert first.endswith("Tell the step 'check_non_punishment' before this one.")


def test_a_file_that_cannot_be_read_loads_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["demo", "load"])
    capsys.readouterr()
    good = str(written(tmp_path, timeline(), "good.yaml"))
    bad = str(written(tmp_path, "a: &a [*a]", "bad.yaml"))
    assert main(["cases", "load", good, bad]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("bad.yaml, line 1: An anchor (&) is not taken.")


def test_wrong_use_is_2(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "load"])
    path = str(written(tmp_path, timeline()))
    assert main(["cases", "load"]) == 2
    assert main(["cases", "load", "--loaded-by", "nobody@demo.example", path]) == 2
    assert "There is no active user nobody@demo.example." in capsys.readouterr().err
