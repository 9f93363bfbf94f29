"""Throwing away all that is made from the events, and making it again, case by case.

Tracks, register rows, clocks, facts and their history. Events, audit, vault and subjects are the
truth and are not touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from ctj.access.grants import touch
from ctj.model.cases import Case
from ctj.model.clocks import ClockRow
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.queries.fact_history import moments
from ctj.queries.situations import CaseFile, load_case
from ctj.queries.table_rows import CaseRows, rows_of_case
from ctj.services import Services
from ctj.transaction import UnitOfWork, clock, unit_of_work
from ctj.workflow.fold import DoesNotFit

from .fact_writing import write_facts

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rebuilt:
    """How many cases were made again, and those whose log does not fold, with the sentence."""

    cases: int
    refused: tuple[tuple[str, str], ...]


def rebuild(services: Services, progress: Progress | None = None) -> Rebuilt:
    """Make all cases again, each in a transaction of its own. A case whose log does not fold is
    left as it is."""
    with services.database.read() as connection:
        references = connection.execute(select(Case.id, Case.reference).order_by(Case.id)).all()
    refused = []
    for number, (case_id, reference) in enumerate(references, 1):
        try:
            rebuild_case(services, case_id)
        except DoesNotFit as misfit:
            refused.append((reference, misfit.sentence))
        if progress is not None:
            progress(number, len(references))
    return Rebuilt(len(references) - len(refused), tuple(refused))


def rebuild_case(services: Services, case_id: str) -> None:
    """Make one case again from its log. Raises DoesNotFit; then nothing is changed."""
    with unit_of_work(services.database) as work:
        work.lock([case_id])
        case = load_case(work.connection, services, case_id, clock(work.connection))
        rows = rows_of_case(
            case.projection, case.log, case.standing, services.library, services.calendars
        )
        _throw_away(work.connection, case_id)
        _write(work, case, rows)
        _write_facts(work, case)
        work.audit("case.rebuilt", case_id=case_id, objects={"events": len(case.log)})


def _throw_away(connection: Connection, case_id: str) -> None:
    for table in (RegisterRow, ClockRow, Track):
        connection.execute(delete(table).where(table.case_id == case_id))
    for pair in TABLES.values():
        for facts in pair:
            connection.execute(delete(facts).where(facts.c.case_id == case_id))


def _write(work: UnitOfWork, case: CaseFile, rows: CaseRows) -> None:
    for table, made in (
        (Track, rows.tracks),
        (RegisterRow, rows.registers),
        (ClockRow, rows.clocks),
    ):
        if made:
            work.connection.execute(insert(table), list(made.values()))
    if not case.log:
        return
    last = case.log[-1]
    kinds = [subject.kind for subject in case.projection.subjects.values()]
    work.connection.execute(
        update(Case)
        .where(Case.id == case.id)
        .values(
            last_seq=last.seq,
            changed_at=last.recorded_at,
            accused_count=kinds.count("accused"),
            victim_count=kinds.count("victim"),
        )
    )
    touch(work.connection, case.id, last.recorded_at)


def _write_facts(work: UnitOfWork, case: CaseFile) -> None:
    for moment in moments(case.frame, case.log, case.library):
        write_facts(work.connection, case.id, moment.before, moment.after, moment.at)
