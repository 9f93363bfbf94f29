"""The front-end files: which ones, from where, and whether they still stand."""

import shutil

import pytest

from ctj.bootstrap import fonts, frontend, node
from tests.bootstrap.checkout import looks_made, program, recorder, small_checkout

FACE = """\
/* {name} */
@font-face {{
  font-family: 'Noto Sans Thai';
  font-style: normal;
  font-display: swap;
  font-weight: {weight};
  src: url(./files/{name}.woff2) format('woff2'), url(./files/{name}.woff) format('woff');
  unicode-range: U+0E01-0E5B,U+200C-200D;
}}
"""


@pytest.fixture
def places(tmp_path):
    places = small_checkout(tmp_path / "checkout")
    looks_made(places)
    return places


@pytest.fixture
def packages(tmp_path):
    """What npm would bring, with one letter in each file."""
    folder = tmp_path / "node_modules"
    for source, _ in frontend._FILES:
        _write(folder / source, "x")
    for family, subsets in fonts.FAMILIES:
        package = folder / "@fontsource" / family
        _write(package / "LICENSE", "OFL")
        for weight in fonts.WEIGHTS:
            names = [f"{family}-{subset}-{weight}-normal" for subset in (*subsets, "cyrillic")]
            faces = "".join(FACE.format(name=name, weight=weight) for name in names)
            _write(package / f"{weight}.css", faces)
            for name in names:
                _write(package / "files" / f"{name}.woff2", name)
    return folder


@pytest.fixture
def brought(places, packages, monkeypatch):
    """An installation whose npm copies the invented packages."""

    def run(command, doing, folder, extra_env=None) -> None:
        shutil.copytree(packages, folder / "node_modules")

    monkeypatch.setattr(frontend, "npm", lambda places, scratch: ["npm"])
    monkeypatch.setattr(frontend, "run", run)
    frontend.install(places)
    return places


def test_the_files_that_pages_name_are_there(brought) -> None:
    names = {path.name for path in brought.vendor.iterdir()}
    assert {"tabler.min.css", "htmx.min.js", "fonts.css", "licences"} <= names
    assert frontend.is_current(brought)


def test_only_the_chosen_subsets_are_copied(brought) -> None:
    copied = {path.stem for path in (brought.vendor / "fonts").iterdir()}
    assert "noto-sans-khmer-khmer-400-normal" in copied
    assert not [name for name in copied if "cyrillic" in name]


def test_the_style_sheet_names_each_copied_font_and_its_letters(brought) -> None:
    css = (brought.vendor / "fonts.css").read_text()
    copied = [path.name for path in (brought.vendor / "fonts").iterdir()]
    assert css.count("@font-face") == len(copied)
    assert [name for name in copied if f'url("fonts/{name}")' not in css] == []
    assert css.count("unicode-range: U+0E01-0E5B,U+200C-200D;") == len(copied)
    assert "://" not in css


def test_a_file_that_was_changed_is_seen(brought) -> None:
    (brought.vendor / "htmx.min.js").write_text("changed")
    assert not frontend.is_current(brought)


def test_a_file_that_is_gone_is_seen(brought) -> None:
    (brought.vendor / "fonts.css").unlink()
    assert not frontend.is_current(brought)


def test_another_lock_brings_the_files_anew(brought) -> None:
    (brought.frontend / "package-lock.json").write_text('{"other": true}')
    assert not frontend.is_current(brought)


def test_nothing_is_left_of_the_work(brought) -> None:
    assert not list(brought.venv.glob("frontend-*"))


def test_a_machine_with_a_new_node_uses_its_own(places, tmp_path, monkeypatch) -> None:
    _machine_with_node(tmp_path / "bin", "v20.1.0", monkeypatch)
    assert node.npm(places, tmp_path) == [str(tmp_path / "bin" / "npm")]


@pytest.mark.parametrize("version", ["v18.19.0", "garbage"])
def test_a_machine_with_an_old_node_gets_one_by_hash(
    places, tmp_path, monkeypatch, version
) -> None:
    _machine_with_node(tmp_path / "bin", version, monkeypatch)
    commands: list[str] = []
    monkeypatch.setattr(node.pip, "run", recorder(commands, lambda line: None))
    command = node.npm(places, tmp_path)
    assert str(command[0]).startswith(str(tmp_path / "node"))
    assert "--require-hashes" in commands[0]
    assert commands[0].endswith("node.txt")


def test_a_machine_without_node_gets_one_by_hash(places, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node.pip, "run", recorder([], lambda line: None))
    assert str(node.npm(places, tmp_path)[0]).startswith(str(tmp_path / "node"))


def _machine_with_node(folder, version, monkeypatch) -> None:
    program(folder / "node", f"echo {version}")
    program(folder / "npm", "exit 0")
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


def _write(path, text) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
