"""Writes the holidays of a calendar file anew from the package `holidays`.

``python -m ctj.workflow.calendar_generator ph`` keeps the head of ``workflows/calendars/ph.yaml``
and writes what follows the line ``holidays:``, as `generator` in that head says. A person then
accepts the difference: a legal date must not move because a package was updated
(jurisdictions.md 12.1).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..paths import workflows_dir
from .yaml_text import Mapping, read_text

_MARKS = (" (estimated)", ", estimated)")
_FROM_HERE = "\nholidays:\n"


@dataclass(frozen=True)
class Recipe:
    """What the head of the file says: which list of the package, which years, which names.

    After `hand_entered_to` the package computes what is later proclaimed: every day that moves
    from year to year is then an estimate.
    """

    country: str
    version: str
    categories: tuple[str, ...]
    names: str
    local_names: str | None
    first: int
    last: int
    hand_entered_to: int


def recipe_of(text: str) -> Recipe:
    """The recipe in the head of a calendar file. Raises KeyError where a part is missing."""
    head = read_text(text.split(_FROM_HERE)[0], "calendar")
    if not isinstance(head, Mapping):
        raise KeyError("generator")
    made: Any = head["generator"]
    years: Any = head["valid_years"]
    return Recipe(
        country=str(made["country"]),
        version=str(made["version"]),
        categories=tuple(map(str, made["categories"])),
        names=str(made["names"]),
        local_names=str(made["local_names"]) if "local_names" in made else None,
        first=int(years["first"]),
        last=int(years["last"]),
        hand_entered_to=int(made["hand_entered_to"]),
    )


def regenerated(text: str) -> str:
    """The file's text with its holidays written anew."""
    head = text.split(_FROM_HERE)[0]
    return head + _FROM_HERE + "".join(_lines(recipe_of(text)))


def _lines(recipe: Recipe) -> Iterator[str]:
    local: dict[date, list[str]] = {}
    if recipe.local_names is not None:
        local = dict(_days(recipe, recipe.local_names))
    days = dict(_days(recipe, recipe.names))
    for year in range(recipe.first, recipe.last + 1):
        yield f"  {year}:\n"
        for day in sorted(day for day in days if day.year == year):
            for number, name in enumerate(days[day]):
                yield _line(recipe, day, name, local.get(day, [])[number : number + 1], days)


def _line(
    recipe: Recipe, day: date, name: str, local: list[str], days: dict[date, list[str]]
) -> str:
    marked = any(mark in name for mark in _MARKS)
    spoken = local[0].rpartition(" (")[0] if local and marked else "".join(local)
    said = f', local_name: "{spoken}"' if spoken not in ("", name) else ""
    estimated = marked or (day.year > recipe.hand_entered_to and _moves(day, name, days))
    return (
        f'    - {{date: {day}, name: "{_plain(name)}"{said}, scope: national, '
        f"estimated: {str(estimated).lower()}, source: holidays {recipe.version}}}\n"
    )


def _moves(day: date, name: str, days: dict[date, list[str]]) -> bool:
    """Whether the holiday lies on another day in one of the two years after."""
    return not all(
        _plain(name) in map(_plain, days.get(date(day.year + more, day.month, day.day), ()))
        for more in (1, 2)
    )


def _plain(name: str) -> str:
    return name.replace(" (estimated)", "").replace(", estimated)", ")")


def _days(recipe: Recipe, language: str) -> Iterator[tuple[date, list[str]]]:
    import holidays

    listed = holidays.country_holidays(
        recipe.country,
        years=range(recipe.first, recipe.last + 3),
        categories=recipe.categories,
        language=language,
    )
    for day in sorted(listed):
        yield day, listed.get_list(day)


def main(arguments: list[str]) -> int:
    """Rewrites the calendars named; prints which changed."""
    for code in arguments:
        path: Path = workflows_dir() / "calendars" / f"{code}.yaml"
        before = path.read_text(encoding="utf-8")
        after = regenerated(before)
        path.write_text(after, encoding="utf-8")
        sys.stdout.write(
            f"{code}: {'changed, read the difference' if after != before else 'same'}\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
