"""The table of rooms, DESIGN.md section 2, held by import-linter."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ctj.paths import CHECKOUT

pytest.importorskip("importlinter", reason="lint tools are not installed")


def test_every_room_imports_only_what_the_table_of_rooms_allows(tmp_path: Path, capsys) -> None:
    from importlinter.application.use_cases import FAILURE, lint_imports
    from importlinter.configuration import configure

    configure()
    config = tmp_path / "contracts.toml"
    config.write_text(_written(_contracts_of_rooms_that_stand()))
    outcome = lint_imports(config_filename=str(config), cache_dir=str(tmp_path / "cache"))
    assert outcome is not FAILURE, capsys.readouterr().out


def test_every_room_has_a_contract() -> None:
    rooms = {
        path.stem if path.is_file() else path.name
        for path in (CHECKOUT / "ctj").iterdir()
        if (path / "__init__.py").exists() or path.suffix == ".py"
    }
    # The way in, the places, and the wiring are no rooms.
    beside = {
        *("__init__", "__main__", "bootstrap", "paths", "app", "services"),
        *("configuration", "key_files", "language", "refusals", "wiring"),
    }
    named = {contract["id"] for contract in _settings()["contracts"]}
    assert rooms - beside - named == set(), "a room without a contract in pyproject.toml"


def _settings() -> dict[str, Any]:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    return settings["tool"]["importlinter"]


def _contracts_of_rooms_that_stand() -> list[dict[str, Any]]:
    """import-linter refuses names of modules that do not exist yet: leave those out."""
    kept = []
    for contract in _settings()["contracts"]:
        standing = {key: _standing(value) for key, value in contract.items()}
        if all(standing[key] for key in standing if key.endswith("_modules")):
            kept.append(standing)
    return kept


def _standing(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [item for item in value if all(_exists(module) for module in item.split(" -> "))]


def _exists(module: str) -> bool:
    bare = module.removesuffix(".**").removesuffix(".*")
    if not bare.startswith("ctj"):
        return True
    path = CHECKOUT.joinpath(*bare.split("."))
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


def _written(contracts: list[dict[str, Any]]) -> str:
    lines = ["[tool.importlinter]", 'root_package = "ctj"', "include_external_packages = true"]
    for contract in contracts:
        lines.append("[[tool.importlinter.contracts]]")
        lines += [f"{key} = {_literal(value)}" for key, value in contract.items()]
    return "\n".join(lines)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    return f'"{value}"'
