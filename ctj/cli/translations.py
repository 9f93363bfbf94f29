"""``ctj translations``: brings the catalogues up to the texts, and says what is missing."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from babel.messages.pofile import write_po

from ctj.language import FOLDER, LANGUAGES, SOURCE
from ctj.queries.catalogues import NAMES, brought_up, counts, sources_in_files


def add_commands(subparsers: Any) -> None:
    """Register ``translations update`` and ``translations check``."""
    parser = subparsers.add_parser("translations", help="the texts in other languages")
    commands = parser.add_subparsers(dest="translations_command", metavar="COMMAND", required=True)
    update = commands.add_parser("update", help="bring the catalogues up to the texts")
    update.set_defaults(handler=update_all)
    check = commands.add_parser("check", help="count what is untranslated and not yet reviewed")
    check.set_defaults(handler=check_all)


def update_all(args: argparse.Namespace) -> int:
    """Rewrite each catalogue: new texts empty and marked, texts that are gone left out."""
    texts = sources_in_files()
    for code in LANGUAGES:
        if code != SOURCE:
            made = {name: brought_up(code, name, texts[name]) for name in NAMES}
            for name, catalogue in made.items():
                with (FOLDER / code / f"{name}.po").open("wb") as file:
                    write_po(file, catalogue, width=0, omit_header=True, no_location=True)
    return check_all(args)


def check_all(_args: argparse.Namespace) -> int:
    """Print the figures. 0: everything is said in every language; 1: something is not."""
    found = counts()
    for one in found:
        print(
            f"{one.language}/{one.name}: {one.texts} texts, {one.untranslated} untranslated, "
            f"{one.unreviewed} not yet reviewed"
        )
    missing = sum(one.untranslated for one in found)
    if missing:
        print(f"{missing} texts are not said yet.", file=sys.stderr)
    return 1 if missing else 0
