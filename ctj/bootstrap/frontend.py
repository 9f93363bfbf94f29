"""Brings the front-end files: npm checks them against the lock, we copy the few that are served.

Third-party code stays out of the repository. `manifest.json` beside the copies says what they
were made from and what each must contain, so that a later start sees at once whether they stand.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from ctj.bootstrap import certificates, fonts
from ctj.bootstrap.node import npm
from ctj.bootstrap.places import Places
from ctj.bootstrap.steps import Command, run

_TOLD_TO_NPM = ("package.json", "package-lock.json", ".npmrc")
_FILES = (
    ("@tabler/core/dist/css/tabler.min.css", "tabler.min.css"),
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("htmx.org/LICENSE", "licences/htmx.txt"),
)
_MANIFEST = "manifest.json"


def is_current(places: Places) -> bool:
    """Whether every front-end file is there, unchanged, and made from the present lock."""
    try:
        manifest = json.loads((places.vendor / _MANIFEST).read_text())
        files = manifest["files"].items()
        return manifest["source"] == _source(places) and all(
            _hash(places.vendor / name) == expected for name, expected in files
        )
    except (OSError, ValueError, KeyError):
        return False


def install(places: Places) -> None:
    """Fetch, copy, and put the new folder in the place of the old one in one move."""
    static = places.vendor.parent
    static.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="frontend-", dir=places.venv) as made:
        scratch = Path(made)
        _fetch(places, scratch)
        fresh = scratch / "vendor"
        _copy(scratch / "node_modules", fresh)
        _write_manifest(places, fresh)
        if places.vendor.exists():
            places.vendor.rename(scratch / "old")
        fresh.rename(places.vendor)


def _fetch(places: Places, scratch: Path) -> None:
    for name in _TOLD_TO_NPM:
        shutil.copy(places.frontend / name, scratch / name)
    command: Command = [*npm(places, scratch), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Node adds these to its own, so that a proxy which re-signs connections is trusted.
    trusted = certificates.settings("NODE_EXTRA_CA_CERTS")
    run(command, "Fetching the front-end files (npm)", scratch, trusted)


def _copy(packages: Path, target: Path) -> None:
    named = [(packages / source, name) for source, name in _FILES]
    for source, name in [*named, *fonts.files(packages)]:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    (target / "fonts.css").write_text(fonts.style_sheet(packages))


def _write_manifest(places: Places, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): _hash(path) for path in files}
    manifest = {"source": _source(places), "files": hashes}
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")


def _source(places: Places) -> str:
    """What decides the copies: npm's lock, and the two files that choose from it."""
    digest = hashlib.sha256((places.frontend / "package-lock.json").read_bytes())
    for chooser in (__file__, fonts.__file__):
        digest.update(Path(chooser).read_bytes())
    return digest.hexdigest()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
