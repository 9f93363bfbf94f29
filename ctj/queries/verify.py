"""Proof that what the tables hold is what the log says: state, rows, clocks, facts, history.

The history is compared whole with the log folded act by act, and once more at random instants with
a fresh fold of the events recorded by then. Each event is compared with its digest in the audit.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from ctj.model.audit import AuditRow
from ctj.model.cases import Case
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.services import Services
from ctj.workflow.fold import DoesNotFit, effective, known_on

from .event_digest import event_digest
from .fact_history import fact_versions
from .situations import CaseFile, load_case
from .table_rows import FactKey, fact_rows_of_case, rows_of_case

#: Kinds of audit rows that carry digests of events.
_RECORDING = ("step.recorded", "entry.corrected")


@dataclass(frozen=True)
class Finding:
    """One thing that differs. ``what``: the table and key; ``says``: in which columns."""

    case_reference: str
    what: str
    says: str


@dataclass(frozen=True)
class Verified:
    """``cases``, ``events``, ``rows``: how much was compared."""

    cases: int
    events: int
    rows: int
    findings: tuple[Finding, ...]


def verify(
    connection: Connection, services: Services, *, instants: int = 3, seed: int = 0
) -> Verified:
    """Compare every case, each at ``instants`` random ones; ``seed`` draws the same again."""
    chance = random.Random(seed)
    findings: list[Finding] = []
    events = rows = 0
    references = connection.execute(select(Case.id, Case.reference).order_by(Case.id)).all()
    for case_id, reference in references:
        try:
            case = load_case(connection, services, case_id, services.database.now(connection))
        except DoesNotFit as misfit:
            findings.append(Finding(reference, "log", misfit.sentence))
            continue
        found, compared = verify_case(connection, services, case, chance, instants)
        findings += found
        events, rows = events + len(case.log), rows + compared
    return Verified(len(references), events, rows, tuple(findings))


def verify_case(
    connection: Connection, services: Services, case: CaseFile, chance: random.Random, instants: int
) -> tuple[list[Finding], int]:
    """The findings of one case, and how many rows were compared."""
    expected = rows_of_case(
        case.projection, case.log, case.standing, services.library, services.calendars
    )
    stored = {
        "tracks": (expected.tracks, _by_id(connection, Track, case.id)),
        "register_rows": (expected.registers, _by_id(connection, RegisterRow, case.id)),
        "clocks": (expected.clocks, _by_id(connection, ClockRow, case.id)),
    }
    findings: list[Finding] = []
    compared = 0
    for table, (wanted, held) in stored.items():
        findings += _differences(case, table, wanted, held)
        compared += len(held)
    facts = _facts(connection, case.id)
    findings += _history(case, facts)
    findings += _at_instants(case, facts, chance, instants)
    findings += _head(connection, case)
    findings += _digests(connection, case)
    return findings, compared + len(facts)


def _by_id(connection: Connection, model: Any, case_id: str) -> dict[str, dict[str, Any]]:
    table: Table = model.__table__
    rows = connection.execute(select(table).where(table.c.case_id == case_id))
    return {row.id: dict(row._mapping) for row in rows}


@dataclass(frozen=True)
class _Stored:
    key: FactKey
    columns: Mapping[str, Any]
    known_from: datetime
    known_to: datetime | None


def _facts(connection: Connection, case_id: str) -> list[_Stored]:
    """Every row of facts of the case, current and history."""
    found = []
    for name, pair in TABLES.items():
        for table in pair:
            for row in connection.execute(select(table).where(table.c.case_id == case_id)):
                values = dict(row._mapping)
                key = (name, values.pop("subject_id"), values.pop("row_id", ""))
                values.pop("case_id")
                found.append(
                    _Stored(key, values, values.pop("known_from"), values.pop("known_to", None))
                )
    return found


def _history(case: CaseFile, stored: list[_Stored]) -> list[Finding]:
    """Current and history rows against the log folded act by act."""
    wanted = {
        f"{' '.join(one.key)} from {one.known_from}": {
            **one.columns,
            "known_to": one.known_to,
        }
        for one in fact_versions(case.frame, case.log, case.library)
    }
    held = {
        f"{' '.join(one.key)} from {one.known_from}": {**one.columns, "known_to": one.known_to}
        for one in stored
    }
    return _differences(case, "facts", wanted, held)


def _at_instants(
    case: CaseFile, stored: list[_Stored], chance: random.Random, instants: int
) -> list[Finding]:
    """What was known at random instants against a fresh fold of the events recorded by then."""
    moments = sorted({event.recorded_at for event in case.log})
    findings = []
    for instant in chance.sample(moments, min(instants, len(moments))):
        known = [event for event in case.log if event.recorded_at <= instant]
        following = next((one for one in moments if one > instant), None)
        until = following or case.now
        projection = known_on(case.frame, case.log, case.library, until)
        wanted = {
            " ".join(key): columns
            for key, columns in fact_rows_of_case(
                projection, effective(known), case.library
            ).items()
        }
        held = {
            " ".join(one.key): one.columns
            for one in stored
            if one.known_from <= instant and (one.known_to is None or one.known_to > instant)
        }
        findings += _differences(case, f"facts as known at {instant}", wanted, held)
    return findings


def _head(connection: Connection, case: CaseFile) -> list[Finding]:
    if not case.log:
        return []
    last = case.log[-1]
    wanted = {"last_seq": last.seq, "changed_at": last.recorded_at}
    held = {"last_seq": case.head.last_seq, "changed_at": case.head.changed_at}
    return _differences(case, "cases", {case.id: wanted}, {case.id: held})


def _digests(connection: Connection, case: CaseFile) -> list[Finding]:
    """Each event against the digest that the audit chain holds of it."""
    told: dict[str, str] = {}
    rows = connection.scalars(
        select(AuditRow.body).where(AuditRow.case_id == case.id, AuditRow.action.in_(_RECORDING))
    )
    for body in rows:
        told |= json.loads(body)["what"]["objects"]["events"]
    table: Table = Event.__table__  # type: ignore[assignment]
    events = connection.execute(select(table).where(table.c.case_id == case.id))
    held = {row.id: {"digest": event_digest(dict(row._mapping))} for row in events}
    wanted = {event_id: {"digest": digest} for event_id, digest in told.items()}
    return _differences(case, "events", wanted, held)


def _differences(
    case: CaseFile,
    what: str,
    wanted: Mapping[str, Mapping[str, Any]],
    held: Mapping[str, Mapping[str, Any]],
) -> list[Finding]:
    findings = []
    for key in sorted(wanted.keys() | held.keys()):
        says = _difference(wanted.get(key), held.get(key))
        if says:
            findings.append(Finding(case.head.reference, f"{what} {key}", says))
    return findings


def _difference(wanted: Mapping[str, Any] | None, held: Mapping[str, Any] | None) -> str:
    """Names of columns only: a value may be what nobody but those on the case may read."""
    if held is None:
        return "is missing"
    if wanted is None:
        return "should not be there"
    columns = [name for name in wanted if _plain(wanted[name]) != _plain(held.get(name))]
    return f"differs in {', '.join(sorted(columns))}" if columns else ""


def _plain(value: Any) -> Any:
    """As JSON gives it back, where the database kept it so."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def in_words(findings: Iterable[Finding]) -> list[str]:
    """'PH-…: facts accused … differs in outcome'."""
    return [f"{one.case_reference}: {one.what} {one.says}" for one in findings]
