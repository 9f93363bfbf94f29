"""Reads `workflows/calendars/`: working week and holidays by year of one jurisdiction a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as MappingOf
from datetime import date
from pathlib import Path
from typing import Any

from ..paths import workflows_dir
from .calendars import WEEKDAYS, Calendar, Holiday, WorkingWeek
from .checks.findings import Finding
from .overlay_files import hash_of, yaml_of
from .reader.nodes import FileReader
from .statement_files import date_of
from .yaml_text import Mapping

_TOP = (
    "calendar", "note", "status", "source", "generator", "working_week", "court_vacation",
    "valid_years", "holidays",
)  # fmt: skip
_HOLIDAY = ("date", "name", "local_name", "scope", "estimated", "works", "source")


class CalendarsRefused(ValueError):
    """The calendar files cannot be used as they are; `findings` says what must be mended."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


_LOADED: dict[tuple[str, str], MappingOf[str, Calendar]] = {}


def calendars_from(directory: Path | None = None) -> MappingOf[str, Calendar]:
    """Every calendar by code, made once per content; None: the installed `workflows/calendars`.

    Raises CalendarsRefused with every finding.
    """
    folder = directory or workflows_dir() / "calendars"
    key = (str(folder), hash_of(*sorted(folder.glob("*.yaml"))))
    if key not in _LOADED:
        findings: list[Finding] = []
        found = read_calendars(folder, findings)
        if findings:
            raise CalendarsRefused(sorted(findings))
        _LOADED[key] = found
    return _LOADED[key]


def read_calendars(directory: Path, findings: list[Finding]) -> dict[str, Calendar]:
    """Every calendar in `directory`; what cannot be read is added to `findings`."""
    found: dict[str, Calendar] = {}
    for path in sorted(directory.glob("*.yaml")):
        name = f"{directory.name}/{path.name}"
        node = yaml_of(path, name, findings)
        if node is not None:
            reader = FileReader(name, findings)
            top = reader.mapping(node, "A calendar")
            if top is not None:
                found[path.stem] = _calendar(reader, top, path)
    return found


def _calendar(reader: FileReader, top: Mapping, path: Path) -> Calendar:
    reader.known(top, _TOP, "A calendar")
    code = reader.text(top, "calendar", required="A calendar")
    if code not in (None, path.stem):
        reader.refuse(code, f"The file is '{path.stem}', its calendar '{code}'.", "Rename one.")
    first, last = _years(reader, top)
    return Calendar(
        code=path.stem,
        first_year=first,
        last_year=last,
        weeks=_weeks(reader, top),
        holidays=_holidays(reader, top, range(first, last + 1)),
        status=reader.choice(top, "status", ("verified", "unverified"), "unverified"),
        note=str(reader.text(top, "note") or ""),
        version_hash=hash_of(path),
    )


def _years(reader: FileReader, top: Mapping) -> tuple[int, int]:
    span = reader.mapping(top.get("valid_years", top), "'valid_years'")
    if span is None or "valid_years" not in top:
        reader.refuse(top, "The calendar has no 'valid_years'.", "Add valid_years: {first, last}.")
        return 1, 0
    first, last = reader.number(span, "first") or 1, reader.number(span, "last") or 0
    if last < first:
        reader.refuse(span, "'valid_years' ends before it begins.", "Write first and last year.")
    return first, last


def _weeks(reader: FileReader, top: Mapping) -> tuple[WorkingWeek, ...]:
    weeks: list[WorkingWeek] = []
    for node in reader.entries(top, "working_week"):
        entry = reader.mapping(node, "A working week")
        if entry is None:
            continue
        reader.known(entry, ("days", "since", "note"), "A working week")
        since = date_of(reader, entry, "since")
        days = reader.texts(entry, "days")
        for day in days:
            if day not in WEEKDAYS:
                reader.refuse(day, f"There is no day '{day}'.", f"Use {', '.join(WEEKDAYS)}.")
        worked = frozenset(WEEKDAYS.index(day) for day in days if day in WEEKDAYS)
        weeks.append(WorkingWeek(worked, since.first_day if since else None))
    if not weeks or not all(week.days for week in weeks):
        reader.refuse(top, "The calendar has no working week.", "Add working_week: [{days: …}].")
    return tuple(sorted(weeks, key=lambda week: week.since or date.min))


def _holidays(reader: FileReader, top: Mapping, years: range) -> dict[date, tuple[Holiday, ...]]:
    by_year = reader.mapping(top.get("holidays", top), "'holidays'")
    if by_year is None or "holidays" not in top:
        reader.refuse(top, "The calendar has no 'holidays'.", "Add holidays: by year.")
        return {}
    for year in years:
        if str(year) not in by_year:
            reader.refuse(
                top.line_of("valid_years"),
                f"The calendar says that it holds {year}, but it has no holidays for it.",
                f"Add {year} under 'holidays' (an empty list if there are none), or cut the years.",
            )
    found: dict[date, list[Holiday]] = defaultdict(list)
    for written in by_year:
        if written not in map(str, years):
            reader.refuse(by_year.line_of(written), f"{written} is no valid year.", "Widen them.")
        for node in reader.entries(by_year, written):
            holiday = _holiday(reader, node, written)
            if holiday is not None:
                found[holiday.day].append(holiday)
    return {day: tuple(entries) for day, entries in found.items()}


def _holiday(reader: FileReader, node: Any, year: str) -> Holiday | None:
    entry = reader.mapping(node, "A holiday")
    if entry is None:
        return None
    reader.known(entry, _HOLIDAY, "A holiday")
    day = date_of(reader, entry, "date")
    if day is None or day.precision != "day" or day.first_day is None:
        reader.refuse(entry, "A holiday has no day.", "Write date: with day, month and year.")
        return None
    if str(day.first_day.year) != year:
        reader.refuse(entry, f"{day} stands under {year}.", "Move it to its year.")
    return Holiday(
        day=day.first_day,
        name=str(reader.text(entry, "name", required=f"The holiday {day}") or ""),
        scope=str(reader.text(entry, "scope") or "national"),
        local_name=str(reader.text(entry, "local_name") or ""),
        estimated=reader.flag(entry, "estimated"),
        works=reader.flag(entry, "works"),
        source=str(reader.text(entry, "source") or ""),
        line=entry.line,
    )
