"""The chronology as a text table: what goes out can come in again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .chronology import CrimeEvent, OtherDate
from .spreadsheet import read, written

COLUMNS = (
    "what", "when", "source", "other_dates", "when_to", "place", "people", "objects", "in_summary",
)  # fmt: skip
#: What the sample shows; nobody's case.
SAMPLE = (
    ("recruitment", "2024-03", "victim", "", "", "PH-CEB", "A1; V1", "By telephone.", "yes"),
    ("border_crossing", "2024-03-18T22:40", "police", "2024-03-19 victim", "", "", "V1",
     "One suitcase.", ""),
    ("exploitation", "2024-04", "victim", "", "2024-09-02", "MY-10", "A1; V1", "", "yes"),
    ("payment", "unknown", "", "", "", "", "A1", "Cash, sum not known.", ""),
)  # fmt: skip


def table(events: Iterable[CrimeEvent]) -> str:
    """The entries as a table; notes only where this viewer reads them."""
    return written(COLUMNS, (_row(one) for one in events))


def sample() -> str:
    """A table to begin with."""
    return written(COLUMNS, SAMPLE)


def _row(event: CrimeEvent) -> list[str]:
    return [
        event.what,
        event.when.text,
        event.source,
        "; ".join(_other(one) for one in event.others),
        event.until.text if event.until else "",
        event.place,
        "; ".join(label for label, _ in event.people),
        event.note or "",
        "yes" if event.in_summary else "",
    ]


def _other(other: OtherDate) -> str:
    return f"{other.value.text} {other.source}".strip()


def rows_of(text: str) -> list[tuple[int, dict[str, Any]]]:
    """(line, answers of the step) of each row. Raises TableRefused."""
    return [(line, _answers(values)) for line, values in read(text, COLUMNS)]


def _answers(values: Mapping[str, str]) -> dict[str, Any]:
    answers: dict[str, Any] = {
        name: values[name]
        for name in ("what", "when_to", "place", "objects", "in_summary")
        if values.get(name)
    }
    people = [one.strip() for one in values.get("people", "").replace(",", ";").split(";")]
    answers["people"] = [one for one in people if one]
    answers["when"] = _when(values)
    return answers


def _when(values: Mapping[str, str]) -> Any:
    others = [one.split(None, 1) for one in values.get("other_dates", "").split(";") if one.strip()]
    if not others and not values.get("source"):
        return values.get("when", "")
    told: dict[str, Any] = {"value": values.get("when", "")}
    if values.get("source"):
        told["source"] = values["source"]
    if others:
        told["alternatives"] = [
            {"value": parts[0], **({"source": parts[1].strip()} if len(parts) > 1 else {})}
            for parts in others
        ]
    return told
