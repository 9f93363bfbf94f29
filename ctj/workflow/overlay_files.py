"""Reads `workflows/jurisdictions/`: one overlay a file, local words in `labels/`.

A country that the product does not know yet is added by adding files (jurisdictions.md 0.9).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .checks.findings import Finding
from .dates import PartialDate
from .reader.nodes import FileReader
from .statement_files import date_of, mark, read_clock, read_offence, read_statute
from .statements import LegalClock, Offence, Point, Statute, Treaty
from .yaml_text import Mapping, Node, Scalar, YamlRefused
from .yaml_text import read as read_yaml

NEUTRAL = "neutral"
_TOP = (
    "jurisdiction", "statutes", "offences", "clocks", "institutions", "procedure", "treaties",
    "labels", "checked_on", "note",
)  # fmt: skip
_JURISDICTION = (
    "code", "alpha3", "names", "time_zone", "currency", "languages", "scripts", "calendar",
    "calendar_display", "name_order", "age_of_majority", "child_under", "subdivisions",
    "legal_family",
)  # fmt: skip
_POINT = ("value", "says", "article", "status", "basis", "copy", "source", "note")
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """Who the overlay is for. `names` by language; `calendar` names a file of `calendars/`."""

    code: str
    alpha3: str = ""
    names: MappingOf[str, str] = field(default_factory=dict)
    time_zone: str = "UTC"
    time_zones: tuple[str, ...] = ()
    currency: str = ""
    languages: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    calendar: str = NEUTRAL
    calendar_display: str = "gregorian"
    name_order: str = ""
    age_of_majority: int | None = None
    child_under: int | None = None
    subdivisions: tuple[str, ...] = ()
    legal_family: str = ""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Local words by kind (word, state, role, track, document) and id; `reviewed` or machine."""

    language: str
    words: MappingOf[str, MappingOf[str, str]]
    reviewed: bool = False


@dataclass(frozen=True, kw_only=True)
class OverlayText:
    """One overlay as its file says it, without what the neutral one fills in."""

    code: str
    jurisdiction: Jurisdiction
    statutes: tuple[Statute, ...] = ()
    offences: tuple[Offence, ...] = ()
    clocks: tuple[LegalClock, ...] = ()
    institutions: tuple[Point, ...] = ()
    procedure: MappingOf[str, Point] = field(default_factory=dict)
    treaties: tuple[Treaty, ...] = ()
    labels: tuple[Labels, ...] = ()
    checked_on: PartialDate | None = None
    file: str = ""
    version_hash: str = ""


def read_overlays(directory: Path, findings: list[Finding]) -> dict[str, OverlayText]:
    """Every overlay in `directory` by code; what cannot be read is added to `findings`."""
    found: dict[str, OverlayText] = {}
    for path in sorted(directory.glob("*.yaml")):
        name = f"{directory.name}/{path.name}"
        node = yaml_of(path, name, findings)
        overlay = None if node is None else _overlay(FileReader(name, findings), node, path)
        if overlay is not None:
            found[overlay.code] = overlay
    return found


def yaml_of(path: Path, name: str, findings: list[Finding]) -> Node | None:
    """The nodes of a file, or None and a finding."""
    try:
        return read_yaml(path, name)
    except YamlRefused as refused:
        findings.append(Finding(refused.file, refused.line, refused.reason, refused.mend))
        return None


def hash_of(*paths: Path) -> str:
    """SHA-256 over the bytes of files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _overlay(reader: FileReader, node: Node, path: Path) -> OverlayText | None:
    top = reader.mapping(node, "An overlay")
    if top is None:
        return None
    reader.known(top, _TOP, "An overlay")
    code = path.stem
    jurisdiction = _jurisdiction(reader, top, code)
    if jurisdiction is None:
        return None
    policy = code == NEUTRAL
    label_files = sorted((path.parent / "labels").glob(f"{code}.*.yaml"))
    return OverlayText(
        code=code,
        jurisdiction=jurisdiction,
        statutes=_each(reader, top, "statutes", lambda n: read_statute(reader, n, code)),
        offences=_each(reader, top, "offences", lambda n: read_offence(reader, n, code)),
        clocks=_each(reader, top, "clocks", lambda n: read_clock(reader, n, code, policy=policy)),
        institutions=tuple(_points(reader, top, "institutions", policy).values()),
        procedure=_points(reader, top, "procedure", policy),
        treaties=_each(reader, top, "treaties", lambda n: _treaty(reader, n)),
        labels=_labels(reader, top, label_files),
        checked_on=date_of(reader, top, "checked_on"),
        file=reader.file,
        version_hash=hash_of(path, *label_files),
    )


def _each(
    reader: FileReader, top: Mapping, key: str, read: Callable[[Any], _T | None]
) -> tuple[_T, ...]:
    return tuple(one for node in reader.entries(top, key) if (one := read(node)) is not None)


def _jurisdiction(reader: FileReader, top: Mapping, stem: str) -> Jurisdiction | None:
    entry = reader.mapping(top.get("jurisdiction", top), "'jurisdiction'")
    if entry is None or "jurisdiction" not in top:
        reader.refuse(1, "The overlay has no 'jurisdiction'.", "Begin with jurisdiction: code: …")
        return None
    reader.known(entry, _JURISDICTION, "'jurisdiction'")
    code = _code(reader, entry, stem)
    zones = tuple(map(str, reader.texts(entry, "time_zone"))) or ("UTC",)
    names = entry.get("names")
    texts = {
        key: str(reader.text(entry, key) or "")
        for key in ("alpha3", "currency", "name_order", "legal_family")
    }
    return Jurisdiction(
        code=code,
        names={str(k): str(v) for k, v in names.items()} if isinstance(names, Mapping) else {},
        time_zone=zones[0],
        time_zones=zones,
        languages=tuple(map(str, reader.texts(entry, "languages"))),
        scripts=tuple(map(str, reader.texts(entry, "scripts"))),
        calendar=str(reader.text(entry, "calendar") or stem),
        calendar_display=reader.choice(
            entry, "calendar_display", ("gregorian", "buddhist"), "gregorian"
        ),
        age_of_majority=reader.number(entry, "age_of_majority"),
        child_under=reader.number(entry, "child_under"),
        subdivisions=tuple(map(str, reader.texts(entry, "subdivisions"))),
        **texts,
    )


def _code(reader: FileReader, entry: Mapping, stem: str) -> str:
    code = str(reader.text(entry, "code", required="'jurisdiction'") or "")
    if code.lower() != stem:
        reader.refuse(
            entry.line_of("code"),
            f"The file is named '{stem}', but its code is '{code}'.",
            "Name the file as the code.",
        )
    return code


def _points(reader: FileReader, top: Mapping, key: str, policy: bool) -> dict[str, Point]:
    node = top.get(key)
    points = (reader.mapping(node, f"'{key}'") if node is not None else None) or Mapping()
    found: dict[str, Point] = {}
    for name in points:
        entry = reader.mapping(points[name], f"'{name}' of '{key}'")
        if entry is None:
            continue
        what = f"'{name}' of '{key}'"
        reader.known(entry, _POINT, what)
        if not policy and "status" not in entry:
            reader.refuse(entry, f"{what} has no 'status'.", "Write verified or unverified.")
        texts: dict[str, Any] = {
            k: str(reader.text(entry, k) or "") for k in ("value", "says", "article")
        }
        found[str(name)] = Point(
            name=str(name), line=entry.line, is_policy=policy, **texts, **mark(reader, entry, what)
        )
    return found


def _treaty(reader: FileReader, node: Any) -> Treaty | None:
    entry = reader.mapping(node, "A treaty")
    name = entry and reader.text(entry, "id", required="A treaty")
    if entry is None or not name:
        return None
    known = ("id", "title", "bound_on", "in_force", "reservations", "status", "basis", "copy")
    reader.known(entry, (*known, "source", "note"), f"The treaty '{name}'")
    return Treaty(
        id=str(name),
        title=str(reader.text(entry, "title", required=f"The treaty '{name}'") or ""),
        bound_on=date_of(reader, entry, "bound_on") or PartialDate.parse("unknown"),
        in_force=None if "in_force" not in entry else reader.flag(entry, "in_force"),
        reservations=str(reader.text(entry, "reservations") or ""),
        line=entry.line,
        **mark(reader, entry, f"The treaty '{name}'"),
    )


def _labels(reader: FileReader, top: Mapping, files: list[Path]) -> tuple[Labels, ...]:
    found = []
    if "labels" in top:
        found.append(_words(reader, top["labels"], "en"))
    for path in files:
        name = f"{path.parent.parent.name}/labels/{path.name}"
        node = yaml_of(path, name, reader.findings)
        if node is not None:
            language = path.name.split(".")[1]
            found.append(_words(FileReader(name, reader.findings), node, language))
    return tuple(found)


def _words(reader: FileReader, node: Any, language: str) -> Labels:
    entry = reader.mapping(node, "Labels") or Mapping()
    kinds = ("words", "states", "roles", "tracks", "documents", "transitions")
    reader.known(entry, ("language", "mark", "source", *kinds), "Labels")
    words = {
        kind.removesuffix("s"): {
            str(key): str(word)
            for key, word in (entry.get(kind) or {}).items()
            if isinstance(word, Scalar)
        }
        for kind in kinds
        if isinstance(entry.get(kind), Mapping)
    }
    return Labels(
        language=str(reader.text(entry, "language") or language),
        words=words,
        reviewed=reader.choice(entry, "mark", ("machine", "reviewed"), "machine") == "reviewed",
    )
