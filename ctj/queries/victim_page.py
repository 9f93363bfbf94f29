"""The page of one victim: safe contact first, consents, support and what is owed (process.md 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from ctj.access.errors import NotVisible
from ctj.workflow.consent.answers import AGREED, Asking, is_child, standing
from ctj.workflow.consent.purposes import GROUPS
from ctj.workflow.dates import PartialDate
from ctj.workflow.instants import local_day
from ctj.workflow.projection import Row, Subject

from .case_page import CaseView, Strip
from .case_registers import RegisterTable, Tables, tables
from .open_case import OpenCase
from .reader_groups import ALL, Reader

CONSENTS = "consents"
#: Registers of a person in the order in which support looks for them.
ORDER = (
    "needs",
    "services",
    "referrals",
    "plan",
    "shelter_stays",
    "status_documents",
    "risks",
    "notifications",
)


@dataclass(frozen=True)
class ConsentLine:
    """One stored purpose: how the answers stand today. ``told``: what a wider role reads."""

    group: str
    purpose: str
    answered: bool
    stands: bool
    why: str
    recipients: tuple[str, ...]
    told: Row | None


@dataclass(frozen=True)
class VictimPage:
    """``has_rule``: a rule of safe contact was recorded; ``may_open``: the role may open it."""

    label: str
    strips: tuple[Strip, ...]
    has_rule: bool
    may_open: bool
    read_today: bool
    consents: tuple[ConsentLine, ...]
    reads_consents: bool
    registers: tuple[RegisterTable, ...]
    limits: Any
    facts: tuple[tuple[str, Any], ...]


def victim_page(
    connection: Connection, opened: OpenCase, view: CaseView, label: str, read: frozenset[str]
) -> VictimPage:
    """One victim of the case that is open. ``read``: whose rule this viewer opened today.

    Raises NotVisible where the case has no victim of that pseudonym.
    """
    subject = opened.file.subject(label)
    if subject is None or subject.kind != "victim":
        raise NotVisible
    reader = Reader(opened.file.library, opened.viewer, opened.sight)
    told = tables(connection, opened, subject=label)
    return VictimPage(
        label=label,
        strips=tuple(one for one in view.strips if one.subject_label == label),
        has_rule=_has_rule(opened, subject),
        may_open=reader.word("victim_contact") in ALL,
        read_today=subject.id in read,
        consents=_consents(opened, subject, reader),
        reads_consents=reader.word("victim_consent") in ALL,
        registers=_ordered(told),
        limits=told.limits,
        facts=_facts(opened, subject),
    )


def _has_rule(opened: OpenCase, subject: Subject) -> bool:
    entries = opened.file.standing
    return any(one.subject_id == subject.id and one.data.get("safe_contact") for one in entries)


def _consents(opened: OpenCase, subject: Subject, reader: Reader) -> tuple[ConsentLine, ...]:
    """Every stored purpose, asked or not: silence shows as silence."""
    if reader.word("victim_consent") == "no":
        return ()
    rows = opened.projection.rows_of(CONSENTS, subject.id)
    facts = opened.projection.facts.get(("victim", subject.id), {})
    day = PartialDate.from_day(local_day(opened.viewer.now, opened.file.zone))
    events = {event.id: event for event in opened.file.standing}
    asking = Asking(day, opened.viewer.now, is_child(facts), events)
    wide = reader.word("victim_consent") in ALL
    return tuple(
        _line(group, purpose, rows, asking, wide)
        for group, purposes in GROUPS.items()
        for purpose in purposes
    )


def _line(
    group: str, purpose: str, rows: list[Row] | tuple[Row, ...], asking: Asking, wide: bool
) -> ConsentLine:
    found = standing(rows, purpose, None, asking)
    agreed = found.row is not None and found.row.values.get("answer") in AGREED
    recipients = found.row.values.get("recipient", ()) if found.row and agreed else ()
    return ConsentLine(
        group=group,
        purpose=purpose,
        answered=found.row is not None,
        stands=found.why is None,
        why=found.why or "",
        recipients=tuple(recipients),
        told=found.row if wide else None,
    )


def _ordered(told: Tables) -> tuple[RegisterTable, ...]:
    """Without consents, which have a table of their own; needs and services come first."""
    kept = [table for table in told.registers if table.id != CONSENTS]
    place = {name: number for number, name in enumerate(ORDER)}
    return tuple(sorted(kept, key=lambda table: place.get(table.id, len(ORDER))))


def _facts(opened: OpenCase, subject: Subject) -> tuple[tuple[str, Any], ...]:
    names = ("sex", "age_group", "interpreter_needed", "id_outcome", "first_contact")
    return tuple((name, opened.projection.fact("victim", subject.id, name)) for name in names)


def only_of(view: CaseView, label: str) -> CaseView:
    """The case's view with the tracks of one person alone."""
    return replace(view, strips=tuple(one for one in view.strips if one.subject_label == label))
