"""The accused of the worked example (indicators.md 4.3, 4.4, 4.9), as fact rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ctj.model.base import new_id
from ctj.model.facts import ACCUSED

#: accused, case, kind, sex, suspected, charged, tip_charged, trial_start, verdict, disposed,
#: outcome, tip_verdict. '-' did not happen, '?' unknown.
TABLE = """
A01 C01 natural female 2023-01-10 2023-04-25 yes 2023-09-04 2024-02-14 2024-02-14 guilty_tip yes
A02 C01 natural male 2023-01-20 2023-04-25 yes 2023-09-04 2024-02-14 2024-02-14 guilty_tip yes
A03 C02 legal - 2023-03-01 2023-07-20 yes 2024-01-15 2024-09-10 2024-09-10 guilty_tip yes
A04 C02 natural male 2023-02-20 2023-07-20 yes 2024-01-15 2024-09-10 2024-09-10 guilty_other no
A05 C03 natural male 2023-02-27 2023-06-05 no 2023-10-02 2023-12-18 2023-12-18 guilty_other no
A06 C04 natural male 2023-04-02 2023-10-02 yes 2024-05-06 2025-03-17 2025-03-17 guilty_tip yes
A07 C04 natural female 2023-04-02 2023-10-02 yes 2024-05-06 - 2024-08-12 died -
A08 C04 natural ? 2023-05-10 2023-10-02 yes - - - - -
A09 C05 natural female 2023-04 2023-08-21 ? 2024-02-05 2024-06 2024-06 acquitted ?
A10 C06 natural male 2023-05-22 2024-01-08 yes 2024-10-01 2025-06-30 2025-06-30 guilty_tip yes
A11 C06 natural male 2023-08-01 2023-12-20 yes 2024-10-01 2025-06-30 2025-06-30 acquitted yes
A12 C08 natural male 2023-07-07 2023-10-30 yes 2025-02-03 - - - -
A13 C08 natural male 2023-07-10 2023-10-30 yes - - 2024-04-22 withdrawn -
A14 C10 natural male 2024-01-15 2024-07-01 yes - - - - -
A15 C11 natural female 2022-10-05 2022-12-28 yes 2023-03-06 2023-08-14 2023-08-14 guilty_tip yes
A16 C12 natural male ? ? ? ? 2023-11-15 2023-11-15 guilty_tip ?
"""
COLUMNS = [
    "kind",
    "sex",
    "suspected",
    "charged",
    "tip_charged",
    "trial_start",
    "verdict",
    "disposed",
    "outcome",
    "tip_verdict",
]
#: accused: (appeal decided and final on, final outcome)
FINAL = {
    "A01": ("2024-03-15", "guilty_tip", False),
    "A02": ("2024-11-20", "guilty_tip", True),
    "A04": ("2024-10-10", "guilty_other", False),
    "A05": ("2024-01-17", "guilty_other", False),
    "A06": ("2025-11-24", "acquitted", True),
    "A09": ("2024-07", "acquitted", False),
    "A11": ("2025-07-30", "acquitted", False),
    "A15": ("2024-05-20", "guilty_tip", True),
}
#: accused: role, official, arrested (4.3).
PARTS = """
A01 recruiter no 2023-01-12
A02 organiser no 2023-01-20
A03 exploiter - -
A04 exploiter no 2023-02-21
A05 exploiter no 2023-03-02
A06 organiser no 2023-04-02
A07 recruiter no 2023-04-05
A08 financier no -
A09 exploiter no -
A10 exploiter no 2023-05-25
A11 harbourer yes -
A12 recruiter no 2023-07-07
A13 ? no 2023-07-11
A14 organiser no 2024-01-20
A15 recruiter no 2022-10-06
A16 ? ? -
"""
EARLY = datetime(2020, 1, 1, tzinfo=UTC)
#: A06's final result was recorded late (4.9).
LATE = datetime(2026, 2, 16, 3, tzinfo=UTC)
DATES = {name for name, kind in ACCUSED if kind == "date"}


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def date_columns(fact: str, text: str) -> dict[str, Any]:
    """The three columns of a date fact from its text: day, month, '?' unknown, '-' none."""
    if text == "-":
        return {}
    if text == "?":
        return {f"{fact}_precision": "unknown"}
    parts = [int(part) for part in text.split("-")]
    first = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    last = first if len(parts) == 3 else _last_day(*parts)
    precision = "day" if len(parts) == 3 else "month"
    return {f"{fact}_from": first, f"{fact}_to": last, f"{fact}_precision": precision}


def _row(line: str) -> tuple[str, str, dict[str, Any]]:
    label, case, *values = line.split()
    row: dict[str, Any] = {"origin": "imported" if label == "A16" else "native"}
    for fact, text in zip(COLUMNS, values, strict=True):
        if fact in DATES:
            row |= date_columns(fact, text) if not (label == "A16" and text == "?") else {}
        elif text != "-":
            row[fact] = "unknown" if text == "?" else text
    role, official, arrested = _parts()[label]
    row |= date_columns("arrested", arrested)
    row["role"] = "|unknown|" if role == "?" else f"|{role}|"
    if official != "-":
        row["official"] = "unknown" if official == "?" else official
    if "outcome" in row:
        row["outcome_now"] = row["outcome"]
    return label, case, row


def _parts() -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in PARTS.strip().splitlines()}


def versions() -> list[tuple[str, str, dict[str, Any], datetime, datetime | None]]:
    """(accused, case, columns, known_from, known_to or None) of every version of every row."""
    found = []
    for line in TABLE.strip().splitlines():
        label, case, row = _row(line)
        final = FINAL.get(label)
        finished = dict(row)
        if final:
            finished |= date_columns("final", final[0]) | {"final_outcome": final[1]}
            finished["outcome_now"] = final[1]
            if final[2]:
                finished |= date_columns("appeal_decided", final[0])
        if label == "A06":
            found.append((label, case, row, EARLY, LATE))
            found.append((label, case, finished, LATE, None))
        else:
            found.append((label, case, finished, EARLY, None))
    return found


def insert(connection: Any, tables: tuple[Any, Any], cases: dict[str, str]) -> dict[str, str]:
    """Write the rows; ``cases`` maps C01… to case ids. Returns accused to subject id."""
    current, history = tables
    subjects: dict[str, str] = {}
    for label, case, columns, since, until in versions():
        subject = subjects.setdefault(label, new_id())
        keys = {"case_id": cases[case], "subject_id": subject, "known_from": since}
        if until is None:
            connection.execute(current.insert().values(**keys, **columns))
        else:
            connection.execute(history.insert().values(**keys, known_to=until, **columns))
    return subjects
