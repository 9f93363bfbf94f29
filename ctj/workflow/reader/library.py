"""The whole of `workflows/` as one library, read once per process."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ...paths import workflows_dir
from ..checks.findings import Finding
from ..definitions import (
    ClockDefinition,
    Code,
    CodeList,
    FactDefinition,
    Library,
    RegisterDefinition,
    RowFacts,
    TrackDefinition,
    Transition,
)
from ..screening.definitions import Screening
from ..stored import definition_from_text
from ..yaml_text import Node, YamlRefused
from ..yaml_text import read as read_yaml
from .clocks import read_clocks
from .codes import read_codes
from .facts import read_facts
from .guards import read_guards
from .nodes import FileReader
from .registers import read_register
from .roles import Roles, read_roles
from .screening import ITEMS, RULES, read_screening
from .tracks import TrackText, complete, read_track, read_transitions

#: The code list that is made of the items of screening, so that they are never typed twice.
INDICATOR = "indicator"
#: Files of the top folder that are not tracks.
NOT_TRACKS = frozenset({"common", "guards", "clocks", "facts", "roles"})
_T = TypeVar("_T")
_LOADED: dict[str, Library] = {}


class DefinitionsRefused(ValueError):
    """The files cannot be used as they are; `findings` says what must be mended, and where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True)
class Reading:
    """What was read, with lines in its texts, and what could not be read."""

    library: Library
    findings: tuple[Finding, ...]
    directory: Path


def load(directory: Path | None = None) -> Library:
    """The library of `directory` (default: the installed `workflows/`), made once per content.

    Raises DefinitionsRefused with every finding of the reader.
    """
    folder = directory or workflows_dir()
    digest = _digest(folder)
    if digest not in _LOADED:
        reading = read(folder)
        if reading.findings:
            raise DefinitionsRefused(reading.findings)
        _LOADED[digest] = plain(reading.library)
    return _LOADED[digest]


def library_with_stored(library: Library, stored_texts: Iterable[str]) -> Library:
    """The library, knowing also the older versions whose canonical texts the database keeps."""
    stored = (definition_from_text(text) for text in stored_texts)
    return replace(library, by_hash={**{d.hash: d for d in stored}, **library.by_hash})


def read(directory: Path) -> Reading:
    """Everything in `directory`, with all findings; never raises for what the files say."""
    found: list[Finding] = []
    screening = read_screening_folder(directory, found)
    codes = _folder(directory, "codes", read_codes, lambda one: one.id, found)
    if screening is not None:
        codes.setdefault(INDICATOR, _indicators(screening))
    registers = _folder(
        directory, "registers", lambda r, n: read_register(r, n, codes), lambda one: one.id, found
    )
    nothing: tuple[dict[tuple[str, str], FactDefinition], dict[str, RowFacts]] = ({}, {})
    facts, row_facts = _file(directory, "facts.yaml", read_facts, nothing, found)
    no_clocks: dict[str, ClockDefinition] = {}
    clocks = _file(directory, "clocks.yaml", read_clocks, no_clocks, found)
    tracks = _tracks(directory, registers, facts, clocks, found)
    roles = _file(directory, "roles.yaml", read_roles, Roles(), found)
    library = Library(
        tracks=tracks,
        by_hash={track.hash: track for track in tracks.values()},
        registers=registers,
        guards=_file(directory, "guards.yaml", read_guards, {}, found),
        clocks=clocks,
        codes=codes,
        facts=facts,
        roles=roles.roles,
        field_groups=roles.field_groups,
        separations=roles.separations,
        row_facts=row_facts,
        screening=screening,
    )
    return Reading(library, tuple(sorted(set(found))), directory)


def plain(value: Any) -> Any:
    """The same definitions with ordinary texts, which know no lines."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: plain(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, Mapping):
        return {plain(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(one) for one in value)
    if isinstance(value, frozenset):
        return frozenset(plain(one) for one in value)
    return str(value) if isinstance(value, str) else value


def _tracks(
    directory: Path,
    registers: Mapping[str, RegisterDefinition],
    facts: Mapping[tuple[str, str], FactDefinition],
    clocks: Mapping[str, ClockDefinition],
    found: list[Finding],
) -> dict[str, TrackDefinition]:
    common = _common(directory, found)
    texts: dict[str, tuple[FileReader, TrackText]] = {}
    for path in sorted(directory.glob("*.yaml")):
        if path.stem in NOT_TRACKS:
            continue
        reader = FileReader(path.name, found)
        node = _yaml(path, path.name, found)
        text = read_track(reader, node) if node is not None else None
        if text is not None:
            _named_as_file(reader, path, text.definition.id, "track")
            texts[text.definition.id] = (reader, text)
    fires = _fires(text for _, text in texts.values())
    return {
        name: complete(reader, text, common, registers, facts, fires, clocks)
        for name, (reader, text) in texts.items()
    }


def _common(directory: Path, found: list[Finding]) -> tuple[Transition, ...]:
    """The acts that every track has (process.md 1.4)."""

    def acts(reader: FileReader, node: Node) -> tuple[Transition, ...]:
        mapping = reader.mapping(node, "common.yaml")
        return tuple(read_transitions(reader, mapping).values()) if mapping is not None else ()

    return _file(directory, "common.yaml", acts, (), found)


def _fires(texts: Iterable[TrackText]) -> dict[str, tuple[str, ...]]:
    """`track.transition` -> the transitions that say they are fired by it."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        for transition in text.definition.transitions.values():
            for cause in transition.fired_by:
                found[cause].append(f"{text.definition.id}.{transition.id}")
    return {cause: tuple(fired) for cause, fired in found.items()}


def _folder(
    directory: Path,
    name: str,
    reads: Callable[[FileReader, Node], _T | None],
    key: Callable[[_T], str],
    found: list[Finding],
) -> dict[str, _T]:
    """Every file of a folder of definitions, by id; each file is named as what it defines."""
    by_id: dict[str, _T] = {}
    for path in sorted((directory / name).glob("*.yaml")):
        reader = FileReader(f"{name}/{path.name}", found)
        node = _yaml(path, reader.file, found)
        one = reads(reader, node) if node is not None else None
        if one is not None:
            _named_as_file(reader, path, key(one), "definition")
            by_id[key(one)] = one
    return by_id


def _file(
    directory: Path,
    name: str,
    reads: Callable[[FileReader, Node], _T],
    empty: _T,
    found: list[Finding],
) -> _T:
    node = _yaml(directory / name, name, found)
    return empty if node is None else reads(FileReader(name, found), node)


def _yaml(path: Path, name: str, found: list[Finding]) -> Node | None:
    try:
        return read_yaml(path, name)
    except YamlRefused as refused:
        found.append(Finding(refused.file, refused.line, refused.reason, refused.mend))
    except FileNotFoundError:
        found.append(Finding(name, 0, "The file is absent.", "Write it, or restore it."))
    return None


def _named_as_file(reader: FileReader, path: Path, name: str, what: str) -> None:
    if name != path.stem:
        reader.refuse(
            name,
            f"The {what} is called '{name}', its file '{path.name}'.",
            f"Rename the file to {name}.yaml.",
        )


def read_screening_folder(directory: Path, found: list[Finding]) -> Screening | None:
    """The folder `screening/`; None where there is none."""
    folder = directory / "screening"
    if not folder.is_dir():
        return None

    def file(name: str) -> tuple[FileReader, Node] | None:
        reader = FileReader(f"screening/{name}", found)
        node = _yaml(folder / name, reader.file, found)
        return None if node is None else (reader, node)

    names = sorted(p.name for p in folder.glob("*.yaml") if p.name not in (ITEMS, RULES))
    return read_screening(file, names)


def _indicators(screening: Screening) -> CodeList:
    codes = {
        item.code: Code(item.code, item.label, item.asked or item.label, status=item.status)
        for item in screening.items.values()
    }
    return CodeList(INDICATOR, "Indicator of screening", codes, many=True)


def _digest(directory: Path) -> str:
    """SHA-256 over the names and bytes of all files."""
    whole = hashlib.sha256()
    for path in sorted(directory.rglob("*.yaml")):
        data = path.read_bytes()
        whole.update(f"{path.relative_to(directory).as_posix()}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()
