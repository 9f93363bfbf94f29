"""The fact rows that a figure may read: as known on a day, current or from history.

A unit of count is a fact row with what lies beside it: the state whose case it is; for a witness
also facts of the same person as a victim, and the first judgment in the case; for a row that is
finer (a need, a threat) the facts of the person whose row it is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, Table, and_, case, func, select, union_all

from ctj.model.cases import Case
from ctj.model.facts import TABLES

#: Facts of the same person as a victim that figures about witnesses and rows read.
OF_VICTIM = ("sex", "citizenship", "no_news_wanted", "child_at_id")
#: The unit of the person behind each finer row.
PERSON_OF = {"needs": "victim", "shelter_stays": "victim", "threats": "witness"}
_DATE = ("from", "to", "precision")


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which the local day ends."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))


def as_known(unit: str, known_until: datetime | None) -> FromClause:
    """Rows of one unit as they stood at ``known_until`` (exclusive); None: as they stand."""
    current, history = TABLES[unit]
    if known_until is None:
        return current
    columns = [column.name for column in current.columns if column.name != "provenance"]
    return union_all(
        select(*_named(current, columns)).where(current.c.known_from < known_until),
        select(*_named(history, columns)).where(
            history.c.known_from < known_until, history.c.known_to >= known_until
        ),
    ).subquery(f"{current.name}_as_known")


def units_of_count(unit: str, known_until: datetime | None) -> FromClause:
    """The rows of one unit of count, with what figures read beside their own facts."""
    base = as_known(unit, known_until)
    columns: list[Any] = [c for c in base.columns if c.name != "provenance"]
    columns.append(Case.jurisdiction)
    joined = base.join(Case, Case.id == base.c.case_id)
    if unit == "witness" or PERSON_OF.get(unit) == "witness":
        columns += _first_verdict(base, known_until)
    if unit == "witness" or unit in PERSON_OF:
        victims = as_known("victim", known_until).alias("beside")
        same = and_(victims.c.case_id == base.c.case_id, victims.c.subject_id == base.c.subject_id)
        joined = joined.outerjoin(victims, same)
        columns += [victims.c[name] for name in OF_VICTIM]
        columns += [victims.c[f"needs_assessed_{part}"] for part in _DATE]
    return select(*columns).select_from(joined).subquery(f"units_{unit}")


def _first_verdict(base: FromClause, known_until: datetime | None) -> list[ColumnElement[Any]]:
    """``case_verdict``: the first judgment at first instance in the case, of any accused."""
    accused = as_known("accused", known_until).alias("judged")
    dated = func.max(accused.c.verdict_from).is_not(None)
    values = {
        "from": func.min(accused.c.verdict_from),
        "to": func.min(accused.c.verdict_to),
        "precision": case((dated, "day"), else_=func.max(accused.c.verdict_precision)),
    }
    return [
        select(value)
        .where(accused.c.case_id == base.c.case_id)
        .correlate(base)
        .scalar_subquery()
        .label(f"case_verdict_{part}")
        for part, value in values.items()
    ]


def _named(table: Table, names: list[str]) -> list[Any]:
    return [table.c[name] for name in names]
